"""Locks on hosts: which walk has a host to itself, who stands in line for it, and how it is given on.

Whoever touches a lock has locked the HostRun it does so for, and locks no execution before it (HostRuns, locks on
hosts, executions); locks of several hosts are taken in the order of their names.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.vocabulary import ACTIVE, Status
from noc_scheduler.store.ids import DEFAULT_ACCOUNT
from noc_scheduler.store.pace import Pace
from noc_scheduler.store.tables import executions, host_locks, host_runs, waits
from noc_scheduler.store.upsert import insert_into
from noc_scheduler.store.waits import WHOLE


def may_begin() -> tuple[sa.ColumnElement[bool], ...]:
    """What holds of HostRuns that have not begun and have been let go; they are joined with their executions."""
    return (
        host_runs.c.status == Status.QUEUED,
        host_runs.c.pace.is_(None),
        executions.c.cancel.is_(None),
        sa.or_(executions.c.pace.is_(None), executions.c.pace == Pace.CONTINUING),
        sa.or_(executions.c.admitted.is_(None), host_runs.c.ordinal <= executions.c.admitted),
    )


def not_locked_out() -> sa.ColumnElement[bool]:
    """No other walk has the host of this HostRun, or its execution doesn't care."""
    elsewhere = sa.select(host_locks.c.host).where(*_of_another())
    return sa.or_(sa.not_(executions.c.locks_hosts), ~elsewhere.exists())


def take(
    connection: sa.Connection, wanted: Mapping[UUID, tuple[str, UUID]], now: datetime
) -> frozenset[UUID]:
    """Give HostRuns the locks on their hosts, by id (host, execution); those that have theirs now.

    A free lock goes to who stands first in line for it, and to nobody else, whoever comes by first.
    """
    if not wanted:
        return frozenset()
    first = _first_in_line(connection, {host for host, _ in wanted.values()})
    take_free(connection, {one: each for one, each in wanted.items() if first.get(each[0]) == one}, now)
    held = sa.select(host_locks.c.holder).where(host_locks.c.holder.in_(list(wanted)))
    return frozenset(connection.scalars(held))


def take_free(connection: sa.Connection, wanted: Mapping[UUID, tuple[str, UUID]], now: datetime) -> None:
    """Give HostRuns what is free, by id (host, execution), without a look at who stands in line."""
    rows = [
        {"account_id": DEFAULT_ACCOUNT, "host": host, "holder": one, "execution": execution, "since": now}
        for one, (host, execution) in sorted(wanted.items(), key=lambda each: each[1][0])
    ]
    if rows:
        connection.execute(insert_into(connection, host_locks).values(rows).on_conflict_do_nothing())


def _first_in_line(connection: sa.Connection, hosts: Iterable[str]) -> dict[str, UUID]:
    order = (host_runs.c.order_at, host_runs.c.id)
    place = sa.func.row_number().over(partition_by=host_runs.c.name, order_by=order)
    line = (
        sa.select(host_runs.c.name, host_runs.c.id, place.label("place"))
        .join(executions, executions.c.id == host_runs.c.execution)
        .where(host_runs.c.name.in_(sorted(hosts)), executions.c.locks_hosts, *may_begin())
        .subquery()
    )
    query = sa.select(line.c.name, line.c.id).where(line.c.place == 1)
    return {row.name: row.id for row in connection.execute(query)}


def release(connection: sa.Connection, holders: Iterable[UUID]) -> None:
    """Give back what these HostRuns have locked; harmless where another one has taken it over."""
    connection.execute(sa.delete(host_locks).where(host_locks.c.holder.in_(list(holders))))


def free_forgotten(connection: sa.Connection) -> int:
    """Free locks whose holder is over, or gone; how many."""
    alive = sa.select(host_runs.c.id).where(
        host_runs.c.id == host_locks.c.holder, host_runs.c.status.in_(sorted(ACTIVE))
    )
    return connection.execute(sa.delete(host_locks).where(~alive.exists())).rowcount


def find(connection: sa.Connection, host: str, lock: bool = False) -> sa.Row[Any] | None:
    """The lock on a host, with the number of the execution that has it."""
    query = (
        sa.select(host_locks, executions.c.number)
        .join(executions, executions.c.id == host_locks.c.execution)
        .where(host_locks.c.account_id == DEFAULT_ACCOUNT, host_locks.c.host == host)
    )
    return connection.execute(query.with_for_update(of=host_locks) if lock else query).one_or_none()


def give(connection: sa.Connection, host: str, holder: UUID, execution: UUID, now: datetime) -> None:
    """Let another HostRun have the lock on a host, which the caller has locked."""
    connection.execute(
        sa.update(host_locks)
        .where(host_locks.c.account_id == DEFAULT_ACCOUNT, host_locks.c.host == host)
        .values(holder=holder, execution=execution, since=now)
    )


def claim_locked_out(connection: sa.Connection, limit: int) -> list[sa.Row[Any]]:
    """HostRuns that could begin but for a lock, and don't say so yet, or name who had it before; locked."""
    owner = executions.alias("owner")
    query = (
        sa.select(
            host_runs.c.id,
            host_runs.c.name,
            host_runs.c.execution,
            host_locks.c.since,
            owner.c.number,
            waits.c.deadline,
        )
        .join(executions, executions.c.id == host_runs.c.execution)
        .join(host_locks, sa.and_(*_of_another()))
        .join(owner, owner.c.id == host_locks.c.execution)
        .outerjoin(waits, sa.and_(waits.c.subject == host_runs.c.id, waits.c.visit == WHOLE))
        .where(
            executions.c.locks_hosts,
            *may_begin(),
            sa.or_(waits.c.subject.is_(None), waits.c.since < host_locks.c.since),
        )
        .order_by(host_runs.c.order_at, host_runs.c.id)
        .limit(limit)
        .with_for_update(of=host_runs, skip_locked=True)
    )
    return list(connection.execute(query))


def page(connection: sa.Connection, after: str, limit: int) -> list[sa.Row[Any]]:
    """Locks by host, those behind `after`, with the execution that has each and how many stand in line."""
    line = (
        sa.select(sa.func.count())
        .select_from(host_runs.join(waits, waits.c.subject == host_runs.c.id))
        .where(
            host_runs.c.name == host_locks.c.host,
            host_runs.c.status == Status.QUEUED,
            waits.c.visit == WHOLE,
        )
        .scalar_subquery()
    )
    query = (
        sa.select(host_locks, executions.c.number, executions.c.procedure, line.label("waiting"))
        .join(executions, executions.c.id == host_locks.c.execution)
        .where(host_locks.c.account_id == DEFAULT_ACCOUNT, host_locks.c.host > after)
        .order_by(host_locks.c.host)
        .limit(limit)
    )
    return list(connection.execute(query))


def _of_another() -> tuple[sa.ColumnElement[bool], ...]:
    return (
        host_locks.c.account_id == host_runs.c.account_id,
        host_locks.c.host == host_runs.c.name,
        host_locks.c.holder != host_runs.c.id,
    )
