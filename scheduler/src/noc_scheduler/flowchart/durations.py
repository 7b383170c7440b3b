"""Durations and instants as authors write them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

DURATION_PATTERN: Final = "^[0-9]+(ms|s|m|h|d)$"
LONGEST_MS: Final = 366 * 24 * 3600 * 1000

_MILLISECONDS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_DURATION = re.compile(r"([0-9]{1,12})(ms|s|m|h|d)", re.ASCII)
_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,6})?(?P<zone>[Zz]|[+-]\d\d:\d\d)?", re.ASCII
)


class BadInstant(ValueError):
    """A text that is no point in time; `code` tells a missing offset from all other faults."""

    def __init__(self, message: str, code: str = "instant.invalid") -> None:
        super().__init__(message)
        self.code = code


def milliseconds(duration: str) -> int | None:
    """`30s` as 30000; None where the text is no duration or one of more than 366 days."""
    match = _DURATION.fullmatch(duration)
    if match is None:
        return None
    total = int(match.group(1)) * _MILLISECONDS[match.group(2)]
    return total if total <= LONGEST_MS else None


def instant(text: str) -> datetime:
    """An RFC 3339 time with its offset, in UTC. Raises BadInstant; a time without an offset is no instant."""
    match = _INSTANT.fullmatch(text)
    if match is None:
        raise BadInstant(f"'{text[:60]}' is no RFC 3339 time such as 2026-11-21T09:00:00Z")
    if match.group("zone") is None:
        raise BadInstant(f"'{text[:60]}' has no offset; end it with Z or +01:00", "instant.timezone_required")
    try:
        return datetime.fromisoformat(text.upper().replace(" ", "T")).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadInstant(f"'{text[:60]}' is no day or time of the calendar") from None


def whole_milliseconds(moment: datetime) -> datetime:
    """The moment rounded up to a whole millisecond, so that storing it can't make it earlier."""
    rest = moment.microsecond % 1000
    return moment if rest == 0 else moment + timedelta(microseconds=1000 - rest)


def in_words(total_ms: int) -> str:
    """`90000` as `1m 30s`, for sentences."""
    parts = []
    for unit in ("d", "h", "m", "s", "ms"):
        count, total_ms = divmod(total_ms, _MILLISECONDS[unit])
        if count:
            parts.append(f"{count}{unit}")
    return " ".join(parts) or "0s"
