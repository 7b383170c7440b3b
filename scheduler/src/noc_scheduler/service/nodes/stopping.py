"""Stopping: an executor node that people have stopped finishes what it holds, and is suspended once that is told."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from noc_scheduler.service.vocabulary import Cause, DrainedUntil, ServiceEvent
from noc_scheduler.store import events, executor_nodes, leases
from noc_scheduler.store.events import About, Fact
from noc_scheduler.store.executor_nodes import Authorisation


def is_over(connection: sa.Connection, row: sa.Row[Any]) -> bool:
    """Whether this executor node is being stopped and nothing is leased to it any more."""
    if row.draining is None or row.draining.get("until") != DrainedUntil.SUSPENDED:
        return False
    return not leases.outstanding(connection, row.id)


def end(connection: sa.Connection, row: sa.Row[Any], now: datetime) -> None:
    """It may do nothing any more until people let it in again; done in the name of whoever had it stopped."""
    executor_nodes.change(connection, row.id, {"status": Authorisation.SUSPENDED, "draining": None})
    data = {"name": row.name, "status": Authorisation.SUSPENDED, "before": row.status}
    fact = Fact(ServiceEvent.EXECUTOR_NODE_STATUS_CHANGED, data, row.draining["by"], {"kind": Cause.REQUEST})
    events.tell(connection, now, About.EXECUTOR_NODE, {row.id: [fact]})
