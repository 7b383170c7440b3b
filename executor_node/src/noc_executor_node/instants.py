"""Points in time: always UTC, written as RFC 3339 with milliseconds."""

import time
from datetime import UTC, datetime, timedelta


def now() -> datetime:
    """The time by this machine's clock."""
    return datetime.now(UTC)


def uptime() -> timedelta:
    """Time since this machine was started, sleep included: the same in all its processes, and nobody sets it."""
    return timedelta(seconds=time.clock_gettime(time.CLOCK_BOOTTIME))


def instant_text(instant: datetime) -> str:
    """`2026-11-21T09:00:00.000Z`."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def now_text() -> str:
    """This machine's time as it is written in documents."""
    return instant_text(now())


def milliseconds(span: timedelta) -> int:
    """A span in whole milliseconds."""
    return round(span / timedelta(milliseconds=1))
