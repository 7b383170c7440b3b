"""What must hold whatever goes wrong: at any time, and when everything is over."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.events import EventType
from noc_scheduler.flowchart.vocabulary import ACTIVE, Outcome, Rerun, Status, WaitsFor
from noc_scheduler.service.executions.finishing import worst
from noc_scheduler.service.vocabulary import ServiceEvent
from noc_scheduler.service.walks.flowcharts import flowchart_of
from noc_scheduler.store import host_runs as host_runs_store
from noc_scheduler.store.attempts import OPEN
from noc_scheduler.store.crossings import Crossing
from noc_scheduler.store.tables import (
    attempts,
    crossings,
    events,
    executions,
    host_runs,
    outbox,
    questions,
    waits,
)
from noc_scheduler.store.waits import WHOLE
from tests.simulation import replay

if TYPE_CHECKING:
    from tests.simulation.simulation import Simulation

Rows = Sequence[sa.Row[Any]]


def at_any_time(connection: sa.Connection) -> list[str]:
    """What holds between any two transactions."""
    return [*_one_live_attempt(connection), *_something_ends_every_wait(connection)]


def at_the_end(simulation: Simulation) -> list[str]:
    """What holds when every execution is over and everything was said."""
    with simulation.looking() as connection:
        told = _told(connection)
        found = [*when_all_is_over(connection), *_notified(simulation, told)]
        found += [*_ran(simulation, _parents(connection), told), *_late(simulation, told)]
        if simulation.kind.nodes == simulation.kind.network == 0:
            lost = [row for rows in told.values() for row in rows if row.type == ServiceEvent.ATTEMPT_LOST]
            found += [f"lost though its executor node was well: {row.data}" for row in lost]
        return found


def when_all_is_over(connection: sa.Connection) -> list[str]:
    """What the database alone can tell, of any scheduler whose executions are all over."""
    told, parents = _told(connection), _parents(connection)
    found = [
        *(f"left over: {name}" for name in left_over(connection)),
        *at_any_time(connection),
        *_numbered(told),
        *_executions(connection, parents, told),
        *_attempts(connection, told),
        *_once(parents, told),
    ]
    for walk in list(connection.execute(sa.select(host_runs))):
        parent = parents[walk.execution]
        found += replay.problems_of(
            connection, walk, flowchart_of(parent.digest, parent.canonical), told[walk.id]
        )
    return found


def _told(connection: sa.Connection) -> dict[UUID, list[sa.Row[Any]]]:
    told = defaultdict(list)
    for row in connection.execute(sa.select(events).order_by(events.c.stream, events.c.seq)):
        told[row.stream].append(row)
    return told


def left_over(connection: sa.Connection) -> list[str]:
    """The tables in which something still waits to be done."""
    unfinished = {
        "executions": executions.c.status.in_(sorted(ACTIVE)),
        "host_runs": host_runs.c.status.in_(sorted(ACTIVE)),
        "attempts": attempts.c.status.in_(OPEN),
        "outbox": sa.true(),
        "waits": sa.true(),
        "questions": questions.c.closed_at.is_(None),
        "crossings": crossings.c.status != Crossing.PASSED,
    }
    tables = (executions, host_runs, attempts, outbox, waits, questions, crossings)
    some = sa.select(sa.literal(1)).limit(1)
    return [
        table.name
        for table in tables
        if connection.execute(some.select_from(table).where(unfinished[table.name])).first()
    ]


def _one_live_attempt(connection: sa.Connection) -> Iterator[str]:
    """I7: no visit has two attempts that could both be carried out."""
    place = attempts.c.host_run, attempts.c.visit
    query = sa.select(*place).where(attempts.c.status.in_(OPEN)).group_by(*place).having(sa.func.count() > 1)
    for row in connection.execute(query):
        yield f"I7: two live attempts of visit {row.visit} of {row.host_run}"


def _something_ends_every_wait(connection: sa.Connection) -> Iterator[str]:
    """Every visit that stands still has a row that will end it: an attempt, a wait, a decided crossing."""
    active = sa.select(host_runs.c.id).where(host_runs.c.status.in_((Status.RUNNING, Status.WAITING)))
    ids = list(connection.scalars(active))
    if not ids:
        return
    waiting = {(row.subject, row.visit) for row in connection.execute(sa.select(waits))}
    decided = {
        (row.host_run, row.visit)
        for row in connection.execute(sa.select(crossings).where(crossings.c.status == Crossing.READY))
    }
    live = {
        (row.host_run, row.visit): row
        for row in connection.execute(sa.select(attempts).where(attempts.c.status.in_(OPEN)))
    }
    for identity, loaded in host_runs_store.load_locked(connection, ids).items():
        if not loaded.value.open_visits and (identity, WHOLE) not in waiting:
            yield f"{identity} is {loaded.value.status} and stands nowhere"
        for visit in loaded.value.open_visits.values():
            key = identity, visit.number
            if visit.waits_for is not WaitsFor.REPORT:
                if key not in waiting and key not in decided:
                    yield f"visit {key} waits for {visit.waits_for} and nothing will end it"
            elif key not in live:
                yield f"visit {key} waits for a report and has no attempt"
            elif live[key].executor_node is None and key not in waiting:
                yield f"visit {key} waits for an executor node without a deadline"
            elif live[key].executor_node is not None and live[key].lease_until is None:
                yield f"attempt {live[key].id} belongs to an executor node for ever"


def _numbered(told: Mapping[UUID, Rows]) -> Iterator[str]:
    """I3: every stream is numbered without gaps."""
    for stream, rows in told.items():
        if [row.seq for row in rows] != list(range(1, len(rows) + 1)):
            yield f"I3: the events of {stream} are numbered {[row.seq for row in rows]}"


def _executions(
    connection: sa.Connection, parents: Mapping[UUID, sa.Row[Any]], told: Mapping[UUID, Rows]
) -> Iterator[str]:
    """Each ends as the worst of its hosts, and once, or once more after each time it was resumed."""
    for identity, row in parents.items():
        over = False
        for event in told[identity]:
            if event.type == ServiceEvent.EXECUTION_FINISHED and over:
                yield f"execution {row.number} ends a second time"
            over = event.type == ServiceEvent.EXECUTION_FINISHED or (
                over and event.type != ServiceEvent.EXECUTION_RESUMED
            )
        if not over:
            yield f"execution {row.number} never ended"
        hosts = list(
            connection.scalars(sa.select(host_runs.c.status).where(host_runs.c.execution == identity))
        )
        if hosts and row.status != worst(hosts):
            yield f"execution {row.number} is {row.status}, its hosts {hosts}"


def _notified(simulation: Simulation, told: Mapping[UUID, Rows]) -> Iterator[str]:
    """Every notify step is delivered, under one id."""
    wanted: Counter[tuple[str, str]] = Counter()
    for rows in told.values():
        for row in rows:
            if row.type == EventType.VISIT_FINISHED and row.data["kind"] == "notify":
                wanted[str(row.execution), row.data["node"]] += row.data["outcome"] == "succeeded"
    given = simulation.presentation.notifications.values()
    delivered = Counter((one["execution"], one["node"]) for one in given)
    if +wanted != delivered:
        yield f"notifications: {wanted - delivered} were never delivered, {delivered - wanted} nobody sent"


def _ran(
    simulation: Simulation, parents: Mapping[UUID, sa.Row[Any]], told: Mapping[UUID, Rows]
) -> Iterator[str]:
    """I6: no attempt runs twice, and no `once` visit but by the retries that its flowchart orders."""
    for attempt, count in Counter(ran.attempt for ran in simulation.targets.ran).items():
        if count > 1:
            yield f"I6: attempt {attempt} ran {count} times"
    once = Counter(
        (UUID(ran.host_run), ran.visit)
        for ran in simulation.targets.ran
        if _rerun(parents[UUID(ran.execution)], ran.node) == Rerun.ONCE
    )
    for (host_run, visit), count in once.items():
        rows = [row for row in told[host_run] if row.data.get("visit") == visit]
        ordered = sum(row.type == EventType.VISIT_RETRIED for row in rows)
        if count > 1 + ordered:
            yield f"I6: visit {visit} of {host_run} may run once, and ran {count} times"


def _rerun(execution: sa.Row[Any], node: str) -> str | None:
    rerun: str | None = execution.canonical["spec"]["nodes"][node].get("rerun")
    return rerun


def _parents(connection: sa.Connection) -> dict[UUID, sa.Row[Any]]:
    return {row.id: row for row in connection.execute(sa.select(executions))}


def _late(simulation: Simulation, told: Mapping[UUID, Rows]) -> Iterator[str]:
    """I8: what came late is recorded."""
    kinds = (ServiceEvent.ATTEMPT_REPORTED_LATE, ServiceEvent.ATTEMPT_ENDED_AFTER_WITHDRAWAL)
    recorded = {
        (row.cause["attempt"], row.cause["seq"])
        for rows in told.values()
        for row in rows
        if row.type in kinds
    }
    for report in simulation.late - recorded:
        yield f"I8: report {report} came late and nobody wrote it down"


def _attempts(connection: sa.Connection, told: Mapping[UUID, Rows]) -> Iterator[str]:
    """I2: no attempt begins or ends twice."""
    starts = Counter(
        row.data["attempt"]
        for rows in told.values()
        for row in rows
        if row.type == ServiceEvent.ATTEMPT_STARTED
    )
    visit_of = {row.id: row.visit for row in connection.execute(sa.select(attempts))}
    ends = Counter(
        row.cause["attempt"]
        for rows in told.values()
        for row in rows
        if row.type in (EventType.VISIT_FINISHED, EventType.VISIT_RETRIED)
        and (row.cause or {}).get("kind") in ("report", "lease")
        and row.data.get("visit") == visit_of[UUID(row.cause["attempt"])]
        # A walk that stops after this very report ends a visit that would have been tried again.
        and row.data["outcome"] != Outcome.CANCELLED
    )
    yield from (f"attempt {attempt} began {count} times" for attempt, count in starts.items() if count > 1)
    yield from (f"attempt {attempt} ended {count} times" for attempt, count in ends.items() if count > 1)


def _once(parents: Mapping[UUID, sa.Row[Any]], told: Mapping[UUID, Rows]) -> Iterator[str]:
    """I6: a `once` step is never made again after a run whose end nobody knows."""
    for rows in told.values():
        lost: set[int] = set()
        for row in rows:
            if row.type == ServiceEvent.ATTEMPT_LOST:
                lost.add(row.data["visit"])
            elif row.type != ServiceEvent.ATTEMPT_DISPATCHED or row.data["visit"] not in lost:
                continue
            elif _rerun(parents[row.execution], row.data["node"]) == Rerun.ONCE:
                yield f"I6: {row.data} was made again after it was lost"
