"""Attempts: queued, found, and turned into what was reported about them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.vocabulary import Status
from noc_scheduler.store import bulk
from noc_scheduler.store.ids import DEFAULT_ACCOUNT, new_id
from noc_scheduler.store.tables import attempts

#: What an attempt is while it may still report; any other status is its end.
OPEN = (Status.QUEUED, Status.RUNNING)
LOST = "lost"
#: Everything but what only travels to an executor node; of that, what kind of work it is (none: a module).
_STANDING = [
    *(column for column in attempts.c if column is not attempts.c.document),
    attempts.c.document["work"].as_string().label("work"),
]


@dataclass(frozen=True, slots=True)
class Given:
    """To which executor node an attempt is leased from its beginning, and when that is told again."""

    executor_node: UUID
    name: str
    until: datetime
    next_try_at: datetime


@dataclass(frozen=True, slots=True)
class NewAttempt:
    """A try of a task visit; `document` is what goes to its executor node unchanged, `selector` the labels
    that one must have. `given`: one has it already, under lease 1.
    """

    execution: UUID
    host_run: UUID
    visit: int
    number: int
    node: str
    document: Mapping[str, Any]
    selector: str = ""
    order_at: datetime | None = None
    id: UUID = field(default_factory=new_id)
    given: Given | None = None


def add(connection: sa.Connection, new: Iterable[NewAttempt], now: datetime) -> None:
    """Queue attempts."""
    rows = [
        {
            "id": attempt.id,
            "account_id": DEFAULT_ACCOUNT,
            "execution": attempt.execution,
            "host_run": attempt.host_run,
            "visit": attempt.visit,
            "number": attempt.number,
            "node": attempt.node,
            "document": dict(attempt.document),
            "selector": attempt.selector,
            "status": Status.QUEUED,
            "executor_node": None if attempt.given is None else attempt.given.executor_node,
            "lease": 0 if attempt.given is None else 1,
            "lease_until": None if attempt.given is None else attempt.given.until,
            "next_try_at": now if attempt.given is None else attempt.given.next_try_at,
            "order_at": attempt.order_at or now,
            "created_at": now,
        }
        for attempt in new
    ]
    bulk.insert(connection, attempts, rows)


def find_many(connection: sa.Connection, ids: Iterable[UUID]) -> dict[UUID, sa.Row[Any]]:
    """Attempts by id, without their documents but for the kind of `work`."""
    rows = connection.execute(sa.select(*_STANDING).where(attempts.c.id.in_(list(ids))))
    return {row.id: row for row in rows}


def host_runs_of(ids: Iterable[UUID], executor_node: UUID) -> sa.Select[UUID]:
    """The HostRuns of those attempts that this executor node has, as a question to lock them by."""
    return sa.select(attempts.c.host_run).where(
        attempts.c.id.in_(list(ids)), attempts.c.executor_node == executor_node
    )


def of_visits(connection: sa.Connection, keys: Iterable[tuple[UUID, int, int]]) -> list[sa.Row[Any]]:
    """Attempts by (HostRun, visit, attempt number)."""
    columns = sa.tuple_(attempts.c.host_run, attempts.c.visit, attempts.c.number)
    return list(connection.execute(sa.select(attempts).where(columns.in_(list(keys)))))


def losers(
    connection: sa.Connection, visits: Iterable[tuple[UUID, int]]
) -> dict[tuple[UUID, int], list[UUID]]:
    """On which executor nodes attempts of these visits, by (HostRun, visit), were lost before, in their order."""
    keys = list(visits)
    if not keys:
        return {}
    rows = connection.execute(
        sa.select(attempts.c.host_run, attempts.c.visit, attempts.c.executor_node)
        .where(
            sa.tuple_(attempts.c.host_run, attempts.c.visit).in_(keys),
            attempts.c.status == LOST,
            attempts.c.executor_node.is_not(None),
        )
        .order_by(attempts.c.number)
    )
    found: dict[tuple[UUID, int], list[UUID]] = {}
    for row in rows:
        found.setdefault((row.host_run, row.visit), []).append(row.executor_node)
    return found


@dataclass(frozen=True, slots=True)
class Turn:
    """What an attempt becomes, if it is still at `version`; None leaves a column as it is."""

    id: UUID
    version: int
    status: str
    seq: int
    outcome: str | None = None
    boot: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    accepted_at: datetime | None = None


_KEPT = ("outcome", "boot", "started_at", "finished_at", "accepted_at")


def turn(connection: sa.Connection, turns: Sequence[Turn]) -> None:
    """Compare-and-swap a batch of attempts; raises Overtaken when any of them had another version."""
    rows = [
        {
            "id": one.id,
            "version": one.version,
            "status": one.status,
            "seq": one.seq,
            **{name: getattr(one, name) for name in _KEPT},
        }
        for one in turns
    ]
    bulk.swap(connection, attempts, rows, _KEPT, "an attempt was changed meanwhile")
