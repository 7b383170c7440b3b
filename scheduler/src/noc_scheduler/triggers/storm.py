"""Storm discipline: which of many equal happenings starts something; decided from the group's window and the time.

`once_within`   the first starts at once; others of its group within the time are left out.
`once_after`    the first waits for the time and starts then; others of its group until then are left out.
`accumulate_within`   the one that makes `threshold` within the time of the first starts; fewer are left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from noc_scheduler.triggers.errors import InvalidTrigger

LONGEST_MS = 7 * 24 * 3_600_000
MOST = 10_000


class Discipline(StrEnum):
    """The three throttles."""

    ONCE_WITHIN = "once_within"
    ONCE_AFTER = "once_after"
    ACCUMULATE_WITHIN = "accumulate_within"


class Fate(StrEnum):
    """What becomes of one happening."""

    START = "start"
    LEAVE_OUT = "leave_out"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Throttle:
    """A discipline with its time; `threshold` belongs to `accumulate_within` alone."""

    discipline: Discipline
    within: timedelta
    threshold: int = 1

    def document(self) -> dict[str, Any]:
        document = {"kind": str(self.discipline), "within_ms": self.within // timedelta(milliseconds=1)}
        if self.discipline is Discipline.ACCUMULATE_WITHIN:
            document["threshold"] = self.threshold
        return document


@dataclass(frozen=True, slots=True)
class Window:
    """What is remembered of a group: since when, and how many have come in it."""

    since: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a happening, why in words, and the window after it. `until`: when a held one starts."""

    fate: Fate
    window: Window | None
    reason: str = ""
    until: datetime | None = None


def judge(throttle: Throttle, window: Window | None, now: datetime) -> Verdict:
    """What becomes of the next happening of a group whose window is this (None: there is none)."""
    if window is None or now - window.since >= throttle.within:
        window = Window(now, 0)
    window = Window(window.since, window.count + 1)
    seconds = throttle.within.total_seconds()
    match throttle.discipline:
        case Discipline.ONCE_WITHIN:
            if window.count == 1:
                return Verdict(Fate.START, window)
            return Verdict(Fate.LEAVE_OUT, window, f"one started less than {seconds:g} s before")
        case Discipline.ONCE_AFTER:
            until = window.since + throttle.within
            if window.count == 1:
                return Verdict(Fate.HOLD, window, f"starts {seconds:g} s after it came", until)
            return Verdict(Fate.LEAVE_OUT, window, "one of its group waits to start")
        case Discipline.ACCUMULATE_WITHIN:
            if window.count >= throttle.threshold:
                return Verdict(Fate.START, None, f"number {window.count} within {seconds:g} s")
            return Verdict(
                Fate.LEAVE_OUT, window, f"{window.count} of {throttle.threshold} within {seconds:g} s"
            )


def read_throttle(document: Any) -> Throttle:
    """From `{kind, within_ms, threshold}`; raises InvalidTrigger."""
    if not isinstance(document, Mapping):
        raise InvalidTrigger("/storm", "storm.invalid", "needs an object with kind and within_ms")
    kind = document.get("kind")
    if kind not in list(Discipline):
        raise InvalidTrigger("/storm/kind", "storm.kind_unknown", f"needs one of {', '.join(Discipline)}")
    discipline = Discipline(kind)
    known = {"kind", "within_ms"} | ({"threshold"} if discipline is Discipline.ACCUMULATE_WITHIN else set())
    for name in sorted(set(document) - known):
        raise InvalidTrigger(f"/storm/{name}", "field.unknown", f"{kind} has no field {name!r}")
    within = _number(document, "within_ms", LONGEST_MS)
    threshold = _number(document, "threshold", MOST) if "threshold" in known else 1
    return Throttle(discipline, timedelta(milliseconds=within), threshold)


def _number(document: Mapping[str, Any], name: str, most: int) -> int:
    value = document.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise InvalidTrigger(f"/storm/{name}", "storm.number", f"needs a whole number from 1 to {most}")
    return value
