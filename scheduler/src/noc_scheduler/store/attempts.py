"""Attempts: queued, leased to an executor node, renewed, and given up when their lease is over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.vocabulary import Status
from noc_scheduler.store.ids import DEFAULT_ACCOUNT, new_id
from noc_scheduler.store.tables import attempts, host_runs

#: What an attempt is while it may still report; any other status is its end.
OPEN = (Status.QUEUED, Status.RUNNING)
LOST = "lost"


@dataclass(frozen=True, slots=True)
class NewAttempt:
    """A try of a task visit that no executor node has yet; `document` is what goes there unchanged."""

    execution: UUID
    host_run: UUID
    visit: int
    number: int
    node: str
    document: Mapping[str, Any]


def add(connection: sa.Connection, new: Iterable[NewAttempt], now: datetime) -> None:
    """Queue attempts."""
    rows = [
        {
            "id": new_id(),
            "account_id": DEFAULT_ACCOUNT,
            "execution": attempt.execution,
            "host_run": attempt.host_run,
            "visit": attempt.visit,
            "number": attempt.number,
            "node": attempt.node,
            "document": dict(attempt.document),
            "status": Status.QUEUED,
            "next_try_at": now,
            "created_at": now,
        }
        for attempt in new
    ]
    if rows:
        connection.execute(sa.insert(attempts), rows)


def _claimable(*conditions: sa.ColumnElement[bool], limit: int) -> sa.Select[Any]:
    """Attempts with what a message about them needs; they and their HostRuns are locked or passed over."""
    return (
        sa.select(
            attempts,
            host_runs.c.host,
            host_runs.c.name.label("host_name"),
        )
        .join(host_runs, host_runs.c.id == attempts.c.host_run)
        .where(*conditions)
        .order_by(attempts.c.created_at, attempts.c.id)
        .limit(limit)
        .with_for_update(of=[attempts, host_runs], skip_locked=True)
    )


def claim_unassigned(connection: sa.Connection, now: datetime, limit: int) -> list[sa.Row[Any]]:
    """Queued attempts that no executor node has, oldest first."""
    return list(
        connection.execute(
            _claimable(
                attempts.c.status == Status.QUEUED,
                attempts.c.executor_node.is_(None),
                attempts.c.next_try_at <= now,
                limit=limit,
            )
        )
    )


def claim_undelivered(
    connection: sa.Connection, now: datetime, limit: int, executor_node: UUID | None = None
) -> list[sa.Row[Any]]:
    """Leased attempts whose executor node has not said that it has them, when it is time to tell it again.

    Of one executor node: all of these, whether or not it is time.
    """
    due = (
        attempts.c.next_try_at <= now if executor_node is None else attempts.c.executor_node == executor_node
    )
    return list(
        connection.execute(
            _claimable(
                attempts.c.status == Status.QUEUED,
                attempts.c.executor_node.is_not(None),
                attempts.c.accepted_at.is_(None),
                attempts.c.lease_until > now,
                due,
                limit=limit,
            )
        )
    )


def claim_expired(connection: sa.Connection, now: datetime, limit: int) -> list[sa.Row[Any]]:
    """Attempts whose lease is over, longest ago first."""
    return list(
        connection.execute(
            _claimable(attempts.c.status.in_(OPEN), attempts.c.lease_until <= now, limit=limit)
        )
    )


def lease(
    connection: sa.Connection,
    given: Mapping[UUID, Sequence[sa.Row[Any]]],
    until: datetime,
    next_try_at: datetime,
) -> None:
    """Give attempts to executor nodes by id, each under the next lease number."""
    for executor_node, rows in given.items():
        connection.execute(
            sa.update(attempts)
            .where(attempts.c.id.in_([row.id for row in rows]))
            .values(
                executor_node=executor_node,
                lease=attempts.c.lease + 1,
                lease_until=until,
                next_try_at=next_try_at,
                version=attempts.c.version + 1,
            )
        )


def accept(connection: sa.Connection, now: datetime, held: Iterable[tuple[UUID, int]]) -> None:
    """Their executor node said that it has these (id, lease)."""
    pairs = list(held)
    if pairs:
        connection.execute(
            sa.update(attempts)
            .where(sa.tuple_(attempts.c.id, attempts.c.lease).in_(pairs), attempts.c.accepted_at.is_(None))
            .values(accepted_at=now)
        )


def give_back(
    connection: sa.Connection, held: Iterable[tuple[UUID, int]], next_try_at: datetime
) -> list[UUID]:
    """Queue again what never reached its executor node or was refused by it; the ids of those."""
    pairs = list(held)
    if not pairs:
        return []
    return list(
        connection.scalars(
            sa.update(attempts)
            .where(
                sa.tuple_(attempts.c.id, attempts.c.lease).in_(pairs),
                attempts.c.status == Status.QUEUED,
                attempts.c.accepted_at.is_(None),
            )
            .values(
                executor_node=None,
                lease_until=None,
                next_try_at=next_try_at,
                version=attempts.c.version + 1,
            )
            .returning(attempts.c.id)
        )
    )


def renew(
    connection: sa.Connection, executor_node: UUID, held: Sequence[tuple[UUID, int]], until: datetime
) -> list[UUID]:
    """Prolong the leases this executor node holds; one being changed just now waits for the next time."""
    if not held:
        return []
    free = (
        sa.select(attempts.c.id)
        .where(
            attempts.c.executor_node == executor_node,
            attempts.c.status.in_(OPEN),
            sa.tuple_(attempts.c.id, attempts.c.lease).in_(held),
        )
        .with_for_update(skip_locked=True)
    )
    return list(
        connection.scalars(
            sa.update(attempts)
            .where(attempts.c.id.in_(free.scalar_subquery()))
            .values(lease_until=until)
            .returning(attempts.c.id)
        )
    )


def find_many(connection: sa.Connection, ids: Iterable[UUID]) -> dict[UUID, sa.Row[Any]]:
    """Attempts by id."""
    rows = connection.execute(sa.select(attempts).where(attempts.c.id.in_(list(ids))))
    return {row.id: row for row in rows}


def of_visits(connection: sa.Connection, keys: Iterable[tuple[UUID, int, int]]) -> list[sa.Row[Any]]:
    """Attempts by (HostRun, visit, attempt number)."""
    columns = sa.tuple_(attempts.c.host_run, attempts.c.visit, attempts.c.number)
    return list(connection.execute(sa.select(attempts).where(columns.in_(list(keys)))))


@dataclass(frozen=True, slots=True)
class Turn:
    """What an attempt becomes, if it is still at `version`; None leaves a column as it is."""

    id: UUID
    version: int
    status: str
    seq: int
    outcome: str | None = None
    boot: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    accepted_at: datetime | None = None


def turn(connection: sa.Connection, turns: Sequence[Turn]) -> bool:
    """Compare-and-swap a batch of attempts; False when any of them had another version."""
    if not turns:
        return True
    kept = ("outcome", "boot", "started_at", "finished_at", "accepted_at")
    update = (
        sa.update(attempts)
        .where(attempts.c.id == sa.bindparam("the_id"), attempts.c.version == sa.bindparam("the_version"))
        .values(
            version=attempts.c.version + 1,
            status=sa.bindparam("new_status"),
            seq=sa.bindparam("new_seq"),
            **{
                name: sa.func.coalesce(
                    sa.bindparam(f"new_{name}", type_=attempts.c[name].type), attempts.c[name]
                )
                for name in kept
            },
        )
    )
    rows = [
        {
            "the_id": one.id,
            "the_version": one.version,
            "new_status": one.status,
            "new_seq": one.seq,
            **{f"new_{name}": getattr(one, name) for name in kept},
        }
        for one in turns
    ]
    return connection.execute(update, rows).rowcount == len(rows)


def outstanding(connection: sa.Connection) -> dict[UUID, int]:
    """How many attempts each executor node holds."""
    query = (
        sa.select(attempts.c.executor_node, sa.func.count())
        .where(attempts.c.status.in_(OPEN), attempts.c.executor_node.is_not(None))
        .group_by(attempts.c.executor_node)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def count_unassigned(connection: sa.Connection, now: datetime) -> int:
    """How many attempts no executor node has, that one may be given now."""
    query = sa.select(sa.func.count()).where(
        attempts.c.status == Status.QUEUED,
        attempts.c.executor_node.is_(None),
        attempts.c.next_try_at <= now,
    )
    return int(connection.execute(query).scalar_one())


def hold(connection: sa.Connection, ids: Iterable[UUID], until: datetime) -> None:
    """Nobody shall try these before `until`."""
    connection.execute(sa.update(attempts).where(attempts.c.id.in_(list(ids))).values(next_try_at=until))


def prolong(connection: sa.Connection, ids: Iterable[UUID], until: datetime) -> None:
    """Look at these expired leases again only then: walking on from them failed."""
    connection.execute(sa.update(attempts).where(attempts.c.id.in_(list(ids))).values(lease_until=until))
