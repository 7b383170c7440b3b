"""What must hold after every fault, checked over the scheduler's rows, the nodes' journals and the hosts' own marks."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.vocabulary import FINISHED
from noc_scheduler.store import tables
from noc_scheduler.store.attempts import LOST, OPEN
from noc_scheduler.store.database import Database
from tests.faults import kills, targets
from tests.faults.house import House

LATE = ("attempt.reported_late", "attempt.ended_after_withdrawal")
#: Events after which a token is no more.
TOKEN_GONE = ("token.split", "token.absorbed", "token.ended", "token.died")


@dataclass(frozen=True)
class Books:
    """Everything the scheduler has written, read in one transaction."""

    executions: dict[UUID, Any]
    host_runs: dict[UUID, Any]
    visits: list[Any]
    attempts: list[Any]
    waits: list[Any]
    tokens: dict[UUID, dict[int, str]]
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
            places: dict[UUID, dict[int, str]] = defaultdict(dict)
            for token in connection.execute(sa.select(tables.tokens)):
                places[token.host_run][token.id] = token.node
            return Books(
                {row.id: row for row in connection.execute(sa.select(tables.executions))},
                {row.id: row for row in connection.execute(sa.select(tables.host_runs))},
                list(connection.execute(sa.select(tables.visits))),
                list(connection.execute(sa.select(tables.attempts))),
                list(connection.execute(sa.select(tables.waits))),
                dict(places),
                dict(streams),
            )
    finally:
        database.close()


def broken(house: House) -> list[str]:
    """Every invariant that does not hold, a line each."""
    books = read_books(house.database)
    journals = {node.name: late_in(node.journal) for node in house.nodes}
    return [
        *nobody_is_lost(books),
        *decided_once(books),
        *numbered_without_gaps(books),
        *tokens_as_told(books),
        *executed_at_most_as_promised(books, targets.begun(house.fleet)),
        *one_lease_at_a_time(books),
        *late_is_told_and_moves_nothing(books, journals),
        *no_orphans(house),
    ]


def nobody_is_lost(books: Books) -> list[str]:
    """I1: every host has ended, or its rows say what it waits for and until when."""
    waiting = {row.subject for row in books.waits}
    leased = {row.host_run for row in books.attempts if row.status in OPEN}
    found = []
    for row in books.host_runs.values():
        over = row.status in FINISHED
        if books.executions[row.execution].status in FINISHED and not over:
            found.append(f"I1 {row.name} is {row.status} in an execution that is over")
        if not over and row.id not in waiting | leased:
            found.append(f"I1 {row.name} is {row.status} and no row says what ends that")
    found += [f"I1 a wait without a reason: {row}" for row in books.waits if not row.reason.strip()]
    return found


def decided_once(books: Books) -> list[str]:
    """I2: a visit finishes once, and every visit of a walk that is over has."""
    found = []
    for identity, row in books.host_runs.items():
        told = books.events.get(identity, [])
        ends = Counter(event.data["visit"] for event in told if event.type == "visit.finished")
        begun = {event.data["visit"] for event in told if event.type == "visit.started"}
        found += [
            f"I2 visit {number} of {row.name} ended {times} times"
            for number, times in ends.items()
            if times > 1
        ]
        over = [event for event in told if event.type == "host_run.finished"]
        if len(over) != (row.status in FINISHED):
            found.append(f"I2 {row.name} is {row.status} and its walk ended {len(over)} times")
        if over and begun != set(ends):
            found.append(f"I2 {row.name} is over, and of its visits {begun} only {set(ends)} ended")
    return found


def numbered_without_gaps(books: Books) -> list[str]:
    """I3: events are numbered 1..n in each stream, and each HostRun knows its last number."""
    found = []
    for stream, told in books.events.items():
        numbers = [event.seq for event in told]
        if numbers != list(range(1, len(numbers) + 1)):
            found.append(f"I3 the events of {stream} are numbered {numbers}")
    for identity, row in books.host_runs.items():
        if row.last_seq != len(books.events.get(identity, [])):
            found.append(
                f"I3 {row.name} has {row.last_seq} events, found {len(books.events.get(identity, []))}"
            )
    return found


def tokens_as_told(books: Books) -> list[str]:
    """I3, I4: the events alone tell where every token is, and the rows agree."""
    found = []
    for identity, row in books.host_runs.items():
        told = replayed(books.events.get(identity, []))
        kept = books.tokens.get(identity, {})
        if row.status != "queued" and told != kept:
            found.append(f"I3 {row.name}: told {told}, kept {kept}")
    return found


def replayed(told: Iterable[Any]) -> dict[int, str]:
    """Where the tokens of one walk are by its events."""
    tokens: dict[int, str] = {}
    for event in told:
        token = event.data.get("token")
        match event.type:
            case "visit.started" | "branch.started":
                tokens[token] = event.data["node"]
            case "arrow.taken":
                tokens[token] = event.data["to"]
            case "host_run.finished":
                tokens.clear()
            case gone if gone in TOKEN_GONE:
                tokens.pop(token, None)
    return tokens


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


def one_lease_at_a_time(books: Books) -> list[str]:
    """I7: a later attempt of a visit is handed out only when the earlier one is over."""
    found = []
    for identity, row in books.host_runs.items():
        held: dict[int, str] = {}
        for event in books.events.get(identity, []):
            data = event.data
            if event.type == "attempt.dispatched":
                before = held.get(data["visit"])
                if before not in (None, data["attempt"]):
                    found.append(f"I7 visit {data['visit']} of {row.name} had two attempts leased at once")
                held[data["visit"]] = data["attempt"]
            elif event.type in ("attempt.lost", "visit.retried", "visit.finished", "attempt.withdrawn"):
                held.pop(data["visit"], None)
    still = Counter((row.host_run, row.visit) for row in books.attempts if row.status in OPEN)
    return found + [f"I7 {key} has {times} open attempts" for key, times in still.items() if times > 1]


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
