"""Parameters: which words of JSON Schema may declare one, and holding given values against them."""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from noc_scheduler.flowchart import schema
from noc_scheduler.flowchart.document.scalars import LARGEST_WHOLE_NUMBER
from noc_scheduler.flowchart.errors import ParameterErrors, ParameterProblem
from noc_scheduler.flowchart.expressions.filters import MAX_PATTERN, compile_pattern
from noc_scheduler.flowchart.findings import Notebook, Path
from noc_scheduler.flowchart.model import Flowchart

MAX_PARAMETERS = 200
MAX_TEXT = 64 * 1024
MAX_DEPTH = 32
MAX_VALUES = 100_000
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}", re.ASCII)

_PLACE: Path = ("spec", "parameters")
_COUNT: Mapping[str, Any] = {"type": "integer", "minimum": 0}
_NUMBER: Mapping[str, Any] = {"type": "number"}
_WORDS: Mapping[str, Any] = {
    "type": {"enum": ["string", "integer", "number", "boolean", "array", "object"]},
    "title": {"type": "string", "maxLength": 128},
    "description": {"type": "string", "maxLength": 4096},
    "enum": {"type": "array", "minItems": 1, "maxItems": 1000},
    "minimum": _NUMBER,
    "maximum": _NUMBER,
    "exclusiveMinimum": _NUMBER,
    "exclusiveMaximum": _NUMBER,
    "minLength": _COUNT,
    "maxLength": _COUNT,
    "pattern": {"type": "string", "maxLength": MAX_PATTERN},
    "minItems": _COUNT,
    "maxItems": _COUNT,
    "uniqueItems": {"type": "boolean"},
    "items": {"type": "object"},
    "properties": {"type": "object"},
    "required": {"type": "array", "items": {"type": "string"}},
    "additionalProperties": {"type": "boolean"},
}
#: A schema below `items` or `properties`: like a parameter's own, without a default.
_INNER: Mapping[str, Any] = {"type": "object", "properties": _WORDS, "additionalProperties": False}
#: What `spec.parameters.NAME` may hold.
DECLARATION: Mapping[str, Any] = {**_INNER, "properties": {**_WORDS, "default": {}}, "required": ["type"]}


def declare(
    declared: Mapping[str, Any], notebook: Notebook, place: Path = _PLACE
) -> dict[str, dict[str, Any]]:
    """The parameters declared at a place that can be used; everything wrong with a declaration is noted."""
    if len(declared) > MAX_PARAMETERS:
        notebook.error("param.too_many", f"a procedure has at most {MAX_PARAMETERS} parameters", place)
    usable = {}
    for name, declaration in declared.items():
        path: Path = (*place, name)
        if not NAME.fullmatch(name):
            message = f"'{name[:63]}' is no parameter name: lower-case letters, digits and _, a letter first"
            notebook.error("param.name_invalid", message, path)
        if _declared_well(declaration, path, notebook, DECLARATION):
            _check_default(declaration, path, notebook)
            usable[name] = dict(declaration)
    return usable


def bind_parameters(flowchart: Flowchart, given: Mapping[str, Any]) -> dict[str, Any]:
    """The value of every parameter, given or by default, unconverted. Raises ParameterErrors with all."""
    return bind(flowchart.parameters, given)


def problems_of(
    declared: Mapping[str, Mapping[str, Any]], given: Mapping[str, Any]
) -> tuple[ParameterProblem, ...]:
    """Everything in which the given values don't fit the declared ones; nothing where they can be bound."""
    try:
        bind(declared, given)
    except ParameterErrors as errors:
        return errors.problems
    return ()


def bind(declared: Mapping[str, Mapping[str, Any]], given: Mapping[str, Any]) -> dict[str, Any]:
    """The value of everything that is declared, given or by default. Raises ParameterErrors with all."""
    errors = list(_unknown(declared, given))
    bound = {}
    for name, declaration in declared.items():
        if name in given:
            bound[name] = given[name]
            errors += _wrong(name, declaration, given[name])
        elif "default" in declaration:
            bound[name] = declaration["default"]
        else:
            errors.append(ParameterProblem(f"/{name}", "param.missing", f"'{name}' is missing"))
    if errors:
        raise ParameterErrors(errors)
    return bound


