"""The trigger `once`: fires at one instant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from noc_scheduler.triggers.errors import InvalidTrigger
from noc_scheduler.triggers.instants import read_instant, written
from noc_scheduler.triggers.weaknesses import Weakness

#: How far in the past an instant may lie and still mean "now": clocks differ and people are slow.
GRACE = timedelta(seconds=60)
FARTHEST = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class OnceTrigger:
    """Fires at `at` (UTC) and never again."""

    at: datetime

    kind = "once"
    fields = frozenset({"at"})

    @classmethod
    def read(cls, document: Mapping[str, Any], now: datetime) -> "OnceTrigger":
        """From `{at: INSTANT}`; an instant more than a minute ago or over ten years ahead is refused."""
        at = read_instant(document.get("at"), "/at")
        if at < now - GRACE:
            raise InvalidTrigger("/at", "schedule.past", f"{at.isoformat()} is over")
        if at > now + FARTHEST:
            raise InvalidTrigger("/at", "schedule.too_far", f"{at.isoformat()} is more than ten years ahead")
        return cls(at)

    def document(self) -> dict[str, Any]:
        return {"kind": self.kind, "at": written(self.at)}

    def next_fire(self, after: datetime) -> datetime | None:
        """The first instant later than `after`; None when there is none any more."""
        return self.at if self.at > after else None

    def first_fire(self, now: datetime) -> datetime | None:
        """Where the series begins when it is made at `now`: the instant itself, even one a moment ago."""
        return self.at

    def warnings(self) -> tuple[Weakness, ...]:
        return ()
