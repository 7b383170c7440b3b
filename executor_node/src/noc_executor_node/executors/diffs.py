"""From what a module says it changes to a text that people read line by line; pure."""

import difflib
import json
from collections.abc import Iterator, Mapping
from typing import Any

#: Comparing takes the square of the number of lines at worst; beyond this nobody reads them anyway.
MOST_LINES = 2_000
CONTEXT_LINES = 3


def diff_text(told: Any) -> str:
    """A unified diff of each thing that a module's `diff` member names; '' where it says nothing of the kind."""
    entries = told if isinstance(told, list) else [told]
    return "".join(line for entry in entries if isinstance(entry, Mapping) for line in _lines_of(entry))


def _lines_of(entry: Mapping[str, Any]) -> Iterator[str]:
    if entry.get("prepared"):
        yield from _lines(entry["prepared"])
    before, after = (_lines(entry.get(side)) for side in ("before", "after"))
    if before == after:
        return
    old, new = (str(entry.get(f"{side}_header") or side) for side in ("before", "after"))
    if max(len(before), len(after)) > MOST_LINES:
        yield f"--- {old}\n+++ {new}\n(from {len(before)} to {len(after)} lines: too long to compare)\n"
        return
    yield from difflib.unified_diff(before, after, old, new, n=CONTEXT_LINES)


def _lines(value: Any) -> list[str]:
    """Lines with their ends, the last one's too; an object as JSON."""
    match value:
        case None:
            return []
        case str():
            text = value
        case _:
            text = json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False, default=str)
    return [f"{line}\n" for line in text.splitlines()]
