"""Verifying a scheduler's own books: events are replayed and compared with the tables, execution by execution.

Each look is one snapshot, so that a system at work can be verified; nothing is written and nothing is locked.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.audit.finding import Finding, Invariant
from noc_scheduler.flowchart.audit.ledger import Ledger
from noc_scheduler.flowchart.audit.replay import replay
from noc_scheduler.flowchart.audit.told import Told
from noc_scheduler.flowchart.document.canonical import digest
from noc_scheduler.flowchart.errors import UnsoundFlowchart
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.service.executions.finding import the_execution
from noc_scheduler.service.upkeep.verifying import streams
from noc_scheduler.service.upkeep.verifying.entries import ENTRIES
from noc_scheduler.service.upkeep.verifying.executions import Whole, check_execution
from noc_scheduler.service.upkeep.verifying.letters import about, check_letters
from noc_scheduler.service.upkeep.verifying.movers import Moment, check_movers
from noc_scheduler.service.upkeep.verifying.places import compare_places
from noc_scheduler.service.upkeep.verifying.tries import compare_attempts
from noc_scheduler.service.walks.flowcharts import flowchart_of
from noc_scheduler.store import attempts, auditing, crossings, executions, waits
from noc_scheduler.store.auditing import Rows
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.database import Database
from noc_scheduler.store.outbox import Letter

#: So many executions, HostRuns, events and letters are in memory at a time (one HostRun in any case).
PAGE = 100
MOST_EVENTS = 20_000
#: How late an act may be before it counts as one that nobody does; a busy scheduler is seconds late.
PATIENCE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look has found, and how much it has seen.

    `attempts` are those of journals, `pending` letters that are still to be sent.
    """

    executions: int = 0
    host_runs: int = 0
    events: int = 0
    attempts: int = 0
    pending: int = 0
    findings: tuple[Finding, ...] = ()


def verify(database: Database, reference: str | None, patience: timedelta = PATIENCE) -> Iterator[Looked]:
    """Look at one execution and those it has called, or at everything; raises NotFound before the first look."""
    if reference is None:
        return _everything(database, patience)
    return _these(database, family(database, reference), patience)


def family(database: Database, reference: str) -> list[UUID]:
    """An execution and all that were called by it or by those, in turn; raises NotFound."""
    with database.reading() as connection:
        found = {the_execution(connection, reference).id: None}
        todo = deque(found)
        while todo:
            called = auditing.called_by(connection, todo.popleft())
            todo.extend(one for one in called if one not in found)
            found |= dict.fromkeys(called)
    return list(found)


def _these(database: Database, ours: list[UUID], patience: timedelta) -> Iterator[Looked]:
    for identity in ours:
        yield from _execution(database, identity, patience)
    yield from _letters(database, patience, set(ours))


def _everything(database: Database, patience: timedelta) -> Iterator[Looked]:
    after, page = 0, PAGE
    while page == PAGE:
        with database.reading() as connection:
            numbers = auditing.execution_numbers(connection, after, PAGE)
        for number, identity in numbers:
            after = number
            yield from _execution(database, identity, patience)
        page = len(numbers)
    yield from _letters(database, patience, None)
    with database.snapshot() as connection:
        fires = auditing.fires_without_execution(connection, PAGE)
        tried = auditing.attempts_without_host_run(connection, PAGE)
    found = [
        Finding(
            Invariant.MOVES_ON,
            f"schedule {row.schedule} at {row.instant}",
            None,
            "it was fired, and no execution came of it",
        )
        for row in fires
    ]
    found += [
        Finding(Invariant.LOG_IS_WHOLE, f"attempt {row.id}", None, "it is of a host run that is not there")
        for row in tried
    ]
    yield Looked(findings=tuple(found))


def _execution(database: Database, identity: UUID, patience: timedelta) -> Iterator[Looked]:
    with database.snapshot() as connection:
        row = executions.find(connection, identity)
        if row is None:
            return
        moment = Moment(database_now(connection), patience)
        ledger = Ledger(f"execution {row.number}", None)
        flowchart = _pinned(ledger, row.digest, executions.canonical(connection, identity))
        count = 0
        for event in auditing.events_of(connection, [identity]):
            streams.enter(ledger, _told(event))
            count += 1
        check_execution(ledger, _whole(connection, row), moment)
    yield Looked(executions=1, events=count, findings=tuple(ledger.findings))
    after: int | None = 0
    while after is not None:
        looked, after = _hosts(database, row, flowchart, after, patience)
        yield looked