def _declared_well(declaration: Any, path: Path, notebook: Notebook, rules: Mapping[str, Any]) -> bool:
    found = schema.problems(rules, declaration)
    for problem in found:
        place = ".".join(str(step) for step in (*path, *problem.path)[len(_PLACE) :])
        notebook.error(f"param.schema_{problem.rule}", f"{place}: {problem.message}", (*path, *problem.path))
    if found:
        return False
    sound = _compiles(declaration, path, notebook)
    below: list[tuple[Path, Any]] = [(("items",), declaration["items"])] if "items" in declaration else []
    below += [(("properties", name), each) for name, each in declaration.get("properties", {}).items()]
    for steps, each in below:
        sound = _declared_well(each, (*path, *steps), notebook, _INNER) and sound
    return sound


def _compiles(declaration: Mapping[str, Any], path: Path, notebook: Notebook) -> bool:
    try:
        compile_pattern(declaration.get("pattern", ""))
    except ValueError as problem:
        notebook.error("param.pattern_invalid", f"no RE2 pattern: {problem}", (*path, "pattern"))
        return False
    return True


def _check_default(declaration: Mapping[str, Any], path: Path, notebook: Notebook) -> None:
    if "default" in declaration:
        for problem in _wrong(str(path[-1]), declaration, declaration["default"]):
            message = f"the default breaks the parameter's own rule: {problem.message}"
            notebook.error("param.default_invalid", message, (*path, "default"))


def _unknown(declared: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[ParameterProblem]:
    for name in given:
        if not isinstance(name, str) or not NAME.fullmatch(name):
            shown = str(name)[:63]
            yield ParameterProblem(
                _pointer((shown,)), "param.name_invalid", f"'{shown}' is no parameter name"
            )
        elif name not in declared:
            message = f"'{name}' is not declared"
            yield ParameterProblem(f"/{name}", "param.unknown", message)


def _wrong(name: str, declaration: Mapping[str, Any], value: Any) -> list[ParameterProblem]:
    accidents = list(_accidents(value))
    if accidents:
        # A value that isn't even plain JSON isn't shown to the schema.
        return [ParameterProblem(f"/{name}", code, f"'{name}' {message}") for code, message in accidents[:1]]
    return [
        ParameterProblem(
            _pointer((name, *problem.path)), f"param.{problem.rule}", f"'{name}': {problem.message}"
        )
        for problem in schema.problems(
            {key: declaration[key] for key in declaration if key != "default"}, value
        )
    ]


def _accidents(value: Any) -> Iterator[tuple[str, str]]:
    """What no parameter may hold at any depth, found without recursion."""
    places = [(value, 1)]
    seen = 0
    while places:
        each, depth = places.pop()
        seen += 1
        if depth > MAX_DEPTH or seen > MAX_VALUES:
            yield "param.too_deep", f"is nested more than {MAX_DEPTH} deep or has too many values"
            return
        if isinstance(each, str):
            yield from _bad_text(each)
        elif isinstance(each, Mapping):
            yield from (problem for key in each for problem in _bad_key(key))
            places += [(inner, depth + 1) for inner in each.values()]
        elif isinstance(each, (list, tuple)):
            places += [(inner, depth + 1) for inner in each]
        elif isinstance(each, (int, float)) and not _exact(each):
            yield "param.range", "holds a number that JSON can't hold exactly"


def _bad_text(text: str) -> Iterator[tuple[str, str]]:
    if "\0" in text:
        yield "param.nul", "holds the character NUL"
    if len(text) > MAX_TEXT:
        yield "param.max_length", f"holds a text of more than {MAX_TEXT} characters"
    if any("\ud800" <= character <= "\udfff" for character in text):
        yield "param.not_text", "holds half of a surrogate pair, which is no character"


def _bad_key(key: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(key, str):
        yield "param.name_invalid", "holds a map with a key that is no text"
    elif key.startswith("__ansible"):
        yield "param.name_reserved", f"holds the key '{key[:60]}', which means something to Ansible"
    else:
        yield from _bad_text(key)


def _exact(number: int | float) -> bool:
    return math.isfinite(number) if isinstance(number, float) else abs(number) <= LARGEST_WHOLE_NUMBER


def _pointer(path: Path) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
