"""Leases of attempts: given to executor nodes, renewed while they are held, given up when they are over."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.vocabulary import Status
from noc_scheduler.store.attempts import OPEN
from noc_scheduler.store.ids import DEFAULT_ACCOUNT
from noc_scheduler.store.tables import attempts, executions, executor_nodes, host_runs

#: So many different selectors are looked at in one go.
MOST_SELECTORS = 1_000
#: The digest of the procedure's version that an attempt belongs to.
_PROCEDURE = sa.select(executions.c.digest).where(executions.c.id == attempts.c.execution).scalar_subquery()


def _claimable(
    *conditions: sa.ColumnElement[bool], limit: int, order: sa.ColumnElement[Any] = attempts.c.created_at
) -> sa.Select[Any]:
    """Attempts with what a message about them needs; they and their HostRuns are locked or passed over."""
    return (
        sa.select(
            attempts,
            host_runs.c.host,
            host_runs.c.name.label("host_name"),
        )
        .join(host_runs, host_runs.c.id == attempts.c.host_run)
        .where(*conditions)
        .order_by(order, attempts.c.id)
        .limit(limit)
        .with_for_update(of=[attempts, host_runs], skip_locked=True)
    )


def claim_unassigned(
    connection: sa.Connection, now: datetime, limit: int, selectors: Collection[str]
) -> list[sa.Row[Any]]:
    """Queued attempts with one of these selectors that no executor node has.

    The most urgent come first, and of these the oldest.
    """
    if not selectors or limit < 1:
        return []
    return list(
        connection.execute(
            _claimable(
                *_unassigned(now),
                attempts.c.selector.in_(list(selectors)),
                limit=limit,
                order=attempts.c.order_at,
            ).add_columns(_PROCEDURE.label("procedure"))
        )
    )


def wanted(connection: sa.Connection, now: datetime) -> dict[str, int]:
    """How many attempts no executor node has that one may be given now, by selector; who waits longest first."""
    query = (
        sa.select(attempts.c.selector, sa.func.count())
        .where(*_unassigned(now))
        .group_by(attempts.c.selector)
        .order_by(sa.func.min(attempts.c.created_at), attempts.c.selector)
        .limit(MOST_SELECTORS)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _unassigned(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        attempts.c.status == Status.QUEUED,
        attempts.c.executor_node.is_(None),
        attempts.c.next_try_at <= now,
    )


def claim_undelivered(
    connection: sa.Connection, now: datetime, limit: int, executor_node: UUID | None = None
) -> list[sa.Row[Any]]:
    """Leased attempts whose executor node has not said that it has them, when it is time to tell it again.

    Of one executor node: all of these, whether or not it is time. That a lease ran out while nobody listened is no
    reason to be silent: until the attempt is taken for lost, it is that executor node's.
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
                accepted_at=None,
                next_try_at=next_try_at,
                version=attempts.c.version + 1,
            )
        )


def accept(
    connection: sa.Connection, now: datetime, held: Iterable[tuple[UUID, int]], until: datetime
) -> None:
    """Their executor node said that it has these (id, lease), which it may count on until then."""
    pairs = list(held)
    if pairs:
        connection.execute(
            sa.update(attempts)
            .where(
                attempts.c.id.in_(
                    [identity for identity, _ in pairs]
                ),  # by the index; pairs are compared one by one
                sa.tuple_(attempts.c.id, attempts.c.lease).in_(pairs),
                attempts.c.executor_node.is_not(None),  # else it was given back before this answer came
                attempts.c.accepted_at.is_(None),
            )
            .values(accepted_at=now, lease_until=until)
        )


def give_back(
    connection: sa.Connection, told: Iterable[tuple[UUID, int, int]], next_try_at: datetime
) -> list[UUID]:
    """Queue again what never reached its executor node or was refused by it; the ids of those.

    `told` are (id, lease, version): what was told once more meanwhile, or was heard of, stays where it is.
    """
    triples = list(told)
    if not triples:
        return []
    return list(
        connection.scalars(
            sa.update(attempts)
            .where(
                sa.tuple_(attempts.c.id, attempts.c.lease, attempts.c.version).in_(triples),
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


def let_go(
    connection: sa.Connection, executor_node: UUID, held: Iterable[tuple[UUID, int]], now: datetime
) -> list[sa.Row[Any]]:
    """Queue again what this executor node holds under these leases and has not begun; the rows of those."""
    pairs = list(held)
    if not pairs:
        return []
    walks = sa.select(attempts.c.host_run).where(attempts.c.id.in_([identity for identity, _ in pairs]))
    connection.execute(
        sa.select(host_runs.c.id)
        .where(host_runs.c.id.in_(walks))
        .order_by(host_runs.c.id)
        .with_for_update()  # HostRuns before attempts, as everybody locks them
    )
    return list(
        connection.execute(
            sa.update(attempts)
            .where(
                sa.tuple_(attempts.c.id, attempts.c.lease).in_(pairs),
                attempts.c.executor_node == executor_node,
                attempts.c.status == Status.QUEUED,
            )
            .values(
                executor_node=None,
                lease_until=None,
                accepted_at=None,
                next_try_at=now,
                version=attempts.c.version + 1,
            )
            .returning(attempts)
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


def holders(connection: sa.Connection, now: datetime) -> list[sa.Row[Any]]:
    """All executor nodes by name, each with how many attempts it has `outstanding`, and whether `anybody_waits`: an
    attempt that no executor node has and that could be given to one now."""
    held = sa.select(sa.func.count()).where(*_held_by(executor_nodes.c.id)).scalar_subquery()
    waiting = sa.select(attempts.c.id).where(*_unassigned(now)).exists()
    query = sa.select(executor_nodes, held.label("outstanding"), waiting.label("anybody_waits"))
    query = query.order_by(executor_nodes.c.name)
    return list(connection.execute(query.where(executor_nodes.c.account_id == DEFAULT_ACCOUNT)))


def outstanding(connection: sa.Connection, executor_node: UUID) -> int:
    """How many attempts this executor node has."""
    query = sa.select(sa.func.count()).where(*_held_by(executor_node))
    return int(connection.execute(query).scalar_one())


def _held_by(executor_node: UUID | sa.ColumnElement[UUID]) -> tuple[sa.ColumnElement[bool], ...]:
    return (attempts.c.status.in_(OPEN), attempts.c.executor_node == executor_node)


def tell_again(connection: sa.Connection, ids: Iterable[UUID], until: datetime) -> None:
    """Their executor nodes are told once more, next time not before `until`; whoever told them first can no
    longer give them back."""
    wanted = list(ids)
    if wanted:
        connection.execute(
            sa.update(attempts)
            .where(attempts.c.id.in_(wanted))
            .values(next_try_at=until, version=attempts.c.version + 1)
        )


def prolong(connection: sa.Connection, ids: Iterable[UUID], until: datetime) -> None:
    """Look at these expired leases again only then: walking on from them failed."""
    connection.execute(sa.update(attempts).where(attempts.c.id.in_(list(ids))).values(lease_until=until))
