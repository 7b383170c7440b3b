"""Reading the instants that triggers are written with."""

from datetime import UTC, datetime
from typing import Any

from noc_scheduler.triggers.errors import InvalidTrigger


def read_instant(value: Any, path: str) -> datetime:
    """In UTC; raises InvalidTrigger, at this path, for what is no date and time with an offset."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError as error:
            raise InvalidTrigger(path, "datetime.invalid", f"{value!r} is no date and time") from error
    if not isinstance(value, datetime):
        raise InvalidTrigger(path, "datetime.invalid", "needs a date and time such as 2026-11-21T09:00:00Z")
    if value.tzinfo is None:
        raise InvalidTrigger(path, "datetime.timezone_required", "needs Z or an offset")
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise InvalidTrigger(path, "datetime.invalid", f"{value} is out of reach") from error


def written(instant: datetime) -> str:
    """As documents have it: with milliseconds and Z."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
