"""Draining: people have an executor node given nothing new, while what it holds goes on: for a while, or to stop it."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from noc_scheduler.errors import NotFound
from noc_scheduler.service.executor_nodes import ShownNode, show
from noc_scheduler.service.finding import uuid_or_none
from noc_scheduler.service.means import Means
from noc_scheduler.service.vocabulary import Cause, DrainedUntil, ServiceEvent
from noc_scheduler.store import events, executor_nodes
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.events import About, Fact
from noc_scheduler.store.types import instant_text


def drain(means: Means, reference: str, actor: Mapping[str, Any], reason: str) -> ShownNode:
    """Give the executor node nothing new until it is resumed; the one who says so first is kept."""
    return _change(means, reference, actor, reason, DrainedUntil.RESUMED)


def stop(means: Means, reference: str, actor: Mapping[str, Any], reason: str) -> ShownNode:
    """Drain the executor node, and suspend it once it holds nothing; until then resuming it calls that off."""
    return _change(means, reference, actor, reason, DrainedUntil.SUSPENDED)


def resume(means: Means, reference: str, actor: Mapping[str, Any], reason: str) -> ShownNode:
    """Give the executor node work again; harmless when it isn't drained."""
    return _change(means, reference, actor, reason, None)


def _change(
    means: Means, reference: str, actor: Mapping[str, Any], reason: str, until: DrainedUntil | None
) -> ShownNode:
    identity = uuid_or_none(reference)

    def act(connection: sa.Connection) -> None:
        now = database_now(connection)
        row = None if identity is None else executor_nodes.find(connection, identity, lock=True)
        if row is None:
            raise NotFound("not_found", "there is no such executor node")
        before = None if row.draining is None else row.draining.get("until", DrainedUntil.RESUMED)
        if before == until:
            return
        standing: dict[str, Any] | None = None
        event, data = ServiceEvent.EXECUTOR_NODE_RESUMED, {"name": row.name, "reason": reason}
        if until is not None:
            standing = {"by": dict(actor), "reason": reason, "since": instant_text(now), "until": until}
            event, data = ServiceEvent.EXECUTOR_NODE_DRAINED, {**data, "until": until}
        executor_nodes.change(connection, row.id, {"draining": standing})
        fact = Fact(event, data, actor, {"kind": Cause.REQUEST})
        events.tell(connection, now, About.EXECUTOR_NODE, {row.id: [fact]})

    means.database.transact(act)
    means.ring()
    return show(means, reference)
