"""The trigger `interval`: fires again and again after the same time, counted from an anchor."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from noc_scheduler.triggers.errors import InvalidTrigger
from noc_scheduler.triggers.instants import read_instant, written
from noc_scheduler.triggers.weaknesses import Weakness

SHORTEST_MS, LONGEST_MS = 60_000, 366 * 24 * 3_600_000
#: How far from now the anchor may lie, on either side.
FARTHEST = timedelta(days=3660)
MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class IntervalTrigger:
    """Fires at `anchor` (UTC) and at each whole number of `every` after it: by elapsed time, whatever clocks do.

    How long an execution takes moves none of these instants.
    """

    every: timedelta
    anchor: datetime

    kind = "interval"
    fields = frozenset({"every_ms", "anchor"})

    @classmethod
    def read(cls, document: Mapping[str, Any], now: datetime) -> "IntervalTrigger":
        """From `{every_ms, anchor}`; without an anchor it counts from `now`, and first fires after one `every`."""
        every = document.get("every_ms")
        if type(every) is not int or not SHORTEST_MS <= every <= LONGEST_MS:
            raise InvalidTrigger(
                "/every_ms", "interval.invalid", "must be whole milliseconds, from a minute to 366 days"
            )
        anchor = read_instant(document["anchor"], "/anchor") if "anchor" in document else now
        if abs(anchor - now) > FARTHEST:
            raise InvalidTrigger(
                "/anchor", "interval.anchor", f"{anchor.isoformat()} is more than ten years away"
            )
        return cls(every * MILLISECOND, anchor.replace(microsecond=anchor.microsecond // 1000 * 1000))

    def document(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "every_ms": self.every // MILLISECOND,
            "anchor": written(self.anchor),
        }

    def next_fire(self, after: datetime) -> datetime | None:
        """The first instant later than `after`; there is always one."""
        if after < self.anchor:
            return self.anchor
        return self.anchor + ((after - self.anchor) // self.every + 1) * self.every

    def first_fire(self, now: datetime) -> datetime | None:
        """Where the series begins when it is made at `now`."""
        return self.next_fire(now)

    def warnings(self) -> tuple[Weakness, ...]:
        return ()
