"""The time as this layer knows it: UTC, always with its zone."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def now() -> datetime:
    """This very moment in UTC."""
    return datetime.now(UTC)


def text(instant: datetime) -> str:
    """How a point in time is written in every document: UTC, milliseconds, Z."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
