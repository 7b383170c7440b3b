"""Reads a YAML document into a tree with rows: no tags, no aliases, no doubled keys, one document."""

from collections.abc import Iterator

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from noc_presentation.inventory.findings import unreadable
from noc_presentation.inventory.names import shown
from noc_presentation.inventory.tree import Budget, Entries, Items, Leaf, Tree
from noc_presentation.inventory.yaml_scalars import read_otherwise_by_ansible, scalar


def read_yaml(text: str) -> Tree:
    """The document's tree; raises Invalid with the row where reading had to stop."""
    try:
        return _Reader(YAML(typ="safe", pure=True).parse(text)).document()
    except MarkedYAMLError as error:
        row = error.problem_mark.line + 1 if error.problem_mark else None
        raise unreadable("yaml.invalid", error.problem or "no YAML", row) from error
    except YAMLError as error:
        raise unreadable("yaml.invalid", str(error).splitlines()[0]) from error


class _Reader:
    """Builds the tree from the parser's events, so that nothing forbidden is ever made."""

    def __init__(self, events: Iterator[Event]) -> None:
        self._events = events
        self._budget = Budget()

    def document(self) -> Tree:
        tree: Tree | None = None
        for event in self._events:
            if isinstance(event, DocumentStartEvent) and tree is not None:
                raise unreadable("yaml.multiple_documents", "a second document begins", _row(event))
            if isinstance(event, NodeEvent):
                tree = self._value(event, 0)
        if tree is None or tree == Leaf(None, tree.row):
            raise unreadable("inventory.empty", "the document is empty")
        return tree

    def _value(self, event: Event, depth: int) -> Tree:
        row = _row(event)
        self._budget.spend(depth, row)
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise unreadable("yaml.alias_forbidden", "anchors and aliases are not read here", row)
        if (tag := getattr(event, "tag", None)) is not None:
            raise unreadable("yaml.tag_forbidden", f"the tag {shown(str(tag))} is not read here", row)
        match event:
            case ScalarEvent():
                if event.style is not None:
                    return Leaf(event.value, row)
                return Leaf(scalar(event.value), row, read_otherwise_by_ansible(event.value))
            case SequenceStartEvent():
                return Items(tuple(self._items(depth + 1)), row)
            case _:
                return Entries(tuple(self._entries(depth + 1)), row)

    def _items(self, depth: int) -> Iterator[Tree]:
        for event in self._events:
            if isinstance(event, SequenceEndEvent):
                return
            yield self._value(event, depth)

    def _entries(self, depth: int) -> Iterator[tuple[Leaf, Tree]]:
        known: set[tuple[type, object]] = set()
        for event in self._events:
            if isinstance(event, MappingEndEvent):
                return
            key = self._value(event, depth)
            if not isinstance(key, Leaf):
                raise unreadable("yaml.key_invalid", "a list or map can't be a key", key.row)
            if (type(key.value), key.value) in known:
                raise unreadable(
                    "yaml.duplicate_key", f"the key {shown(str(key.value))} stands twice", key.row
                )
            known.add((type(key.value), key.value))
            value = self._value(next(self._events), depth)
            nothing = value == Leaf(None, value.row)  # the parser sees it only where the next thing begins
            yield key, Leaf(None, key.row) if nothing else value


def _row(event: Event) -> int:
    return int(event.start_mark.line) + 1
