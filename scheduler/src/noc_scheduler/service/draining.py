"""Draining: people have an executor node given nothing new, while what it holds goes on."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from noc_scheduler.errors import NotFound
from noc_scheduler.service.executor_nodes import ShownNode, show
from noc_scheduler.service.finding import uuid_or_none
from noc_scheduler.service.means import Means
from noc_scheduler.service.vocabulary import Cause, ServiceEvent
from noc_scheduler.store import events, executor_nodes
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.events import About, Fact
from noc_scheduler.store.types import instant_text


def drain(means: Means, reference: str, actor: Mapping[str, Any], reason: str) -> ShownNode:
    """Give the executor node nothing new until it is resumed; the one who says so first is kept."""
    return _change(means, reference, actor, reason, draining=True)


def resume(means: Means, reference: str, actor: Mapping[str, Any], reason: str) -> ShownNode:
    """Give the executor node work again; harmless when it isn't drained."""
    return _change(means, reference, actor, reason, draining=False)


def _change(means: Means, reference: str, actor: Mapping[str, Any], reason: str, draining: bool) -> ShownNode:
    identity = uuid_or_none(reference)

    def act(connection: sa.Connection) -> None:
        now = database_now(connection)
        row = None if identity is None else executor_nodes.find(connection, identity, lock=True)
        if row is None:
            raise NotFound("not_found", "there is no such executor node")
        if (row.draining is not None) == draining:
            return
        standing = {"by": dict(actor), "reason": reason, "since": instant_text(now)} if draining else None
        executor_nodes.change(connection, row.id, {"draining": standing})
        event = ServiceEvent.EXECUTOR_NODE_DRAINED if draining else ServiceEvent.EXECUTOR_NODE_RESUMED
        fact = Fact(event, {"name": row.name, "reason": reason}, actor, {"kind": Cause.REQUEST})
        events.tell(connection, now, About.EXECUTOR_NODE, {row.id: [fact]})

    means.database.transact(act)
    means.ring()
    return show(means, reference)
