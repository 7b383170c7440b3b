"""Appending events and reading them as a feed that never misses a late commit."""

import base64
import binascii
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.logs import Line
from noc_scheduler.store import bulk
from noc_scheduler.store.committed import after_commit
from noc_scheduler.store.ids import DEFAULT_ACCOUNT, new_id
from noc_scheduler.store.tables import events, executions, executor_nodes, host_runs, schedules

#: Events of a walk that say only how its tokens move; there are many, and the feed has them.
UNLOGGED = ("arrow.", "branch.", "token.", "visit.started")
#: Members of an event's data that its line of log has too, beside the ids of its stream.
LOGGED = ("visit", "node", "attempt", "number", "lease", "executor_node", "outcome", "status")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened, before it has a number: plain JSON in `data`, who did it, what led to it."""

    type: str
    data: Mapping[str, Any] = field(default_factory=dict)
    actor: Mapping[str, Any] | None = None
    cause: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Stream:
    """Whose gap-free numbering facts belong to; the last number already given is `last_seq`."""

    id: UUID
    last_seq: int
    execution: UUID | None = None
    host_run: UUID | None = None


class About(StrEnum):
    """Whose streams there are."""

    HOST_RUN = "host_run"
    EXECUTION = "execution"
    SCHEDULE = "schedule"
    EXECUTOR_NODE = "executor_node"


#: The table that holds each stream's last number, and which execution its events belong to.
_NUMBERED: Mapping[About, tuple[sa.Table, sa.ColumnElement[Any]]] = {
    About.HOST_RUN: (host_runs, host_runs.c.execution),
    About.EXECUTION: (executions, executions.c.id),
    About.SCHEDULE: (schedules, sa.null()),
    About.EXECUTOR_NODE: (executor_nodes, sa.null()),
}


@dataclass(frozen=True, slots=True)
class FeedCursor:
    """A place in the feed: everything up to it has been read."""

    txid: int = 0
    position: int = 0

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(f"{self.txid}.{self.position}".encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> "FeedCursor | None":
        """The cursor written as `text`; None when nobody wrote such a cursor."""
        try:
            decoded = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
            txid, position = (int(part) for part in decoded.split("."))
        except (ValueError, binascii.Error):
            return None
        return cls(txid, position) if 0 <= txid < 2**63 and 0 <= position < 2**63 else None


def append(connection: sa.Connection, now: datetime, told: Iterable[tuple[Stream, list[Fact]]]) -> None:
    """Number and store facts. The caller holds each stream's row and has moved its `last_seq` on."""
    rows = [
        {
            "stream": stream.id,
            "seq": seq,
            "id": new_id(),
            "account_id": DEFAULT_ACCOUNT,
            "execution": stream.execution,
            "host_run": stream.host_run,
            "type": str(fact.type),
            "at": now,
            "actor": None if fact.actor is None else dict(fact.actor),
            "cause": None if fact.cause is None else dict(fact.cause),
            "data": dict(fact.data),
        }
        for stream, facts in told
        for seq, fact in enumerate(facts, start=stream.last_seq + 1)
    ]
    bulk.insert(connection, events, rows)
    if rows:
        after_commit([_line(row) for row in rows if not str(row["type"]).startswith(UNLOGGED)])


def _line(row: Mapping[str, Any]) -> Line:
    """What the log says of an event: its ids and how something ended, never what it was about."""
    about = {name: row[name] for name in ("execution", "host_run") if row[name] is not None}
    told = {name: row["data"][name] for name in LOGGED if row["data"].get(name) is not None}
    cause = row["cause"] or {}
    if "attempt" in cause:
        told.setdefault("attempt", cause["attempt"])
    return Line(
        row["type"], {name: _plain(value) for name, value in {**about, "seq": row["seq"], **told}.items()}
    )


def _plain(value: Any) -> Any:
    return value if isinstance(value, int) else str(value)


def tell(connection: sa.Connection, now: datetime, about: About, facts: Mapping[UUID, list[Fact]]) -> None:
    """Append facts, by id, to streams that nobody walks on in this transaction; takes their numbers."""
    table, execution = _NUMBERED[about]
    by_count = defaultdict(list)
    for identity, told in facts.items():
        by_count[len(told)].append(identity)
    streams = []
    for count, identities in sorted(by_count.items()):
        rows = connection.execute(
            sa.update(table)
            .where(table.c.id.in_(identities))
            .values(last_seq=table.c.last_seq + count)
            .returning(table.c.id, table.c.last_seq, execution.label("execution"))
        )
        host_run = about is About.HOST_RUN
        streams += [
            Stream(row.id, row.last_seq - count, row.execution, row.id if host_run else None) for row in rows
        ]
    append(connection, now, ((stream, facts[stream.id]) for stream in streams))


def read_after(
    connection: sa.Connection,
    cursor: FeedCursor,
    execution: UUID | None,
    limit: int,
    types: Collection[str] | None = None,
) -> tuple[list[sa.Row[Any]], FeedCursor]:
    """At most `limit` events after `cursor`, and the cursor to go on with.

    On PostgreSQL nothing is shown from a transaction that any transaction still under way could precede.
    With `types` the cursor passes by all others, too: whoever waits for rare events reads nothing twice.
    """
    end = None if types is None else _end(connection)
    query = (
        sa.select(events, host_runs.c.name.label("host"))
        .outerjoin(host_runs, host_runs.c.id == events.c.host_run)
        .where(sa.tuple_(events.c.txid, events.c.position) > sa.tuple_(cursor.txid, cursor.position))
        .order_by(events.c.txid, events.c.position)
        .limit(limit)
    )
    if execution is not None:
        query = query.where(events.c.execution == execution)
    query = query.where(*_settled(connection))
    if types is not None and end is not None:
        here = sa.tuple_(events.c.txid, events.c.position)
        query = query.where(events.c.type.in_(list(types)), here <= sa.tuple_(end.txid, end.position))
    rows = list(connection.execute(query))
    if end is not None and len(rows) < limit:
        cursor = max(cursor, end, key=lambda one: (one.txid, one.position))
    elif rows:
        cursor = FeedCursor(rows[-1].txid, rows[-1].position)
    elif connection.dialect.name == "postgresql" and _is_of_another_server(connection, cursor):
        last = sa.select(sa.func.coalesce(sa.func.max(events.c.position), 0)).where(events.c.txid == 0)
        cursor = FeedCursor(0, connection.execute(last).scalar_one())
    return rows, cursor


def _settled(connection: sa.Connection) -> tuple[sa.ColumnElement[bool], ...]:
    """What keeps away events that something still under way could come before."""
    if connection.dialect.name != "postgresql":
        return ()
    return (events.c.txid < sa.text("pg_snapshot_xmin(pg_current_snapshot())::text::bigint"),)


def _end(connection: sa.Connection) -> FeedCursor | None:
    """The last event that may be shown; read before any others, which may be more by then."""
    query = sa.select(events.c.txid, events.c.position).where(*_settled(connection))
    last = connection.execute(
        query.order_by(events.c.txid.desc(), events.c.position.desc()).limit(1)
    ).one_or_none()
    return None if last is None else FeedCursor(last.txid, last.position)


def _is_of_another_server(connection: sa.Connection, cursor: FeedCursor) -> bool:
    """Whether it names a transaction that has not begun yet: the events were restored into this database."""
    upcoming = sa.text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
    return cursor.txid > int(connection.execute(upcoming).scalar_one())
