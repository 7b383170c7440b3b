"""Who did what to a walk: the acts of people among what it has told, for whoever asks why a host is where it is."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.events import EventType
from noc_scheduler.flowchart.vocabulary import Status
from noc_scheduler.service.vocabulary import ServiceEvent
from noc_scheduler.store import reading

#: Each type with the status that its event must tell of to be an act; None for those that always are one.
ACTS: Mapping[str, Status | None] = {
    ServiceEvent.QUESTION_ANSWERED: None,
    ServiceEvent.VISIT_DECIDED: None,
    ServiceEvent.HOST_LOCK_TAKEN_OVER: None,
    EventType.VISIT_FINISHED: Status.SKIPPED,
    EventType.TOKEN_MOVED: None,
    EventType.HOST_RUN_PAUSED: None,
    EventType.HOST_RUN_CONTINUED: None,
    EventType.HOST_RUN_STOPPING: None,
    EventType.HOST_RUN_RESUMED: None,
    EventType.HOST_RUN_FINISHED: Status.CANCELLED,
}
#: The oldest so many are shown of one walk.
MOST = 1_000


def acts(connection: sa.Connection, host_run: UUID) -> list[dict[str, Any]]:
    """The acts on one walk, the oldest first, each with who, when and why; none once they are archived."""
    return [
        _plain(row)
        for row in reading.told_by_somebody(connection, host_run, ACTS, MOST)
        if ACTS[row.type] in (None, row.data.get("status"))
    ]


def _plain(row: sa.Row[Any]) -> dict[str, Any]:
    reason = row.data.get("reason", row.data.get("message"))
    return {
        "type": row.type,
        "at": row.at,
        "actor": row.actor,
        "visit": row.data.get("visit"),
        "node": row.data.get("node"),
        "outcome": row.data.get("outcome"),
        "reason": str((reason.get("message") if isinstance(reason, Mapping) else reason) or ""),
    }
