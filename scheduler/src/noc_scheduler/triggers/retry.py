"""Retry: an item whose walk has failed goes to the end of its queue, so often, and is parked after that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from noc_scheduler.triggers.errors import InvalidTrigger

MOST = 100
LONGEST_MS = 7 * 24 * 3_600_000


class After(StrEnum):
    """What becomes of an item whose walk is over."""

    SETTLED = "settled"
    RETURNED = "returned"  # to the end of its queue
    PARKED = "parked"  # until people let it wait again


@dataclass(frozen=True, slots=True)
class Retry:
    """How often an item is tried again, and how long it rests before it may be."""

    most: int
    after: timedelta = timedelta(0)

    def document(self) -> dict[str, Any]:
        return {"most": self.most, "after_ms": self.after // timedelta(milliseconds=1)}


def after_walk(retry: Retry | None, tries: int, failed: bool) -> After:
    """What becomes of an item that was tried again `tries` times before its walk ended."""
    if retry is None or not failed:
        return After.SETTLED
    return After.RETURNED if tries < retry.most else After.PARKED


def read_retry(document: Any) -> Retry:
    """From `{most, after_ms}`; raises InvalidTrigger."""
    if not isinstance(document, Mapping):
        raise InvalidTrigger("/retry", "retry.invalid", "needs an object with most")
    for name in sorted(set(document) - {"most", "after_ms"}):
        raise InvalidTrigger(f"/retry/{name}", "field.unknown", f"a retry has no field {name!r}")
    most = _number("most", document.get("most"), 1, MOST)
    return Retry(
        most, timedelta(milliseconds=_number("after_ms", document.get("after_ms", 0), 0, LONGEST_MS))
    )


def _number(name: str, value: Any, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise InvalidTrigger(f"/retry/{name}", "retry.number", f"needs a whole number from {least} to {most}")
    return value
