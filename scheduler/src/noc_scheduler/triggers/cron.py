"""The trigger `cron`: fires by a five-field expression in a named time zone, as Debian's cron does."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from cronsim import CronSim, CronSimError

from noc_scheduler.triggers.errors import InvalidTrigger
from noc_scheduler.triggers.weaknesses import Weakness

LONGEST = 200
_FIELDS = re.compile(r"[0-9A-Za-z*/,#-]+( [0-9A-Za-z*/,#-]+){4}", re.ASCII)
_STARRED = re.compile(r"\*")


@dataclass(frozen=True, slots=True)
class CronTrigger:
    """Minute, hour, day of month, month, day of week; names and `L` as cronsim reads them, no macros.

    A fixed local time that a spring night skips fires when the clocks have moved on; one that an autumn night
    repeats fires once. Expressions with `*` in minute or hour fire by elapsed time, so in both hours.
    """

    expression: str
    time_zone: str = "UTC"

    kind = "cron"
    fields = frozenset({"expression", "time_zone"})

    @classmethod
    def read(cls, document: Mapping[str, Any], now: datetime) -> "CronTrigger":
        """From `{expression, time_zone}`; one that fires in none of the next 50 years is refused."""
        trigger = cls(_expression(document.get("expression")), _time_zone(document.get("time_zone", "UTC")))
        if trigger.next_fire(now) is None:
            raise InvalidTrigger("/expression", "cron.never", f"{trigger.expression!r} never fires")
        return trigger

    def document(self) -> dict[str, Any]:
        return {"kind": self.kind, "expression": self.expression, "time_zone": self.time_zone}

    def next_fire(self, after: datetime) -> datetime | None:
        """The first instant later than `after`, in UTC; None when there is none within 50 years."""
        local = after.astimezone(ZoneInfo(self.time_zone))
        try:
            fires = (local_time.astimezone(UTC) for local_time in CronSim(self.expression, local))
            # In the second of two equal hours cronsim still names times of the first.
            return next((instant for instant in fires if instant > after), None)
        except OverflowError:
            return None
        except CronSimError as error:
            raise InvalidTrigger("/expression", "cron.never", f"{self.expression!r} never fires") from error

    def first_fire(self, now: datetime) -> datetime | None:
        """Where the series begins when it is made at `now`."""
        return self.next_fire(now)

    def warnings(self) -> tuple[Weakness, ...]:
        """What people tend to misread in this expression."""
        day_of_month, _, day_of_week = self.expression.split()[2:]
        if _STARRED.match(day_of_month) or _STARRED.match(day_of_week):
            return ()
        return (Weakness.EITHER_DAY,)


def _expression(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST or not _FIELDS.fullmatch(value):
        raise InvalidTrigger(
            "/expression",
            "cron.invalid",
            "needs exactly five fields with one space between: minute hour day-of-month month day-of-week",
        )
    try:
        CronSim(value, datetime(2026, 1, 1, tzinfo=UTC))
    except CronSimError as error:
        code = "cron.never" if _only_its_days_are_wrong(value) else "cron.invalid"
        raise InvalidTrigger("/expression", code, f"{value!r}: {error}") from error
    return value


def _only_its_days_are_wrong(value: str) -> bool:
    """cronsim refuses `0 0 31 2 *` like a typing mistake, though every field of it is right."""
    minute, hour, day_of_month, month, day_of_week = value.split()
    try:
        CronSim(f"{minute} {hour} {day_of_month} * {day_of_week}", datetime(2026, 1, 1, tzinfo=UTC))
        CronSim(f"{minute} {hour} * {month} {day_of_week}", datetime(2026, 1, 1, tzinfo=UTC))
    except CronSimError:
        return False
    return True


def _time_zone(value: Any) -> str:
    # Membership first: ZoneInfo would read files by whatever name it is given.
    if not isinstance(value, str) or value not in available_timezones():
        raise InvalidTrigger(
            "/time_zone", "timezone.unknown", f"{value!r} is no time zone such as Europe/Lisbon"
        )
    return value
