"""Reads a JSON document into a tree with rows, as strictly as a request's body is read."""

import json
import math
import re
from bisect import bisect_right

from noc_presentation.inventory.findings import unreadable
from noc_presentation.inventory.names import shown
from noc_presentation.inventory.tree import Budget, Entries, Items, Leaf, Tree

_BLANK = re.compile(r"[ \t\r\n]*")
_SCALAR = json.JSONDecoder()
_MOST_DIGITS = re.compile(r"-?[0-9]{4001}", re.ASCII)


def read_json_text(text: str) -> Tree:
    """The document's tree; raises Invalid with the row where reading had to stop."""
    return _Reader(text).document()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._budget = Budget()
        self._row_starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self._at = 0

    def document(self) -> Tree:
        self._skip_blanks()
        if self._at == len(self._text):
            raise unreadable("inventory.empty", "the document is empty")
        tree = self._value(0)
        if self._at != len(self._text):
            raise self._wrong("something follows the end of the document")
        return tree

    def _value(self, depth: int) -> Tree:
        row = bisect_right(self._row_starts, self._at)
        self._budget.spend(depth, row)
        match self._text[self._at : self._at + 1]:
            case "{":
                return Entries(tuple(self._entries(depth + 1)), row)
            case "[":
                return Items(tuple(self._items(depth + 1)), row)
            case _:
                return self._scalar(row)

    def _scalar(self, row: int) -> Leaf:
        if _MOST_DIGITS.match(self._text, self._at):
            raise unreadable("json.too_many_digits", "a number of more than 4,000 digits", row)
        try:
            value, self._at = _SCALAR.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            raise self._wrong(error.msg) from error
        if isinstance(value, float) and not math.isfinite(value):
            raise unreadable("json.not_finite", "a number that is not finite", row)
        self._skip_blanks()
        return Leaf(value, row)

    def _items(self, depth: int) -> list[Tree]:
        items: list[Tree] = []
        self._take("[")
        while not self._took("]"):
            if items:
                self._take(",")
            items.append(self._value(depth))
        return items

    def _entries(self, depth: int) -> list[tuple[Leaf, Tree]]:
        entries: dict[str, tuple[Leaf, Tree]] = {}
        self._take("{")
        while not self._took("}"):
            if entries:
                self._take(",")
            if not self._text.startswith('"', self._at):
                raise self._wrong("expected a key in double quotes")
            key = self._scalar(bisect_right(self._row_starts, self._at))
            if key.value in entries:
                raise unreadable("json.duplicate_key", f"the key {shown(key.value)} stands twice", key.row)
            self._take(":")
            entries[key.value] = (key, self._value(depth))
        return list(entries.values())

    def _took(self, mark: str) -> bool:
        if not self._text.startswith(mark, self._at):
            return False
        self._at += 1
        self._skip_blanks()
        return True

    def _take(self, mark: str) -> None:
        if not self._took(mark):
            raise self._wrong(f"expected {mark!r}")

    def _skip_blanks(self) -> None:
        found = _BLANK.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _wrong(self, words: str) -> Exception:
        return unreadable("json.invalid", words, bisect_right(self._row_starts, self._at))
