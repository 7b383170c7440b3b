"""What must hold whatever goes wrong: at any time, and when everything is over."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.events import EventType
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.flowchart.vocabulary import ACTIVE, Status, WaitsFor
from noc_scheduler.service.finishing import worst
from noc_scheduler.service.flowcharts import flowchart_of
from noc_scheduler.service.vocabulary import ServiceEvent
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
    tokens,
    visits,
    waits,
)

if TYPE_CHECKING:
    from tests.simulation.simulation import Simulation

Rows = Sequence[sa.Row[Any]]
GONE = (EventType.TOKEN_SPLIT, EventType.TOKEN_ABSORBED, EventType.TOKEN_ENDED, EventType.TOKEN_DIED)


def at_any_time(connection: sa.Connection) -> list[str]:
    """What holds between any two transactions."""
    return [*_one_live_attempt(connection), *_something_ends_every_wait(connection)]


def at_the_end(simulation: Simulation) -> list[str]:
    """What holds when every execution is over and everything was said."""
    with simulation.looking() as connection:
        told = _told(connection)
        found = [*when_all_is_over(connection), *_notified(simulation, told)]
        for attempt, count in Counter(ran.attempt for ran in simulation.targets.ran).items():
            if count > 1:
                found.append(f"I6: attempt {attempt} ran {count} times")
        if simulation.kind.nodes == simulation.kind.network == 0:
            lost = [row for rows in told.values() for row in rows if row.type == ServiceEvent.ATTEMPT_LOST]
            found += [f"lost though its executor node was well: {row.data}" for row in lost]
        return found


def when_all_is_over(connection: sa.Connection) -> list[str]:
    """What the database alone can tell, of any scheduler whose executions are all over."""
    told = _told(connection)
    parents = {row.id: row for row in connection.execute(sa.select(executions))}
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
        found += _walk(connection, walk, flowchart_of(parent.digest, parent.canonical), told[walk.id])
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
        if not loaded.value.open_visits:
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


def _walk(connection: sa.Connection, walk: sa.Row[Any], flowchart: Flowchart, told: Rows) -> Iterator[str]:
    """I2, I3, I5: every visit ends once, the log alone tells where every token is, along arrows that are drawn."""
    begun = [row.data["visit"] for row in told if row.type == EventType.VISIT_STARTED]
    ended = [row.data["visit"] for row in told if row.type == EventType.VISIT_FINISHED]
    if begun != list(range(1, len(begun) + 1)) or sorted(ended) != begun:
        yield f"I2: {walk.name} began visits {begun} and ended {sorted(ended)}"
    if walk.last_seq != len(told):
        yield f"I3: {walk.name} has {len(told)} events and counts {walk.last_seq}"
    places, problems = replayed(told, flowchart)
    yield from problems
    kept = {
        row.id: row.node for row in connection.execute(sa.select(tokens).where(tokens.c.host_run == walk.id))
    }
    if places != kept:
        yield f"I3: the log puts the tokens of {walk.name} at {places}, the table at {kept}"
    shown = connection.execute(sa.select(visits).where(visits.c.host_run == walk.id))
    outcomes = {
        row.data["visit"]: row.data["outcome"] for row in told if row.type == EventType.VISIT_FINISHED
    }
    if {row.number: row.outcome for row in shown} != outcomes:
        yield f"the visits of {walk.name} are shown otherwise than they were told"


def replayed(told: Rows, flowchart: Flowchart) -> tuple[dict[int, str], list[str]]:
    """Where the tokens are after these events, and what could not have happened."""
    places: dict[int, str] = {}
    problems: list[str] = []
    outcomes: dict[int, str] = {}
    for row in told:
        data = row.data
        token = data.get("token")
        match row.type:
            case EventType.VISIT_STARTED:
                if places.setdefault(token, data["node"]) != data["node"]:
                    problems.append(f"I3: {data} begins elsewhere than its token is")
            case EventType.VISIT_FINISHED:
                outcomes[data["visit"]] = data["outcome"]
            case EventType.ARROW_TAKEN:
                source = flowchart.nodes[data["from"]]
                ended = data["outcome"] if source.kind == "fork" else outcomes.get(data["visit"])
                taken = places.get(token), source.target(data["outcome"]), ended
                if taken != (data["from"], data["to"], data["outcome"]):
                    problems.append(f"I5: {data} takes an arrow that leads elsewhere")
                places[token] = data["to"]
            case EventType.BRANCH_STARTED:
                if token in places:
                    problems.append(f"I3: {data} begins with a token that is there")
                places[token] = data["node"]
            case EventType.HOST_RUN_FINISHED:
                places.clear()
            case _ if row.type in GONE:
                if places.pop(token, None) is None:
                    problems.append(f"I3: {row.type} {data} of a token that is not there")
    return places, problems


def _executions(
    connection: sa.Connection, parents: Mapping[UUID, sa.Row[Any]], told: Mapping[UUID, Rows]
) -> Iterator[str]:
    """Each ends once, as the worst of its hosts."""
    for identity, row in parents.items():
        ends = [event for event in told[identity] if event.type == ServiceEvent.EXECUTION_FINISHED]
        if len(ends) != 1:
            yield f"execution {row.number} ended {len(ends)} times"
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
            elif row.type == ServiceEvent.ATTEMPT_DISPATCHED and row.data["visit"] in lost:
                node = parents[row.execution].canonical["spec"]["nodes"][row.data["node"]]
                if node.get("rerun") == "once":
                    yield f"I6: {row.data} was made again after it was lost"
