"""Pace: the HostRuns that people let stand still, go on, stop or be resumed, claimed for it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.vocabulary import ACTIVE, FINISHED, Status
from noc_scheduler.store.tables import attempts, executions, host_runs, waits
from noc_scheduler.store.waits import WaitAct

UNDER_WAY = sorted(ACTIVE - {Status.QUEUED})
RESUMABLE = sorted(FINISHED - {Status.SUCCEEDED})


class Pace(StrEnum):
    """What an execution's hosts shall do; of a HostRun, what it does."""

    PAUSED = "paused"
    CONTINUING = "continuing"  # an execution that was paused, until the last of its hosts goes on
    STOPPING = "stopping"  # cancelled as soon as no executor node works for it


def claim_to_pause(connection: sa.Connection, limit: int) -> list[UUID]:
    """HostRuns on their way in executions that are to stand still."""
    return _claim(
        connection, limit, executions.c.pace == Pace.PAUSED, host_runs.c.pace.is_(None), _status(UNDER_WAY)
    )


def claim_to_continue(connection: sa.Connection, limit: int) -> list[UUID]:
    """HostRuns that stand still in executions that are to go on."""
    return _claim(connection, limit, executions.c.pace == Pace.CONTINUING, host_runs.c.pace == Pace.PAUSED)


def executions_to_resume(connection: sa.Connection) -> list[sa.Row[Any]]:
    """Executions of which hosts that are over shall go on: what their policies are asked with."""
    wished = sa.select(host_runs.c.execution).where(host_runs.c.resume.is_not(None), _status(RESUMABLE))
    columns = (executions.c.id, executions.c.policy, executions.c.admitted)
    query = sa.select(*columns).where(executions.c.id.in_(wished), executions.c.status.in_(sorted(ACTIVE)))
    return list(connection.execute(query.order_by(executions.c.id)))


def claim_to_resume(connection: sa.Connection, execution: UUID, limit: int) -> list[UUID]:
    """HostRuns of the execution that are over and shall go on; not yet where a sub-procedure still ends."""
    wished = (host_runs.c.execution == execution, host_runs.c.resume.is_not(None), _status(RESUMABLE))
    called = executions.alias()
    ending = sa.select(called.c.id).where(
        called.c.caller == host_runs.c.id, called.c.status.in_(sorted(ACTIVE))
    )
    return _claim(connection, limit, *wished, ~ending.exists())


def _status(statuses: Sequence[str]) -> sa.ColumnElement[bool]:
    return host_runs.c.status.in_(statuses)


def _claim(connection: sa.Connection, limit: int, *conditions: sa.ColumnElement[bool]) -> list[UUID]:
    query = (
        sa.select(host_runs.c.id)
        .join(executions, executions.c.id == host_runs.c.execution)
        .where(executions.c.status.in_(sorted(ACTIVE)), *conditions)
        .order_by(host_runs.c.id)
        .limit(limit)
        .with_for_update(of=host_runs, skip_locked=True)
    )
    return list(connection.scalars(query))


def all_go_on(connection: sa.Connection) -> None:
    """Executions of which nobody stands still any more are not continuing any more."""
    still = sa.select(host_runs.c.id).where(
        host_runs.c.execution == executions.c.id, host_runs.c.pace == Pace.PAUSED, _status(sorted(ACTIVE))
    )
    connection.execute(
        sa.update(executions)
        .where(executions.c.pace == Pace.CONTINUING, ~still.exists())
        .values(pace=None, version=executions.c.version + 1)
    )


def anybody_stands(connection: sa.Connection, execution: UUID) -> bool:
    """Whether a host of the execution is paused."""
    paused = sa.select(host_runs.c.id).where(
        host_runs.c.execution == execution, host_runs.c.pace == Pace.PAUSED
    )
    return bool(connection.execute(sa.select(paused.exists())).scalar_one())


def named(connection: sa.Connection, execution: UUID, names: Iterable[str]) -> dict[str, UUID]:
    """The HostRuns of these hosts, by name; those that the execution doesn't have are left out."""
    query = sa.select(host_runs.c.name, host_runs.c.id).where(
        host_runs.c.execution == execution, host_runs.c.name.in_(list(names))
    )
    return {row.name: row.id for row in connection.execute(query)}


def wish_to_resume(
    connection: sa.Connection, execution: UUID, names: Sequence[str], wish: Mapping[str, Any]
) -> list[UUID]:
    """Note that HostRuns which are over and have not succeeded shall go on: these, or without names all."""
    conditions = [host_runs.c.execution == execution, _status(RESUMABLE)]
    if names:
        conditions.append(host_runs.c.name.in_(names))
    query = sa.select(host_runs.c.id).where(*conditions).order_by(host_runs.c.id).with_for_update()
    ids = list(connection.scalars(query))
    if ids:
        connection.execute(sa.update(host_runs).where(*conditions).values(resume=dict(wish)))
    return ids


def wishes(connection: sa.Connection, ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """What somebody wishes of HostRuns that are over; of the others nobody wishes anything."""
    query = sa.select(host_runs.c.id, host_runs.c.resume).where(
        host_runs.c.id.in_(list(ids)), host_runs.c.resume.is_not(None)
    )
    return {row.id: row.resume for row in connection.execute(query)}


def resumable(connection: sa.Connection, execution: UUID) -> list[sa.Row[Any]]:
    """HostRuns that are over without having succeeded, in their order."""
    query = (
        sa.select(host_runs.c.name, host_runs.c.status, host_runs.c.outcome_word, host_runs.c.state)
        .where(host_runs.c.execution == execution, _status(RESUMABLE))
        .order_by(host_runs.c.ordinal)
    )
    return list(connection.execute(query))


def forget_all_wishes(connection: sa.Connection, execution: UUID) -> None:
    """Nobody of this execution is resumed any more: it has ended."""
    connection.execute(
        sa.update(host_runs)
        .where(host_runs.c.execution == execution, host_runs.c.resume.is_not(None))
        .values(resume=None)
    )
    connection.execute(sa.delete(waits).where(waits.c.execution == execution, waits.c.act == WaitAct.RESUME))


def forget_wishes(connection: sa.Connection, ids: Iterable[UUID]) -> None:
    """These have been resumed, or can't be."""
    wanted = list(ids)
    if wanted:
        connection.execute(sa.update(host_runs).where(host_runs.c.id.in_(wanted)).values(resume=None))


def withdrawals(connection: sa.Connection, execution: UUID) -> list[sa.Row[Any]]:
    """Withdrawn attempts that executor nodes had: host, node, executor node's id, when, whether confirmed."""
    query = (
        sa.select(
            host_runs.c.name.label("host"),
            attempts.c.node,
            attempts.c.executor_node,
            attempts.c.finished_at,
            attempts.c.confirmed_at,
        )
        .join(host_runs, host_runs.c.id == attempts.c.host_run)
        .where(
            attempts.c.execution == execution,
            attempts.c.status == Status.CANCELLED,
            attempts.c.executor_node.is_not(None),
        )
        .order_by(host_runs.c.ordinal, attempts.c.created_at)
    )
    return list(connection.execute(query))


def confirm(connection: sa.Connection, ids: Iterable[UUID], now: datetime) -> None:
    """Executor nodes have said that nothing of these attempts runs any more."""
    wanted = list(ids)
    if wanted:
        connection.execute(
            sa.update(attempts)
            .where(attempts.c.id.in_(wanted), attempts.c.confirmed_at.is_(None))
            .values(confirmed_at=now)
        )
