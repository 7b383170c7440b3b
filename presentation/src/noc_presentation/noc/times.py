"""Instants and durations as people write and read them."""

import re
from datetime import UTC, datetime, timedelta

from noc_presentation.instants import text as instant_text
from noc_presentation.noc.errors import NotUnderstood

_AHEAD = re.compile(r"\+([0-9]{1,6})(s|m|h|d)", re.ASCII)
_SPAN = re.compile(r"([0-9]{1,6})(s|m|h|d)", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def instant(text: str, now: datetime) -> str:
    """An RFC 3339 instant for the API, from one with a zone or from `+20s`, `+5m`, `+2h`, `+1d`."""
    if ahead := _AHEAD.fullmatch(text):
        return instant_text(now + timedelta(seconds=int(ahead[1]) * _SECONDS[ahead[2]]))
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise NotUnderstood(f"{text!r} is no time; write 2026-11-21T09:00:00Z, or +20s from now") from error
    if parsed.tzinfo is None:
        raise NotUnderstood(f"{text!r} needs its zone: Z or an offset such as +01:00, or write +20s from now")
    return instant_text(parsed)


def milliseconds(text: str) -> int:
    """`90s`, `10m`, `2h`, `1d` as milliseconds."""
    if written := _SPAN.fullmatch(text):
        return int(written[1]) * _SECONDS[written[2]] * 1000
    raise NotUnderstood(f"{text!r} is no duration; write 90s, 10m, 2h or 1d")


def between(begun: str | None, ended: str | None) -> str:
    """How long from one instant of the API to another, or '' where one of them is not known."""
    if not begun or not ended:
        return ""
    return duration((_parsed(ended) - _parsed(begun)).total_seconds())


def duration(seconds: float) -> str:
    """`0.4 s`, `12 s`, `3 min 05 s`, `2 h 10 min`."""
    if seconds < 10:
        return f"{max(seconds, 0):.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02} s"
    return f"{minutes // 60} h {minutes % 60:02} min"


def clock(text: str | None) -> str:
    """`2026-11-21 09:00:00` in UTC, or '' for none."""
    return "" if not text else _parsed(text).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def time_of_day(text: str) -> str:
    """`09:00:00` in UTC."""
    return clock(text)[11:]


def _parsed(text: str) -> datetime:
    return datetime.fromisoformat(text)
