"""What an audit reads: HostRuns with all their rows, in pages that a live system can spare."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.vocabulary import FINISHED
from noc_scheduler.store.ids import DEFAULT_ACCOUNT
from noc_scheduler.store.schedules import FireStatus
from noc_scheduler.store.tables import (
    archives,
    arrows,
    attempts,
    crossing_points,
    crossings,
    events,
    executions,
    fires,
    host_runs,
    outbox,
    questions,
    steps,
    tokens,
    visits,
    waits,
)
from noc_scheduler.store.waits import WaitAct

#: Events are fetched so many at a time.
AT_ONCE = 2_000
#: An attempt without what travels to the executor node.
TRIED = [column for column in attempts.c if column.name != "document"]
#: A visit without what its step printed.
VISITED = [visits.c[name] for name in ("host_run", "number", "node", "kind", "status", "outcome", "attempts")]
#: A step's value is long; its outcome is what a replay knows of it.
STEP = [steps.c.host_run, steps.c.node, steps.c.value["outcome"].as_string().label("outcome")]


@dataclass(slots=True)
class Rows:
    """One HostRun's own row and everything in other tables that is about it."""

    host_run: sa.Row[Any]
    tokens: list[sa.Row[Any]] = field(default_factory=list)
    visits: list[sa.Row[Any]] = field(default_factory=list)
    steps: list[sa.Row[Any]] = field(default_factory=list)
    arrows: list[sa.Row[Any]] = field(default_factory=list)
    attempts: list[sa.Row[Any]] = field(default_factory=list)
    waits: list[sa.Row[Any]] = field(default_factory=list)
    questions: list[sa.Row[Any]] = field(default_factory=list)
    crossings: list[sa.Row[Any]] = field(default_factory=list)
    #: Executions that walk a sub-procedure for one of its visits.
    called: list[sa.Row[Any]] = field(default_factory=list)


def execution_numbers(connection: sa.Connection, after: int, limit: int) -> list[tuple[int, UUID]]:
    """Executions in the order of their numbers, those behind `after`; not those that are being put away."""
    query = (
        sa.select(executions.c.number, executions.c.id)
        .where(
            executions.c.account_id == DEFAULT_ACCOUNT,
            executions.c.number > after,
            executions.c.sealed_at.is_(None),
        )
        .order_by(executions.c.number)
        .limit(limit)
    )
    return [(row.number, row.id) for row in connection.execute(query)]


def called_by(connection: sa.Connection, execution: UUID) -> list[UUID]:
    """The executions that were called by hosts of this one."""
    query = (
        sa.select(executions.c.id)
        .join(host_runs, host_runs.c.id == executions.c.caller)
        .where(host_runs.c.execution == execution)
        .order_by(executions.c.number)
    )
    return list(connection.scalars(query))


def next_host_runs(
    connection: sa.Connection, execution: UUID, after: int, most: int, most_events: int
) -> list[sa.Row[*tuple[Any, ...]]]:
    """The next HostRuns (id, ordinal), as many as have so many events together; at least one, if any is left."""
    query = (
        sa.select(host_runs.c.id, host_runs.c.ordinal, host_runs.c.last_seq)
        .where(host_runs.c.execution == execution, host_runs.c.ordinal > after)
        .order_by(host_runs.c.ordinal)
        .limit(most)
    )
    chosen: list[sa.Row[*tuple[Any, ...]]] = []
    size = 0
    for row in connection.execute(query):
        size += row.last_seq
        if chosen and size > most_events:
            break
        chosen.append(row)
    return chosen


def rows_of(connection: sa.Connection, ids: Sequence[UUID]) -> dict[UUID, Rows]:
    """HostRuns by id, in their order, with the rows that are about them."""
    walks = sa.select(host_runs).where(host_runs.c.id.in_(ids)).order_by(host_runs.c.ordinal)
    found = {row.id: Rows(row) for row in connection.execute(walks)}
    parts: dict[str, tuple[Sequence[Any], sa.Column[Any], Sequence[sa.Column[Any]]]] = {
        "tokens": ([tokens], tokens.c.host_run, [tokens.c.position]),
        "visits": (VISITED, visits.c.host_run, [visits.c.number]),
        "steps": (STEP, steps.c.host_run, [steps.c.node]),
        "arrows": ([arrows], arrows.c.host_run, [arrows.c.seq]),
        "attempts": (TRIED, attempts.c.host_run, [attempts.c.visit, attempts.c.number]),
        "waits": ([waits], waits.c.subject, [waits.c.visit]),
        "questions": ([questions], questions.c.host_run, [questions.c.visit]),
        "crossings": ([crossings], crossings.c.host_run, [crossings.c.visit]),
    }
    for name, (columns, owner, order) in parts.items():
        # Some keys begin with the account, and are of no use to a query without it.
        ours = owner.table.c.account_id == DEFAULT_ACCOUNT
        query = sa.select(*columns).where(ours, owner.in_(ids)).order_by(owner, *order)
        for row in connection.execute(query):
            getattr(found[row._mapping[owner]], name).append(row)
    columns = [executions.c[name] for name in ("id", "number", "status", "cancel", "caller", "caller_visit")]
    called = sa.select(*columns).where(executions.c.caller.in_(ids))
    for row in connection.execute(called.order_by(executions.c.number)):
        found[row.caller].called.append(row)
    return found


