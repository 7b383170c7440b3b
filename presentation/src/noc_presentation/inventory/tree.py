"""A document read from YAML or JSON in which every key and value still knows its row."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from noc_presentation.inventory.findings import unreadable
from noc_presentation.inventory.limits import MAX_DOCUMENT_DEPTH, MAX_DOCUMENT_VALUES


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar: a text, a number, a boolean or None; `ambiguous` where Ansible would read another value."""

    value: Any
    row: int
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: "tuple[Tree, ...]"
    row: int


@dataclass(frozen=True, slots=True)
class Entries:
    """A map in the document's order; its keys are scalars of any type, none of them twice."""

    entries: "tuple[tuple[Leaf, Tree], ...]"
    row: int

    def get(self, key: str) -> "Tree | None":
        """The value under this key."""
        return next((value for leaf, value in self.entries if leaf.value == key), None)


Tree = Leaf | Items | Entries


def plain(tree: Tree) -> Any:
    """The value without its rows; keys keep the type they were read with."""
    match tree:
        case Leaf(value):
            return value
        case Items(items):
            return [plain(item) for item in items]
        case Entries(entries):
            return {key.value: plain(value) for key, value in entries}


def ambiguous_leaves(tree: Tree) -> Iterator[Leaf]:
    """The scalars that Ansible would read as another value, keys too."""
    match tree:
        case Leaf():
            if tree.ambiguous:
                yield tree
        case Items(items):
            for item in items:
                yield from ambiguous_leaves(item)
        case Entries(entries):
            for key, value in entries:
                yield from ambiguous_leaves(key)
                yield from ambiguous_leaves(value)


class Budget:
    """Counts what a reader has read, so that a document beyond the limits is left unread."""

    def __init__(self) -> None:
        self._values = 0

    def spend(self, depth: int, row: int) -> None:
        """One more value, inside `depth` lists and maps."""
        self._values += 1
        if depth > MAX_DOCUMENT_DEPTH:
            raise unreadable("inventory.too_deep", f"more than {MAX_DOCUMENT_DEPTH} levels", row)
        if self._values > MAX_DOCUMENT_VALUES:
            raise unreadable("inventory.too_many_values", f"more than {MAX_DOCUMENT_VALUES} values", row)
