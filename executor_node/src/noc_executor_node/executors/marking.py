"""From segments to Ansible: every text that is data carries the mark that keeps Ansible from rendering it.

Without `template` all is data. With it, the author's texts are Ansible's to render, and a text that is data becomes a
reference to a marked variable: text and data never become one string before Ansible joins them itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment
from jinja2.exceptions import TemplateSyntaxError

from noc_executor_node.errors import NotRun
from noc_executor_node.segments import Branch, Data, Items, Leaf, Text, Tree, as_text

_LEXER = Environment(autoescape=True)


class Marked(str):
    """A text that Ansible takes literally."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Marking:
    """A task's arguments ready for Ansible, and the marked variables they refer to."""

    arguments: dict[str, Any]
    variables: Mapping[str, Marked] = field(default_factory=dict)


def mark_arguments(arguments: Branch, template: bool) -> Marking:
    """The arguments with every datum marked; raises NotRun where data stands inside a Jinja expression."""
    if not template:
        return Marking({name: _all_data(tree) for name, tree in arguments.entries.items()})
    variables: dict[str, Marked] = {}
    marked = {name: _templated(tree, variables) for name, tree in arguments.entries.items()}
    return Marking(marked, variables)


def mark(value: Any) -> Any:
    """A JSON value with every text in it marked, names of members included."""
    match value:
        case str():
            return Marked(value)
        case dict():
            return {Marked(name): mark(inner) for name, inner in value.items()}
        case list():
            return [mark(inner) for inner in value]
        case _:
            return value


def _all_data(tree: Tree) -> Any:
    match tree:
        case Branch(entries):
            return {Marked(name): _all_data(entry) for name, entry in entries.items()}
        case Items(items):
            return [_all_data(item) for item in items]
        case Leaf((part,)):
            return mark(part.value)
        case Leaf(parts):
            return Marked("".join(as_text(part.value) for part in parts))


def _templated(tree: Tree, variables: dict[str, Marked]) -> Any:
    match tree:
        case Branch(entries):
            return {name: _templated(entry, variables) for name, entry in entries.items()}
        case Items(items):
            return [_templated(item, variables) for item in items]
        case Leaf((Data(str() as value),)):
            name = _free_name("", variables)
            variables[name] = Marked(value)
            return "{{ " + name + " }}"
        case Leaf((Data(value),)):
            return mark(value)
        case Leaf((Text(value),)):
            return value
        case Leaf(parts):
            return _with_references(parts, variables)


def _with_references(parts: tuple[Text | Data, ...], variables: dict[str, Marked]) -> str:
    authored = "".join(as_text(part.value) for part in parts if isinstance(part, Text))
    names: list[str] = []
    pieces: list[str] = []
    for part in parts:
        if isinstance(part, Text):
            pieces.append(as_text(part.value))
            continue
        name = _free_name(authored, variables)
        variables[name] = Marked(as_text(part.value))
        names.append(name)
        pieces.append(name)
    text = "".join(pieces)
    plain = _outside_expressions(text)
    if any(name not in plain for name in names):
        raise NotRun(
            "failed", "template.data_in_expression", "a value of ${...} stands inside {{ }}, {% %} or {# #}"
        )
    for name in names:
        text = text.replace(name, "{{ " + name + " }}")
    return text


def _free_name(authored: str, variables: Mapping[str, Marked]) -> str:
    number = len(variables)
    while (name := f"noc_data_{number}_") in authored or name in variables:
        number += 1
    return name


def _outside_expressions(text: str) -> str:
    """The parts of a template that are copied as they are and could hold an expression as well."""
    plain, raw = [], False
    try:
        for _, kind, value in _LEXER.lex(text):
            raw = (raw or kind == "raw_begin") and kind != "raw_end"
            if kind == "data" and not raw:
                plain.append(value)
    except TemplateSyntaxError as error:
        raise NotRun("failed", "template.syntax", str(error.message)) from error
    return "\x00".join(plain)