def events_of(connection: sa.Connection, streams: Sequence[UUID]) -> Iterator[sa.Row[*tuple[Any, ...]]]:
    """The events of these streams, stream by stream in the order of their numbers, never all in memory."""
    query = (
        sa.select(events.c.stream, events.c.seq, events.c.type, events.c.actor, events.c.cause, events.c.data)
        .where(events.c.stream.in_(streams))
        .order_by(events.c.stream, events.c.seq)
        .execution_options(yield_per=AT_ONCE)
    )
    yield from connection.execute(query)


def host_figures(connection: sa.Connection, execution: UUID) -> list[sa.Row[Any]]:
    """How many hosts have which status, and the lowest ordinal of each."""
    query = (
        sa.select(
            host_runs.c.status,
            sa.func.count().label("hosts"),
            sa.func.min(host_runs.c.ordinal).label("first"),
        )
        .where(host_runs.c.execution == execution)
        .group_by(host_runs.c.status)
    )
    return list(connection.execute(query))


def strays(connection: sa.Connection, execution: UUID) -> dict[str, int]:
    """Rows of an execution that belong to no HostRun of it, by table."""
    known = sa.select(host_runs.c.id).where(host_runs.c.execution == execution)
    owners = {
        "visits": (visits, visits.c.host_run),
        "waits": (waits, waits.c.subject),
        "questions": (questions, questions.c.host_run),
        "crossings": (crossings, crossings.c.host_run),
    }
    counts: defaultdict[str, int] = defaultdict(int)
    for name, (table, owner) in owners.items():
        query = sa.select(sa.func.count()).where(
            table.c.execution == execution, owner != execution, owner.not_in(known)
        )
        counts[name] = int(connection.execute(query).scalar_one())
    return {name: count for name, count in counts.items() if count}


def letters_after(connection: sa.Connection, after: UUID | None, limit: int) -> list[sa.Row[Any]]:
    """Letters that have not gone out, by id, those behind `after`."""
    query = sa.select(outbox).order_by(outbox.c.id).limit(limit)
    return list(connection.execute(query if after is None else query.where(outbox.c.id > after)))


def attempts_without_host_run(connection: sa.Connection, limit: int) -> list[sa.Row[Any]]:
    """Attempts for a HostRun that is not there; looks at every attempt there is."""
    query = (
        sa.select(attempts.c.id, attempts.c.execution)
        .outerjoin(host_runs, host_runs.c.id == attempts.c.host_run)
        .where(host_runs.c.id.is_(None))
        .order_by(attempts.c.id)
        .limit(limit)
    )
    return list(connection.execute(query))


def fires_without_execution(connection: sa.Connection, limit: int) -> list[sa.Row[Any]]:
    """Instants of schedules that were fired, and have no execution to show for it."""
    query = (
        sa.select(fires.c.schedule, fires.c.instant)
        .outerjoin(executions, executions.c.id == fires.c.execution)
        .outerjoin(archives, archives.c.execution == fires.c.execution)
        .where(fires.c.status == FireStatus.FIRED, executions.c.id.is_(None), archives.c.execution.is_(None))
        .order_by(fires.c.instant)
        .limit(limit)
    )
    return list(connection.execute(query))


def elected_and_over(connection: sa.Connection, execution: UUID) -> frozenset[UUID]:
    """HostRuns that were to run a shared step of this execution, and are over."""
    query = (
        sa.select(host_runs.c.id)
        .join(crossing_points, crossing_points.c.elected == host_runs.c.id)
        .where(crossing_points.c.execution == execution, host_runs.c.status.in_(sorted(FINISHED)))
    )
    return frozenset(connection.scalars(query))


def attempts_by_id(connection: sa.Connection, ids: Sequence[UUID]) -> list[sa.Row[Any]]:
    """Attempts with the names of their hosts."""
    query = (
        sa.select(*TRIED, host_runs.c.name.label("host"))
        .join(host_runs, host_runs.c.id == attempts.c.host_run)
        .where(attempts.c.id.in_(ids))
    )
    return list(connection.execute(query))


def is_resuming(connection: sa.Connection, execution: UUID) -> bool:
    """Whether any host of it that is over is to be resumed."""
    resumed = sa.select(waits.c.subject).where(waits.c.execution == execution, waits.c.act == WaitAct.RESUME)
    return bool(connection.execute(sa.select(resumed.exists())).scalar_one())