def _pinned(ledger: Ledger, pinned: str, canonical: Mapping[str, Any]) -> Flowchart | None:
    """The flowchart that the execution walks; None, and a finding, where what is stored is not what was pinned."""
    if digest(canonical) != pinned:
        ledger.find(Invariant.LEGAL_PATH, "its flowchart is not the one that was pinned")
    try:
        return flowchart_of(pinned, canonical)
    except (UnsoundFlowchart, KeyError, TypeError) as error:
        ledger.find(Invariant.LEGAL_PATH, f"its flowchart can't be read: {error}")
        return None


def _whole(connection: sa.Connection, row: sa.Row[Any]) -> Whole:
    figures = auditing.host_figures(connection, row.id)
    return Whole(
        row=row,
        hosts={each.status: (each.hosts, each.first) for each in figures},
        wait=waits.find(connection, [(row.id, waits.WHOLE)]).get((row.id, waits.WHOLE)),
        points=crossings.points(connection, row.id),
        waiting=crossings.waiting(connection, row.id),
        elected_over=auditing.elected_and_over(connection, row.id),
        strays=auditing.strays(connection, row.id),
        resuming=auditing.is_resuming(connection, row.id),
    )


def _hosts(
    database: Database, execution: sa.Row[Any], flowchart: Flowchart | None, after: int, patience: timedelta
) -> tuple[Looked, int | None]:
    """Look at the next HostRuns, and say behind which to go on."""
    with database.snapshot() as connection:
        moment = Moment(database_now(connection), patience)
        page = auditing.next_host_runs(connection, execution.id, after, PAGE, MOST_EVENTS)
        if not page:
            return Looked(), None
        found = auditing.rows_of(connection, [row.id for row in page])
        ledgers = {
            identity: Ledger(f"execution {execution.number}, host {rows.host_run.name}", flowchart)
            for identity, rows in found.items()
        }
        count = 0
        for event in auditing.events_of(connection, list(found)):
            replay(ledgers[event.stream], _told(event), ENTRIES)
            count += 1
        findings: list[Finding] = []
        for identity, ledger in ledgers.items():
            _compare(ledger, found[identity], moment)
            findings += ledger.findings
    return Looked(host_runs=len(page), events=count, findings=tuple(findings)), page[-1].ordinal


def _compare(ledger: Ledger, rows: Rows, moment: Moment) -> None:
    try:
        compare_places(ledger, rows)
        compare_attempts(ledger, rows)
        check_movers(ledger, rows, moment)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        problem = f"its rows can't be read: {type(error).__name__} {error}"
        ledger.find(Invariant.LOG_IS_WHOLE, problem)


def _letters(database: Database, patience: timedelta, ours: set[UUID] | None) -> Iterator[Looked]:
    """Look at the outbox; `ours` are the executions it is looked at for, None for all."""
    after: UUID | None = None
    while True:
        with database.snapshot() as connection:
            letters = auditing.letters_after(connection, after, PAGE)
            if not letters:
                return
            tried = attempts.find_many(connection, about(letters, Letter.WITHDRAWAL, "id"))
            known = executions.find_many(connection, about(letters, Letter.NOTIFICATION, "execution"))
            moment = Moment(database_now(connection), patience)
        after = letters[-1].id
        if ours is not None:
            letters = [letter for letter in letters if _execution_of(letter, tried) in ours]
        findings = check_letters(letters, tried, known, moment)
        yield Looked(pending=len(letters), findings=tuple(findings))


def _execution_of(letter: sa.Row[Any], tried: dict[UUID, sa.Row[Any]]) -> UUID | None:
    if letter.kind in (Letter.NOTIFICATION, Letter.OBSERVATION):
        return UUID(letter.document["execution"])
    attempt = tried.get(UUID(letter.document["id"]))
    return None if attempt is None else attempt.execution


def _told(event: sa.Row[Any]) -> Told:
    return Told(event.seq, event.type, event.data, event.actor, event.cause)
