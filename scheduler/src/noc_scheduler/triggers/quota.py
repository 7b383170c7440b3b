"""Quotas: how often a schedule may start its procedure in an hour, a day or a month, and what happens beyond."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from noc_scheduler.triggers.errors import InvalidTrigger

MOST = 1_000_000


class Period(StrEnum):
    """Periods of the calendar, in UTC."""

    HOUR = "hour"
    DAY = "day"
    MONTH = "month"

    def begin(self, now: datetime) -> datetime:
        """When the period that `now` is in has begun."""
        hour = now.replace(minute=0, second=0, microsecond=0)
        if self is Period.HOUR:
            return hour
        return hour.replace(hour=0) if self is Period.DAY else hour.replace(hour=0, day=1)

    def end(self, now: datetime) -> datetime:
        """When the next one begins."""
        longest = {
            Period.HOUR: timedelta(hours=1),
            Period.DAY: timedelta(days=1),
            Period.MONTH: timedelta(days=31),
        }
        return self.begin(self.begin(now) + longest[self])


@dataclass(frozen=True, slots=True)
class Quota:
    """At most so many starts in a period; from `warn_percent` of them on it is told. `block`: the rest waits."""

    per: Period
    most: int
    warn_percent: int = 80
    block: bool = True

    def document(self) -> dict[str, Any]:
        return {
            "per": str(self.per),
            "most": self.most,
            "warn_percent": self.warn_percent,
            "block": self.block,
        }


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the quotas say to one more start: wait until then, or go, perhaps with a warning (in words)."""

    until: datetime | None = None
    words: str = ""
    warns: bool = False


def rule(quotas: Sequence[Quota], started: Mapping[Period, int], now: datetime) -> Ruling:
    """Whether one more may start when so many have in each period. The longest wait wins."""
    full = [quota for quota in quotas if quota.block and started[quota.per] >= quota.most]
    if full:
        last = max(full, key=lambda quota: quota.per.end(now))
        return Ruling(last.per.end(now), f"the quota of {last.most} per {last.per} is used up")
    for quota in quotas:
        number = started[quota.per] + 1
        # Told once on its way up, and with each start that is one too many.
        if number > quota.most or number == -(-quota.most * quota.warn_percent // 100):
            return Ruling(words=f"{number} of {quota.most} per {quota.per} are used", warns=True)
    return Ruling()


def read_quotas(documents: Any) -> tuple[Quota, ...]:
    """From a list of `{per, most, warn_percent, block}`, each period once; raises InvalidTrigger."""
    if not isinstance(documents, list) or not 1 <= len(documents) <= len(Period):
        raise InvalidTrigger(
            "/quotas", "quota.invalid", "needs a list with at most one quota for each period"
        )
    quotas = tuple(_quota(f"/quotas/{place}", one) for place, one in enumerate(documents))
    if len({quota.per for quota in quotas}) != len(quotas):
        raise InvalidTrigger("/quotas", "quota.doubled", "names a period twice")
    return quotas


def _quota(path: str, document: Any) -> Quota:
    if not isinstance(document, Mapping):
        raise InvalidTrigger(path, "quota.invalid", "needs an object with per and most")
    for name in sorted(set(document) - {"per", "most", "warn_percent", "block"}):
        raise InvalidTrigger(f"{path}/{name}", "field.unknown", f"a quota has no field {name!r}")
    per, block = document.get("per"), document.get("block", True)
    if per not in list(Period):
        raise InvalidTrigger(f"{path}/per", "quota.period", f"needs one of {', '.join(Period)}")
    if not isinstance(block, bool):
        raise InvalidTrigger(f"{path}/block", "type.boolean", "must be true or false")
    most = _number(f"{path}/most", document.get("most"), MOST)
    return Quota(
        Period(per), most, _number(f"{path}/warn_percent", document.get("warn_percent", 80), 100), block
    )


def _number(path: str, value: Any, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise InvalidTrigger(path, "quota.number", f"needs a whole number from 1 to {most}")
    return value
