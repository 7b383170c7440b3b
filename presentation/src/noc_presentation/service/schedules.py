"""Schedules: which fields go with which trigger; everything else about time is the scheduler's to judge."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from noc_presentation.clients.scheduler import Document
from noc_presentation.errors import Complaint, Invalid
from noc_presentation.instants import text
from noc_presentation.service.executions import refuse_past

FIELDS = {"once": {"at"}, "cron": {"expression", "time_zone"}, "interval": {"every_ms"}, "queue": {"queue"}}
#: What says how messages are read; none of it is needed, and the scheduler judges it.
OF_MESSAGES = {
    "items",
    "host",
    "key",
    "group",
    "standing",
    "params",
    "storm",
    "quotas",
    "retry",
    "join",
    "expect_every_ms",
}
OPTIONAL = {
    "interval": {"anchor"},
    "webhook": OF_MESSAGES | {"source", "proof", "senders"},
    "queue": OF_MESSAGES | {"broker"},
    "trap": OF_MESSAGES - {"items", "host"} | {"security"},
}
KINDS = tuple(dict.fromkeys((*FIELDS, *OPTIONAL)))


def trigger_document(trigger: Mapping[str, Any], now: datetime) -> Document:
    """The trigger as the scheduler is told; raises Invalid for missing or stray fields, and the past."""
    kind = trigger["kind"]
    named = trigger.keys() - {"kind"}
    needed = FIELDS.get(kind, set())
    known = needed | OPTIONAL.get(kind, set())
    complaints = [
        Complaint(f"/trigger/{name}", "field.missing", f"a {kind} trigger needs it")
        for name in sorted(needed - named)
    ] + [
        Complaint(f"/trigger/{name}", "field.unknown", f"a {kind} trigger has no such field")
        for name in sorted(named - known)
    ]
    if complaints:
        raise Invalid("trigger.invalid", f"this is no {kind} trigger; see errors", complaints)
    refuse_past(trigger.get("at"), now, "/trigger/at")
    return {name: text(value) if isinstance(value, datetime) else value for name, value in trigger.items()}
