"""A task's arguments as they travel: a tree whose leaves keep author's text and data apart.

On the wire an object is `{"map": {...}}`, a list `{"list": [...]}` and a leaf `{"parts": [...]}`, where each
part is `{"text": ...}` (the author wrote it) or `{"data": ...}` (it came from anywhere else).
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from noc_executor_node.errors import Complaint, Invalid

_UNREADABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Text:
    """What the author of the procedure wrote."""

    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Data:
    """What came from anywhere else: a parameter, a host, an earlier step."""

    value: Any


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value; several parts stand for one text made of them."""

    parts: tuple[Text | Data, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """An object."""

    entries: Mapping[str, "Tree"]


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple["Tree", ...]


Tree = Branch | Items | Leaf


def read_tree(document: Any) -> Tree:
    """The tree of a wire document; raises Invalid with a JSON pointer for everything that is wrong in it."""
    complaints: list[Complaint] = []
    tree = _read(document, "", complaints)
    if complaints:
        raise Invalid("segments.invalid", "the arguments are not a tree of segments", complaints)
    return tree


def tree_document(tree: Tree) -> dict[str, Any]:
    """The wire document of a tree; reading it again gives the same tree."""
    match tree:
        case Branch(entries):
            return {"map": {name: tree_document(below) for name, below in entries.items()}}
        case Items(items):
            return {"list": [tree_document(below) for below in items]}
        case Leaf(parts):
            return {"parts": [{"text" if isinstance(part, Text) else "data": part.value} for part in parts]}


def _read(document: Any, path: str, complaints: list[Complaint]) -> Tree:
    match document:
        case {"map": dict(entries), **rest} if not rest:
            complaints.extend(_unreadable(key, f"{path}/map") for key in entries if not is_readable(key))
            return Branch(
                {key: _read(entry, f"{path}/map/{key}", complaints) for key, entry in entries.items()}
            )
        case {"list": list(items), **rest} if not rest:
            return Items(tuple(_read(item, f"{path}/list/{i}", complaints) for i, item in enumerate(items)))
        case {"parts": [_, *_] as parts, **rest} if not rest:
            return Leaf(tuple(_part(part, f"{path}/parts/{i}", complaints) for i, part in enumerate(parts)))
    complaints.append(Complaint(path or "/", "segments.invalid", "must hold exactly one of map, list, parts"))
    return Leaf((Data(None),))


def _part(document: Any, path: str, complaints: list[Complaint]) -> Text | Data:
    match document:
        case {"text": str() | int() | float() | None as value, **rest} if not rest:
            part: Text | Data = Text(value)
        case {"data": value, **rest} if not rest:
            part = Data(value)
        case _:
            complaints.append(Complaint(path, "segments.invalid", "must hold exactly one of text, data"))
            return Data(None)
    complaints.extend(_unreadable(text, path) for text in texts_in(part.value) if not is_readable(text))
    return part


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a JSON value, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield key
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)


def is_readable(text: str) -> bool:
    """Whether a text can be written as UTF-8 and holds no NUL."""
    return _UNREADABLE.search(text) is None


def _unreadable(text: str, path: str) -> Complaint:
    return Complaint(path, "text.invalid", "a text holds a NUL or half a surrogate pair")


def as_text(value: Any) -> str:
    """How a value stands inside a longer text: null as nothing, true and false, lists and objects as JSON."""
    match value:
        case str():
            return value
        case None:
            return ""
        case _:
            return json.dumps(value, ensure_ascii=False)
