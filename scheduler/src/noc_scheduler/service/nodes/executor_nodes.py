"""Executor nodes: enrolled by themselves as pending, authorised by people, shown with how they do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.errors import Complaint, Conflict, Invalid, NotFound, TooMany
from noc_scheduler.nodes.assignment import reachable
from noc_scheduler.service.attempts.dispatch import candidates
from noc_scheduler.service.executions.finding import uuid_or_none
from noc_scheduler.service.means import Means
from noc_scheduler.service.vocabulary import Cause, ServiceEvent
from noc_scheduler.store import events, executor_nodes
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.events import About, Fact
from noc_scheduler.store.executor_nodes import Authorisation, Enrolment

#: The URL of an executor node that can't be reached: it takes attempts in the answers to its heartbeats.
NOWHERE = ""
#: Anybody with a key may enrol; so many may wait at a time for people to look at them.
MOST_PENDING = 100


@dataclass(frozen=True, slots=True)
class ShownNode:
    """An executor node's row and what follows from it now."""

    row: sa.Row[Any]
    outstanding: int
    reachable: bool


@dataclass(frozen=True, slots=True)
class NodeChange:
    """What is written of an executor node, and what is told of that besides its name."""

    values: Mapping[str, Any]
    event: ServiceEvent
    told: Mapping[str, Any]


#: What becomes of an executor node of this row at this instant; None is nothing.
Decide = Callable[[sa.Row[Any], datetime], NodeChange | None]


def enrol(means: Means, said: Enrolment) -> tuple[ShownNode, bool]:
    """Take an executor node in as pending, or find it again by its key; whether it is new."""

    def act(connection: sa.Connection) -> tuple[UUID, bool]:
        now = database_now(connection)
        known = executor_nodes.find_by(connection, said.name, said.fingerprint)
        if not known:
            if executor_nodes.count_pending(connection) >= MOST_PENDING:
                raise TooMany("executor_node.too_many_pending", "too many executor nodes wait for a decision")
            identity = executor_nodes.add(connection, said, now)
            data = {"name": said.name, "fingerprint": said.fingerprint, "url": said.url}
            actor = {"id": str(identity), "name": said.name, "kind": "layer"}
            fact = Fact(ServiceEvent.EXECUTOR_NODE_ENROLLED, data, actor, {"kind": Cause.REQUEST})
            events.tell(connection, now, About.EXECUTOR_NODE, {identity: [fact]})
            return identity, True
        if len(known) > 1 or known[0].fingerprint != said.fingerprint or known[0].name != said.name:
            raise Conflict(
                "executor_node.duplicate",
                "an executor node has this name with another key, or this key under another name",
            )
        values = {
            "url": said.url,
            "labels": dict(said.labels),
            "version": said.version,
            "slots": said.slots,
            "sealing_key": said.sealing_key,
            "sealing_proof": said.sealing_proof,
        }
        executor_nodes.change(connection, known[0].id, values)
        return known[0].id, False

    identity, new = means.database.transact(act)
    return show(means, str(identity)), new


def show(means: Means, reference: str) -> ShownNode:
    """One executor node by id."""
    identity = uuid_or_none(reference)
    for shown in everyone(means):
        if shown.row.id == identity:
            return shown
    raise NotFound("not_found", "there is no such executor node")


def everyone(means: Means) -> list[ShownNode]:
    """All executor nodes, by name."""
    with means.database.reading() as connection:
        now = database_now(connection)
        known, rows = candidates(connection, now)
    patience = means.settings.heartbeat_timeout
    return [ShownNode(rows[one.id], one.outstanding, reachable(one, now, patience)) for one in known]


def changed(means: Means, reference: str, actor: Mapping[str, Any], decide: Decide) -> ShownNode:
    """The executor node once it is as decided, and that was told; raises NotFound, and what `decide` raises."""
    identity = uuid_or_none(reference)

    def act(connection: sa.Connection) -> None:
        now = database_now(connection)
        row = None if identity is None else executor_nodes.find(connection, identity, lock=True)
        if row is None:
            raise NotFound("not_found", "there is no such executor node")
        decided = decide(row, now)
        if decided is None:
            return
        executor_nodes.change(connection, row.id, decided.values)
        fact = Fact(decided.event, {"name": row.name, **decided.told}, actor, {"kind": Cause.REQUEST})
        events.tell(connection, now, About.EXECUTOR_NODE, {row.id: [fact]})

    means.database.transact(act)
    means.ring()
    return show(means, reference)


def set_authorisation(
    means: Means, reference: str, status: str, public_key: str, actor: Mapping[str, Any]
) -> ShownNode:
    """Authorise or suspend an executor node, which must have the very key that people compared."""

    def decide(row: sa.Row[Any], now: datetime) -> NodeChange | None:
        if row.public_key != public_key:
            raise Conflict("executor_node.key_mismatch", "this executor node enrolled with another key")
        if row.status == status:
            return None
        if row.status == Authorisation.REVOKED:
            raise Conflict("executor_node.revoked", "a revoked executor node has to enrol with a new key")
        told = {"status": status, "before": row.status}
        return NodeChange({"status": status}, ServiceEvent.EXECUTOR_NODE_STATUS_CHANGED, told)

    return changed(means, reference, actor, decide)


def set_serves(
    means: Means, reference: str, serves: Mapping[str, Any] | None, actor: Mapping[str, Any]
) -> ShownNode:
    """From now on give an executor node work of these groups' hosts alone, as one with these labels; None: any.

    What it holds already it keeps.
    """

    def decide(row: sa.Row[Any], now: datetime) -> NodeChange | None:
        if row.serves == serves:
            return None
        told = {"serves": serves, "before": row.serves}
        return NodeChange({"serves": serves}, ServiceEvent.EXECUTOR_NODE_SERVES_CHANGED, told)

    return changed(means, reference, actor, decide)


def set_limit(
    means: Means, reference: str, max_parallel: int | None, actor: Mapping[str, Any], reason: str
) -> ShownNode:
    """Let an executor node hold at most so many attempts at once (None: all its slots).

    What it holds already it keeps. Invalid for more than its slots; should it come back with fewer, these count.
    """

    def decide(row: sa.Row[Any], now: datetime) -> NodeChange | None:
        if max_parallel is not None and max_parallel > row.slots:
            words = f"it has {row.slots} slots"
            complaint = Complaint("/max_parallel", "executor_node.max_parallel", words)
            raise Invalid("executor_node.max_parallel", f"more than its slots: {words}", (complaint,))
        if max_parallel == row.max_parallel:
            return None
        told = {"max_parallel": max_parallel, "before": row.max_parallel, "reason": reason}
        return NodeChange({"max_parallel": max_parallel}, ServiceEvent.EXECUTOR_NODE_LIMIT_CHANGED, told)

    return changed(means, reference, actor, decide)
