"""Which types an expression can have, as far as that is known without running anything."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from noc_scheduler.flowchart.expressions import names, syntax
from noc_scheduler.flowchart.expressions.syntax import Tree, children, written
from noc_scheduler.flowchart.plain import BOOLEAN, LIST, MAP, NULL, NUMBER, TEXT, type_name

Types = frozenset[str]

ANYTHING: Final[Types] = frozenset({BOOLEAN, LIST, MAP, NULL, NUMBER, TEXT})

_ONLY = {name: frozenset({name}) for name in ANYTHING}
_OF_SCHEMA = {
    "string": TEXT,
    "integer": NUMBER,
    "number": NUMBER,
    "boolean": BOOLEAN,
    "array": LIST,
    "object": MAP,
}
_OF_FILTER = {
    "int": NUMBER,
    "float": NUMBER,
    "bool": BOOLEAN,
    "lower": TEXT,
    "upper": TEXT,
    "trim": TEXT,
    "length": NUMBER,
    "join": TEXT,
    "unique": LIST,
    "search": BOOLEAN,
}
_OF_STEP: Mapping[str, Types] = {
    "outcome": _ONLY[TEXT],
    "rc": frozenset({NUMBER, NULL}),
    "stdout": _ONLY[TEXT],
    "stderr": _ONLY[TEXT],
    "stdout_lines": _ONLY[LIST],
    "changed": _ONLY[BOOLEAN],
    "facts": _ONLY[MAP],
    "result": _ONLY[MAP],
    "visits": _ONLY[NUMBER],
}
_OF_HOST: Mapping[str, Types] = {
    "name": _ONLY[TEXT],
    "address": _ONLY[TEXT],
    "groups": _ONLY[LIST],
    "tags": _ONLY[LIST],
    "vars": _ONLY[MAP],
}

Parameters = Mapping[str, Mapping[str, Any]]


def possible(tree: Tree, parameters: Parameters) -> Types:
    """The types the expression can have; anything where that isn't known."""
    match tree:
        case syntax.Constant(value):
            return _ONLY[type_name(value)]
        case syntax.Comparison() | syntax.Defined() | syntax.IsNull():
            return _ONLY[BOOLEAN]
        case syntax.Both() | syntax.Either() | syntax.Negation():
            return _ONLY[BOOLEAN]
        case syntax.Arithmetic() | syntax.Sign():
            return _ONLY[NUMBER]
        case syntax.ListOf():
            return _ONLY[LIST]
        case syntax.Filtered("default", subject, (fallback,)):
            return possible(subject, parameters) | possible(fallback, parameters)
        case syntax.Filtered(name, _, _):
            return _ONLY[_OF_FILTER[name]] if name in _OF_FILTER else ANYTHING
        case syntax.Read(root, name):
            return _of_read(root, name, parameters)
        case syntax.Member(syntax.Read(names.STEPS, _), key):
            return _OF_STEP.get(key, ANYTHING)
        case syntax.Member(syntax.Read(names.LOOP, _), "index"):
            return _ONLY[NUMBER]
        case _:
            return ANYTHING


def never_boolean(tree: Tree, parameters: Parameters, *, is_condition: bool) -> Iterator[str]:
    """What must be true or false in this expression and can't be, as the author would write it."""
    if is_condition and BOOLEAN not in possible(tree, parameters):
        yield written(tree)
    judged = isinstance(tree, (syntax.Both, syntax.Either, syntax.Negation))
    for child in children(tree):
        yield from never_boolean(child, parameters, is_condition=judged)


def _of_read(root: str, name: str, parameters: Parameters) -> Types:
    if root == names.PARAMS and name in parameters:
        return _ONLY[_OF_SCHEMA[parameters[name]["type"]]]
    if root == names.HOST:
        return _OF_HOST.get(name, ANYTHING)
    return _ONLY[MAP] if root in (names.STEPS, names.LOOP) else ANYTHING
