"""What must hold after every fault, checked over the scheduler's rows, the nodes' journals and the hosts' own marks."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.vocabulary import FINISHED
from noc_scheduler.service.upkeep.verify import verify
from noc_scheduler.store import tables
from noc_scheduler.store.attempts import LOST, OPEN
from noc_scheduler.store.database import Database
from tests.faults import kills, targets
from tests.faults.house import House

LATE = ("attempt.reported_late", "attempt.ended_after_withdrawal")


@dataclass(frozen=True)
class Books:
    """Everything the scheduler has written, read in one transaction."""

    executions: dict[UUID, Any]
    host_runs: dict[UUID, Any]
    visits: list[Any]
    attempts: list[Any]
    waits: list[Any]
    events: dict[UUID, list[Any]]


def read_books(url: str) -> Books:
    """The books as they stand now."""
    database = Database(url)
    try:
        level = {} if url.startswith("sqlite") else {"isolation_level": "REPEATABLE READ"}
        with database.engine.execution_options(**level).connect() as connection:
            streams: dict[UUID, list[Any]] = defaultdict(list)
            for event in connection.execute(
                sa.select(tables.events).order_by(tables.events.c.stream, tables.events.c.seq)
            ):
                streams[event.stream].append(event)
            return Books(
                {row.id: row for row in connection.execute(sa.select(tables.executions))},
                {row.id: row for row in connection.execute(sa.select(tables.host_runs))},
                list(connection.execute(sa.select(tables.visits))),
                list(connection.execute(sa.select(tables.attempts))),
                list(connection.execute(sa.select(tables.waits))),
                dict(streams),
            )
    finally:
        database.close()


def broken(house: House) -> list[str]:
    """Every invariant that does not hold, a line each."""
    books = read_books(house.database)
    journals = {node.name: late_in(node.journal) for node in house.nodes}
    return [
        *audited(house.database),
        *nobody_is_lost(books),
        *executed_at_most_as_promised(books, targets.begun(house.fleet)),
        *late_is_told_and_moves_nothing(books, journals),
        *no_orphans(house),
    ]


def audited(url: str) -> list[str]:
    """I1 to I8 and I13, as far as the books alone tell: what `noc-scheduler verify` finds."""
    database = Database(url)
    try:
        return [str(finding) for looked in verify(database, None) for finding in looked.findings]
    finally:
        database.close()


def nobody_is_lost(books: Books) -> list[str]:
    """I1, at once: every host has ended, or its rows say what it waits for and until when."""
    waiting = {row.subject for row in books.waits}
    leased = {row.host_run for row in books.attempts if row.status in OPEN}
    found = []
    for row in books.host_runs.values():
        over = row.status in FINISHED
        if books.executions[row.execution].status in FINISHED and not over:
            found.append(f"I1 {row.name} is {row.status} in an execution that is over")
        if not over and row.id not in waiting | leased:
            found.append(f"I1 {row.name} is {row.status} and no row says what ends that")
    found += [f"I1 a wait without a reason: {row}" for row in books.waits if not str(row.reason).strip()]
    return found


def executed_at_most_as_promised(books: Books, begun: Mapping[tuple[str, str, str], int]) -> list[str]:
    """I6: on the host itself, no more executions than attempts, and of a `once` step one a visit."""
    names = {identity: row.name for identity, row in books.host_runs.items()}
    tried = Counter((str(row.execution), names[row.host_run], row.node) for row in books.attempts)
    visited = Counter((str(row.execution), names[row.host_run], row.node) for row in books.visits)
    found = []
    for key, times in begun.items():
        execution, host, node = key
        nodes = books.executions[UUID(execution)].canonical["spec"]["nodes"]
        most = visited[key] if nodes[node].get("rerun") == "once" else tried[key]
        if times > most:
            found.append(f"I6 {node} was executed {times} times on {host}, at most {most} were promised")
    return found


def late_is_told_and_moves_nothing(books: Books, journals: Mapping[str, set[str]]) -> list[str]:
    """I8: what a node was told is late has its event, and no lost attempt has ended a visit."""
    lost = {str(row.id) for row in books.attempts if row.status == LOST}
    everything = [event for told in books.events.values() for event in told]
    told_late = {event.data["attempt"] for event in everything if event.type in LATE}
    moved = {
        (event.cause or {}).get("attempt")
        for event in everything
        if event.type == "visit.finished" and (event.cause or {}).get("kind") == "report"
    }
    found = [f"I8 lost attempt {attempt} has ended a visit" for attempt in lost & moved]
    for node, late in journals.items():
        found += [f"I8 {node} was told {attempt} is late; no event says so" for attempt in late - told_late]
    return found


def late_in(journal: Path) -> set[str]:
    """The attempts about which the scheduler has answered `late`."""
    with closing(sqlite3.connect(f"file:{journal}?mode=ro", uri=True, timeout=10)) as connection:
        return {row[0] for row in connection.execute("SELECT attempt FROM reports WHERE answer = 'late'")}


def no_orphans(house: House) -> list[str]:
    """I11: no process of an attempt that the journal does not know to be running."""
    found = []
    for node in house.nodes:
        alive = kills.running_attempts(node.journal)
        for process in kills.of_attempts(node.attempts_folder):
            folder = Path(process.environ().get("HOME", ""))
            if folder.name.rpartition("-")[0] not in alive:
                found.append(f"I11 {node.name}: process {process.pid} of {folder.name} lives on")
    return found
