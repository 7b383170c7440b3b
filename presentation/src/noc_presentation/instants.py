"""The time as this layer knows it: UTC, always with its zone."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def now() -> datetime:
    """This very moment in UTC."""
    return datetime.now(UTC)
