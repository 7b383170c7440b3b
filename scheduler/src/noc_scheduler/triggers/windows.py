"""Execution windows: times of the week, as a clock on the wall shows them, inside which executions may begin.

A moment is inside a window if the wall clock of the window's time zone says so. That is all there is to summer
time: an hour that an autumn night repeats is inside both times, and one that a spring night skips is inside
at no time, so that a window lying in it whole does not open that day.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = 24 * 60
#: Every window opens within so many days, yesterday included: each week, but for one in which its hour is skipped.
FARTHEST_DAYS = 17


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` up to `end`, in minutes of the days numbered from Monday 0; past midnight if `end` is not later."""

    days: frozenset[int]
    start: int
    end: int
    time_zone: str

    def holds(self, instant: datetime) -> bool:
        """Whether the instant lies inside."""
        local = instant.astimezone(ZoneInfo(self.time_zone))
        minute, today = local.hour * 60 + local.minute, local.weekday()
        if self.start < self.end:
            return today in self.days and self.start <= minute < self.end
        begun_today = today in self.days and minute >= self.start
        return begun_today or ((today - 1) % 7 in self.days and minute < self.end)


@dataclass(frozen=True, slots=True)
class Opening:
    """When the first of some windows opens, and how people say that there: `Mon`, `22:00`, `Europe/Lisbon`."""

    at: datetime
    day: str
    time: str
    time_zone: str


def read_windows(documents: Sequence[Mapping[str, Any]]) -> tuple[Window, ...]:
    """The windows of a policy that has been checked."""
    return tuple(
        Window(
            frozenset(DAYS.index(day) for day in each["days"]),
            _minute(each["from"]),
            _minute(each["to"]),
            each["time_zone"],
        )
        for each in documents
    )


def next_opening(windows: Sequence[Window], instant: datetime) -> Opening | None:
    """When the first of `windows` opens after `instant`; None when one is open then, or there are none."""
    if not windows or any(window.holds(instant) for window in windows):
        return None
    at, window = min(
        ((_opens(window, instant), window) for window in windows),
        key=lambda each: (each[0], each[1].time_zone),
    )
    local = at.astimezone(ZoneInfo(window.time_zone))
    return Opening(at, DAYS[local.weekday()].title(), f"{local:%H:%M}", window.time_zone)


def edges(window: Window, since: datetime, until: datetime) -> Iterator[datetime]:
    """The instants between these at which a window can open or close."""
    days = (until - since).days + 3
    return (one for one in _turns(window, since, days) if since < one < until)


def _opens(window: Window, instant: datetime) -> datetime:
    return min(one for one in _turns(window, instant, FARTHEST_DAYS) if one > instant and window.holds(one))


def _turns(window: Window, instant: datetime, days: int) -> Iterator[datetime]:
    """Where a window can open or close: its first and its last minute on each day, and where the clock is changed."""
    zone = ZoneInfo(window.time_zone)
    first = instant.astimezone(zone).date() - timedelta(days=1)
    for ahead in range(days):
        day = first + timedelta(days=ahead)
        for minute in (window.start, window.end % DAY):
            for fold in (0, 1):
                at = time(minute // 60, minute % 60, tzinfo=zone, fold=fold)
                yield datetime.combine(day, at).astimezone(UTC)
        changed = _clock_change(day, zone)
        if changed is not None:
            yield changed


def _clock_change(day: date, zone: ZoneInfo) -> datetime | None:
    """The instant at which the clocks of a zone are changed on this day."""
    midnight = time(tzinfo=zone)
    # A minute earlier: where clocks skip midnight itself, it is read as the instant of the change.
    before = datetime.combine(day, midnight).astimezone(UTC) - timedelta(minutes=1)
    after = datetime.combine(day + timedelta(days=1), midnight.replace(fold=1)).astimezone(UTC)
    offset = before.astimezone(zone).utcoffset()
    if after.astimezone(zone).utcoffset() == offset:
        return None
    while after - before > timedelta(minutes=1):
        middle = before + timedelta(minutes=(after - before) // timedelta(minutes=2))
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def _minute(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
