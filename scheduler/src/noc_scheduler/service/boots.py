"""Boots: a start of an executor node's executors replaces the one before, which is never listened to again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from noc_scheduler.errors import Conflict
from noc_scheduler.service.vocabulary import Cause, ServiceEvent
from noc_scheduler.store import events
from noc_scheduler.store.events import About, Fact

#: So many former boots are remembered; a process older than so many restarts would be taken for a new one.
MOST_REMEMBERED = 50


def refuse_old(row: sa.Row[Any], boot: str) -> None:
    """Raise Conflict when this executor node was heard of under a later boot.

    A boot nobody has heard of is let through: only a heartbeat makes it the present one, and reports may come first.
    """
    if boot in (row.old_boots or ()):
        raise Conflict(
            "executor_node.old_boot",
            f"executor node {row.name} has been started again since; this start is not listened to any more",
            extra={"boot": row.boot},
        )


def taken_over(present: str | None, former: Sequence[str] | None, boot: str) -> list[str]:
    """The boots to be refused once `boot` is the present one, the latest last."""
    known = [*(former or ()), *([] if present in (None, boot) else [present])]
    return known[-MOST_REMEMBERED:]


def succeed(connection: sa.Connection, row: sa.Row[Any], boot: str, now: datetime) -> Mapping[str, Any]:
    """What a heartbeat of this boot changes on the executor node's row, which must be locked; Conflict as above."""
    refuse_old(row, boot)
    if boot == row.boot:
        return {}
    actor = {"id": str(row.id), "name": row.name, "kind": "layer"}
    data = {"name": row.name, "boot": boot, "before": row.boot}
    fact = Fact(ServiceEvent.EXECUTOR_NODE_BOOTED, data, actor, {"kind": Cause.REPORT})
    events.tell(connection, now, About.EXECUTOR_NODE, {row.id: [fact]})
    return {"boot": boot, "booted_at": now, "old_boots": taken_over(row.boot, row.old_boots, boot)}
