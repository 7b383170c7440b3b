"""What people look at: pages of hosts and visits, the matrix, the figures an execution is summed up by."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.vocabulary import FINISHED, Status
from noc_scheduler.store.tables import (
    arrows,
    attempts,
    events,
    executor_nodes,
    host_runs,
    tokens,
    visits,
    waits,
)


def endings(connection: sa.Connection, executions: Iterable[UUID], most: int) -> list[sa.Row[Any]]:
    """Hosts that did not end well: (execution, word, node, name, hosts), at most `most` of each group."""
    group = (host_runs.c.execution, host_runs.c.outcome_word, host_runs.c.outcome_node)
    ranked = (
        sa.select(
            *group,
            host_runs.c.name,
            host_runs.c.ordinal,
            sa.func.count().over(partition_by=group).label("hosts"),
            sa.func.row_number().over(partition_by=group, order_by=host_runs.c.ordinal).label("place"),
        )
        .where(
            host_runs.c.execution.in_(list(executions)),
            host_runs.c.status.in_(sorted(FINISHED - {Status.SUCCEEDED})),
        )
        .subquery()
    )
    query = sa.select(ranked).where(ranked.c.place <= most)
    return list(
        connection.execute(
            query.order_by(ranked.c.execution, ranked.c.hosts.desc(), ranked.c.outcome_word, ranked.c.ordinal)
        )
    )


def changed(connection: sa.Connection, executions: Iterable[UUID]) -> dict[UUID, int]:
    """How many hosts of each execution were changed."""
    query = (
        sa.select(host_runs.c.execution, sa.func.count())
        .where(host_runs.c.execution.in_(list(executions)), host_runs.c.changed)
        .group_by(host_runs.c.execution)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def reasons(connection: sa.Connection, executions: Iterable[UUID]) -> list[sa.Row[Any]]:
    """What executions and their hosts wait for: (execution, reason, hosts), the most frequent first."""
    query = (
        sa.select(waits.c.execution, waits.c.reason, sa.func.count().label("hosts"))
        .where(waits.c.execution.in_(list(executions)))
        .group_by(waits.c.execution, waits.c.reason)
        .order_by(sa.func.count().desc(), waits.c.reason)
    )
    return list(connection.execute(query))


def hosts(connection: sa.Connection, execution: UUID, after: int, limit: int) -> list[sa.Row[Any]]:
    """HostRuns of an execution in their order, those behind number `after`."""
    query = (
        sa.select(host_runs)
        .where(host_runs.c.execution == execution, host_runs.c.ordinal > after)
        .order_by(host_runs.c.ordinal)
        .limit(limit)
    )
    return list(connection.execute(query))


def rows_of_matrix(connection: sa.Connection, execution: UUID) -> list[sa.Row[Any]]:
    """How every HostRun of an execution stands, in their order: (id, name, status, word), without its state."""
    query = (
        sa.select(host_runs.c.id, host_runs.c.name, host_runs.c.status, host_runs.c.outcome_word)
        .where(host_runs.c.execution == execution)
        .order_by(host_runs.c.ordinal)
    )
    return list(connection.execute(query))


def host(connection: sa.Connection, execution: UUID, name: str) -> sa.Row[Any] | None:
    """The HostRun of one host."""
    query = sa.select(host_runs).where(host_runs.c.execution == execution, host_runs.c.name == name)
    return connection.execute(query).one_or_none()


def places(connection: sa.Connection, ids: Sequence[UUID]) -> dict[UUID, str]:
    """The node in which each HostRun stands; the first, where it stands in several."""
    query = (
        sa.select(tokens.c.host_run, tokens.c.node)
        .where(tokens.c.host_run.in_(ids))
        .order_by(tokens.c.position.desc())
    )
    return {row.host_run: row.node for row in connection.execute(query)}


def waiting(connection: sa.Connection, subjects: Sequence[UUID]) -> list[sa.Row[Any]]:
    """All waits of these HostRuns or executions, the oldest first."""
    return list(
        connection.execute(sa.select(waits).where(waits.c.subject.in_(subjects)).order_by(waits.c.since))
    )


def told_by_somebody(
    connection: sa.Connection, host_run: UUID, types: Collection[str], most: int
) -> list[sa.Row[Any]]:
    """The events of a walk, of these types, that somebody's act led to; the oldest first."""
    query = (
        sa.select(events)
        .where(events.c.stream == host_run, events.c.type.in_(types), events.c.actor.is_not(None))
        .order_by(events.c.seq)
        .limit(most)
    )
    return list(connection.execute(query))


