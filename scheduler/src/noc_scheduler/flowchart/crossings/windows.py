"""Execution windows as authors write them: on which days, from when to when, by which clock."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from noc_scheduler.flowchart.findings import Notebook, Path

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_WINDOWS = 20

SCHEMA: Mapping[str, Any] = {
    "type": "array",
    "minItems": 1,
    "maxItems": MOST_WINDOWS,
    "items": {
        "type": "object",
        "properties": {
            "days": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"enum": list(DAYS)}},
            "from": {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
            "to": {"type": "string", "pattern": "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"},
            "time_zone": {"type": "string", "minLength": 1, "maxLength": 64},
        },
        "required": ["days", "from", "to", "time_zone"],
        "additionalProperties": False,
    },
}


def check_windows(written: Any, notebook: Notebook, path: Path) -> None:
    """Note what the schema can't see: time zones that don't exist, and windows that are never open."""
    for place, window in enumerate(written if isinstance(written, list) else []):
        if not isinstance(window, Mapping):
            continue
        zone, start, end = (window.get(name) for name in ("time_zone", "from", "to"))
        # Membership first: ZoneInfo would read files by whatever name it is given.
        if isinstance(zone, str) and zone not in available_timezones():
            message = f"'{zone[:64]}' is no time zone such as Europe/Lisbon"
            notebook.error("timezone.unknown", message, (*path, place, "time_zone"))
        if isinstance(start, str) and start == end:
            message = f"from {start[:10]} to {start[:10]} is no time at all; all day is from 00:00 to 24:00"
            notebook.error("policy.window_empty", message, (*path, place, "to"))
