"""Heartbeats: an executor node says what it holds, and hears what is renewed, withdrawn or new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.errors import Forbidden, NotFound
from noc_scheduler.nodes.assignment import usable_slots
from noc_scheduler.nodes.documents import Errand, Parcel, attempt_document
from noc_scheduler.nodes.scopes import scope_of
from noc_scheduler.nodes.selectors import matches, may_serve
from noc_scheduler.service.attempts.delivery import errand, return_lacking
from noc_scheduler.service.attempts.dispatch import BATCH, lease_to
from noc_scheduler.service.attempts.giving_back import take_back
from noc_scheduler.service.attempts.sealing import seal
from noc_scheduler.service.means import Means
from noc_scheduler.service.nodes import boots, stopping
from noc_scheduler.service.walks.carrying_out import WITHDRAWN_REASON
from noc_scheduler.store import attempts, executor_nodes, leases
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.executor_nodes import Authorisation


@dataclass(frozen=True, slots=True)
class Held:
    """An attempt that is queued on the executor node, whose process lives there, or whose result is still to come."""

    id: UUID
    lease: int


@dataclass(frozen=True, slots=True)
class Returned:
    """An attempt that was leased to the executor node and will not begin there."""

    id: UUID
    lease: int
    reason: str


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """What an executor node says about itself."""

    boot: str
    slots: int
    running: int
    queued: int
    version: str
    clock_offset_ms: int
    journal: tuple[Held, ...]
    returned: tuple[Returned, ...] = ()
    health: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What it hears; `attempts` are those it could not be told of otherwise."""

    status: str
    server_time: datetime
    lease: timedelta
    renewed: tuple[UUID, ...]
    withdrawn: tuple[tuple[UUID, str], ...]
    attempts: tuple[dict[str, Any], ...] = ()
    offered: tuple[Errand, ...] = ()


def heartbeat(means: Means, executor_node: UUID, said: Heartbeat) -> Answer:
    """Note the heartbeat and renew what the executor node holds.

    Raises Forbidden if it isn't authorised, and Conflict if it was started again since.
    """
    status, answer = means.database.transact(
        lambda connection: _heartbeat(connection, means, executor_node, said)
    )
    if answer is None:
        raise not_authorised(status)
    means.ring()
    ready, lacking = seal(means, executor_node, answer.offered)
    return_lacking(means, lacking)
    timeout = means.settings.queue_timeout
    documents = tuple(attempt_document(one, timeout, answer.server_time) for one in ready)
    return replace(answer, attempts=documents)


def not_authorised(status: str) -> Forbidden:
    """The refusal that every executor node hears that isn't authorised."""
    return Forbidden(
        "executor_node.not_authorised", f"this executor node is {status}", extra={"executor_node": status}
    )


def _heartbeat(
    connection: sa.Connection, means: Means, identity: UUID, said: Heartbeat
) -> tuple[str, Answer | None]:
    now = database_now(connection)
    row = executor_nodes.find(connection, identity, lock=True)
    if row is None:
        raise NotFound("executor_node.unknown", "there is no such executor node")
    executor_nodes.change(
        connection,
        identity,
        {
            **boots.succeed(connection, row, said.boot, now, means.settings.lease),
            "slots": said.slots,
            "running": said.running,
            "queued": said.queued,
            "version": said.version,
            "clock_offset_ms": said.clock_offset_ms,
            "last_heartbeat_at": now,
            **({} if said.health is None else {"health": dict(said.health)}),
        },
    )
    if row.status != Authorisation.AUTHORISED:
        return row.status, None
    if not said.journal and stopping.is_over(connection, row):
        stopping.end(connection, row, now)
        return Authorisation.SUSPENDED, None
    held = [(one.id, one.lease) for one in said.journal]
    for reason in dict.fromkeys(one.reason for one in said.returned):
        pairs = [(one.id, one.lease) for one in said.returned if one.reason == reason]
        take_back(connection, means, row, pairs, reason, now)
    until = now + means.settings.lease
    renewed = leases.renew(connection, identity, held, until)
    alive = set(renewed)
    leases.accept(connection, now, [pair for pair in held if pair[0] in alive], until)
    return row.status, Answer(
        status=row.status,
        server_time=now,
        lease=means.settings.lease,
        renewed=tuple(renewed),
        withdrawn=_withdrawn(connection, identity, said.journal),
        offered=tuple(_offered(connection, means, row, 0 if row.draining else said.slots, now)),
    )


def _withdrawn(
    connection: sa.Connection, identity: UUID, journal: Sequence[Held]
) -> tuple[tuple[UUID, str], ...]:
    rows = attempts.find_many(connection, {held.id for held in journal})
    told = []
    for held in journal:
        row = rows.get(held.id)
        if row is None or row.executor_node != identity or row.lease != held.lease:
            told.append((held.id, "this attempt is not leased to you"))
        elif row.status == attempts.LOST:
            told.append((held.id, "its lease was over"))
        elif row.status not in attempts.OPEN:
            told.append((held.id, WITHDRAWN_REASON))
    return tuple(told)


def _offered(
    connection: sa.Connection, means: Means, row: sa.Row[Any], slots: int, now: datetime
) -> list[Errand]:
    if row.url and row.problem is None:
        return []
    again = leases.claim_undelivered(connection, now, BATCH, row.id)
    leases.tell_again(connection, [one.id for one in again], now + means.claim_hold)
    errands = [errand(one, one.lease, again=True) for one in again]
    free = usable_slots(slots, row.max_parallel) - leases.outstanding(connection, row.id)
    if free > 0:
        scope = scope_of(row.serves, row.labels)
        fitting = [
            one
            for one in leases.wanted(connection, now)
            if matches(one, scope.labels) and may_serve(one, scope.groups)
        ]
        fresh = leases.claim_unassigned(connection, now, min(free, BATCH), fitting)
        parcels: list[Parcel] = (
            lease_to(connection, means, {row.id: fresh}, {row.id: row}, now) if fresh else []
        )
        errands += [one for parcel in parcels for one in parcel.errands]
    return errands
