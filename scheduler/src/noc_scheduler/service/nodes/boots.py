"""Boots: a start of an executor node's executors replaces the one before, which is never listened to again."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

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
        raise _old(row)


def _old(row: sa.Row[Any]) -> Conflict:
    return Conflict(
        "executor_node.old_boot",
        f"executor node {row.name} has been started again since; this start is not listened to any more",
        extra={"boot": row.boot},
    )


def overtaken(row: sa.Row[Any], boot: str, now: datetime, lease: timedelta) -> bool:
    """Whether an unheard-of boot began before the present one, which is still heard of: its first word came too late.

    Boots are UUIDv7, so they tell when they began by their machine's clock. Where that was set back, the former boot is
    silent, and the new one is taken once what the former held is lost anyway.
    """
    if row.boot in (None, boot) or row.last_heartbeat_at is None or now - row.last_heartbeat_at > lease:
        return False
    began, present_began = _began(boot), _began(row.boot)
    return began is not None and present_began is not None and began < present_began


def _began(boot: str) -> int | None:
    try:
        identity = UUID(boot)
    except ValueError:
        return None
    return identity.int if identity.version == 7 else None


def taken_over(present: str | None, former: Sequence[str] | None, boot: str) -> list[str]:
    """The boots to be refused once `boot` is the present one, the latest last."""
    known = [*(former or ()), *([] if present in (None, boot) else [present])]
    return known[-MOST_REMEMBERED:]


def succeed(
    connection: sa.Connection, row: sa.Row[Any], boot: str, now: datetime, lease: timedelta
) -> Mapping[str, Any]:
    """What a heartbeat of this boot changes on the executor node's row, which must be locked; Conflict as above."""
    refuse_old(row, boot)
    if boot == row.boot:
        return {}
    if overtaken(row, boot, now, lease):
        raise _old(row)
    actor = {"id": str(row.id), "name": row.name, "kind": "layer"}
    data = {"name": row.name, "boot": boot, "before": row.boot}
    fact = Fact(ServiceEvent.EXECUTOR_NODE_BOOTED, data, actor, {"kind": Cause.REPORT})
    events.tell(connection, now, About.EXECUTOR_NODE, {row.id: [fact]})
    return {"boot": boot, "booted_at": now, "old_boots": taken_over(row.boot, row.old_boots, boot)}