def visits_page(
    connection: sa.Connection,
    execution: UUID,
    host_name: str | None,
    node: str | None,
    after: tuple[int, int],
    limit: int,
    ids: Collection[UUID] | None = None,
) -> list[sa.Row[Any]]:
    """Visits with their host's name and ordinal, by host and number, those behind (ordinal, number).

    `ids`: of these alone.
    """
    query = (
        sa.select(
            visits,
            host_runs.c.name.label("host"),
            host_runs.c.ordinal,
        )
        .join(host_runs, host_runs.c.id == visits.c.host_run)
        .where(
            visits.c.execution == execution,
            sa.tuple_(host_runs.c.ordinal, visits.c.number) > sa.tuple_(*after),
        )
        .order_by(host_runs.c.ordinal, visits.c.number)
        .limit(limit)
    )
    if host_name is not None:
        query = query.where(host_runs.c.name == host_name)
    if node is not None:
        query = query.where(visits.c.node == node)
    if ids is not None:
        query = query.where(visits.c.id.in_(ids))
    return list(connection.execute(query))


def lines_written(
    connection: sa.Connection, execution: UUID, host_name: str | None, node: str | None
) -> list[sa.Row[Any]]:
    """Every visit that wrote something, as (id, host, node, number, lines), in the order in which they ended.

    Standard output comes before its complaints, each line feed ends a line, and one at the end begins none.
    """
    last = sa.case((visits.c.stderr != "", visits.c.stderr), else_=visits.c.stdout)
    lines = (
        _line_feeds(visits.c.stdout)
        + _line_feeds(visits.c.stderr)
        + sa.case((sa.and_(visits.c.stdout != "", visits.c.stderr != ""), 1), else_=0)
        + sa.case((sa.func.substr(last, sa.func.length(last), 1) == "\n", 0), else_=1)
    )
    query = (
        sa.select(visits.c.id, host_runs.c.name, visits.c.node, visits.c.number, lines.label("lines"))
        .join(host_runs, host_runs.c.id == visits.c.host_run)
        .where(visits.c.execution == execution, sa.or_(visits.c.stdout != "", visits.c.stderr != ""))
        .order_by(visits.c.finished_at.is_(None), visits.c.finished_at, host_runs.c.name, visits.c.number)
    )
    if host_name is not None:
        query = query.where(host_runs.c.name == host_name)
    if node is not None:
        query = query.where(visits.c.node == node)
    return list(connection.execute(query))


def _line_feeds(text: sa.Column[str]) -> sa.ColumnElement[int]:
    return sa.func.length(text) - sa.func.length(sa.func.replace(text, "\n", ""))


def tries(connection: sa.Connection, host_run: UUID) -> list[sa.Row[Any]]:
    """All attempts of a walk with the name of their executor node, by visit and number; without their documents."""
    query = (
        sa.select(
            attempts.c.visit,
            attempts.c.number,
            attempts.c.status,
            attempts.c.outcome,
            attempts.c.created_at,
            attempts.c.started_at,
            attempts.c.finished_at,
            executor_nodes.c.name.label("executor_node"),
        )
        .outerjoin(executor_nodes, executor_nodes.c.id == attempts.c.executor_node)
        .where(attempts.c.host_run == host_run)
        .order_by(attempts.c.visit, attempts.c.number)
    )
    return list(connection.execute(query))


def cells(connection: sa.Connection, execution: UUID) -> list[sa.Row[Any]]:
    """For every host and node visited: the latest visit's outcome, and how many there were."""
    group = (visits.c.host_run, visits.c.node)
    ranked = (
        sa.select(
            *group,
            visits.c.outcome,
            visits.c.status,
            visits.c.changed,
            sa.func.count().over(partition_by=group).label("visits"),
            sa.func.row_number().over(partition_by=group, order_by=visits.c.number.desc()).label("place"),
        )
        .where(visits.c.execution == execution)
        .subquery()
    )
    return list(connection.execute(sa.select(ranked).where(ranked.c.place == 1)))


def arrow_counts(connection: sa.Connection, execution: UUID) -> list[sa.Row[Any]]:
    """How often each arrow was taken."""
    arrow = (arrows.c.source, arrows.c.outcome, arrows.c.target)
    query = (
        sa.select(*arrow, sa.func.count().label("times"))
        .where(arrows.c.execution == execution)
        .group_by(*arrow)
        .order_by(*arrow)
    )
    return list(connection.execute(query))
