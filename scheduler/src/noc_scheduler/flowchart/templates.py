"""`${EXPR}` inside texts: author's words and data kept apart, as parts and as the tree that travels."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from noc_scheduler.flowchart.errors import ExpressionSyntax
from noc_scheduler.flowchart.expressions import Expression, evaluate, parse
from noc_scheduler.flowchart.expressions.evaluation import Scope
from noc_scheduler.flowchart.plain import as_text

#: A message is cut here, so that a step's whole output in it can't fill the outbox.
MAX_MESSAGE: Final = 64 * 1024

_MARK = re.compile(r"\$?\$\{")
_INSIDE = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Words:
    """What the author wrote: a text, or a number, boolean or null that stands alone."""

    value: str | int | float | bool | None


Part = Words | Expression


@dataclass(frozen=True, slots=True)
class Template:
    """A text in parts; a text that is only `${EXPR}` is one Expression and keeps its value's type."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class TemplateMap:
    """A map whose values are templates; its keys are the author's."""

    items: tuple[tuple[str, "TemplateTree"], ...]


@dataclass(frozen=True, slots=True)
class TemplateList:
    """A list of templates."""

    items: tuple["TemplateTree", ...]


TemplateTree = Template | TemplateMap | TemplateList


def template(text: str) -> Template:
    """The parts of a text. Raises ExpressionError for a `${` without an end or a faulty expression."""
    parts = tuple(_parts(text))
    return Template(parts or (Words(""),))


def tree(value: Any) -> TemplateTree:
    """Plain data with templates for its texts. Raises ExpressionError like `template`."""
    if isinstance(value, Mapping):
        return TemplateMap(tuple((key, tree(item)) for key, item in value.items()))
    if isinstance(value, list):
        return TemplateList(tuple(tree(item) for item in value))
    return template(value) if isinstance(value, str) else Template((Words(value),))


def expressions_in(node: TemplateTree) -> Iterator[Expression]:
    """Every expression in the tree, in the order it is written."""
    match node:
        case Template(parts):
            yield from (part for part in parts if isinstance(part, Expression))
        case TemplateMap(items):
            for _, below in items:
                yield from expressions_in(below)
        case TemplateList(items):
            for below in items:
                yield from expressions_in(below)


def on_the_wire(node: TemplateTree, scope: Scope) -> dict[str, Any]:
    """The tree of segments with every expression evaluated into data. Raises ExpressionError."""
    match node:
        case TemplateMap(pairs):
            return {"map": {key: on_the_wire(below, scope) for key, below in pairs}}
        case TemplateList(items):
            return {"list": [on_the_wire(below, scope) for below in items]}
        case Template(parts):
            return {"parts": [_segment(part, scope) for part in parts]}


def value_of(node: Template, scope: Scope) -> Any:
    """The value of a template that stays here: one part keeps its type. Raises ExpressionError."""
    values = [_value(part, scope) for part in node.parts]
    return values[0] if len(values) == 1 else "".join(as_text(value) for value in values)


def data_of(node: TemplateTree, scope: Scope) -> Any:
    """The whole tree as plain data that stays here. Raises ExpressionError."""
    match node:
        case TemplateMap(pairs):
            return {key: data_of(below, scope) for key, below in pairs}
        case TemplateList(items):
            return [data_of(below, scope) for below in items]
        case Template():
            return value_of(node, scope)


def message(node: Template, scope: Scope) -> str:
    """The template as one plain string for people, cut at 64 KiB. Raises ExpressionError."""
    text = as_text(value_of(node, scope))
    return text if len(text) <= MAX_MESSAGE else text[:MAX_MESSAGE] + " … (cut)"


def _segment(part: Part, scope: Scope) -> dict[str, Any]:
    return {"text": part.value} if isinstance(part, Words) else {"data": _value(part, scope)}


def _value(part: Part, scope: Scope) -> Any:
    return part.value if isinstance(part, Words) else evaluate(part, scope).value


def _parts(text: str) -> Iterator[Part]:
    words = ""
    place = 0
    while (mark := _MARK.search(text, place)) is not None:
        words += text[place : mark.start()]
        place = mark.end()
        if mark.group() == "$${":
            words += "${"
            continue
        if words:
            yield Words(words)
            words = ""
        end = _end_of_expression(text, place)
        yield parse(text[place:end])
        place = end + 1
    words += text[place:]
    if words:
        yield Words(words)


def _end_of_expression(text: str, start: int) -> int:
    for piece in _INSIDE.finditer(text, start):
        if piece.group() == "}":
            return piece.start()
    raise ExpressionSyntax("'${' has no '}' to end it; a literal '${' is written '$${'")
