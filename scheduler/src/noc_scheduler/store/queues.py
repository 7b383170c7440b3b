"""Messages on queues: stored in the transaction that published them, read in that order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.store.ids import DEFAULT_ACCOUNT, new_id
from noc_scheduler.store.tables import departures, executions, host_runs, queue_messages, schedules, wakes


@dataclass(frozen=True, slots=True)
class NewMessage:
    """One message; `item` numbers those that a visit publishes, from 1."""

    queue: str
    execution: UUID
    host_run: UUID
    visit: int
    item: int
    body: Any


def put(
    connection: sa.Connection, messages: Sequence[NewMessage], now: datetime, broker: bool = False
) -> None:
    """Store messages in their order, and wake the schedules that wait for them, or have them go to the broker."""
    if messages:
        rows = [
            {
                "id": new_id(),
                "account_id": DEFAULT_ACCOUNT,
                "published_at": now,
                **{name: getattr(one, name) for name in NewMessage.__slots__},
            }
            for one in messages
        ]
        connection.execute(sa.insert(queue_messages), rows)
        if broker:
            leaving = [{"message": row["id"], "account_id": DEFAULT_ACCOUNT, "due_at": now} for row in rows]
            connection.execute(sa.insert(departures), leaving)
        else:
            _wake(connection, rows, now)


def _wake(connection: sa.Connection, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    names = {row["queue"] for row in rows}
    waiting = sa.select(schedules.c.id, schedules.c.queue).where(
        schedules.c.queue.in_(sorted(names)), schedules.c.broker.is_(False)
    )
    woken = [
        {"schedule": one.id, "message": row["id"], "account_id": DEFAULT_ACCOUNT, "due_at": now}
        for one in connection.execute(waiting)
        for row in rows
        if row["queue"] == one.queue
    ]
    if woken:
        connection.execute(sa.insert(wakes), woken)


def claim_wakes(
    connection: sa.Connection, now: datetime, hold: timedelta, limit: int
) -> list[sa.Row[*tuple[Any, ...]]]:
    """Messages that schedules have not taken in yet, each with its body; nobody else gets them for `hold`."""
    query = (
        sa.select(wakes.c.schedule, wakes.c.message, queue_messages.c.body)
        .join(queue_messages, queue_messages.c.id == wakes.c.message)
        .where(wakes.c.due_at <= now)
        .order_by(wakes.c.due_at, wakes.c.message)
        .limit(limit)
        .with_for_update(of=wakes, skip_locked=True)
    )
    found = list(connection.execute(query))
    put_off(connection, [(row.schedule, row.message) for row in found], now + hold)
    return found


def put_off(connection: sa.Connection, keys: Sequence[tuple[UUID, UUID]], until: datetime) -> None:
    """Look at these again only later."""
    these = sa.tuple_(wakes.c.schedule, wakes.c.message).in_(keys)
    connection.execute(sa.update(wakes).where(these).values(due_at=until))


def taken(connection: sa.Connection, schedule: UUID, message: UUID) -> None:
    """The schedule knows of the message now."""
    connection.execute(sa.delete(wakes).where(wakes.c.schedule == schedule, wakes.c.message == message))


def claim_departures(
    connection: sa.Connection, now: datetime, hold: timedelta, limit: int
) -> list[sa.Row[*tuple[Any, ...]]]:
    """Messages that have not gone to the broker yet, in their order; nobody else gets them for `hold`."""
    query = (
        sa.select(queue_messages.c.id, queue_messages.c.queue, queue_messages.c.body)
        .join(departures, departures.c.message == queue_messages.c.id)
        .where(departures.c.due_at <= now)
        .order_by(queue_messages.c.position)
        .limit(limit)
        .with_for_update(of=departures, skip_locked=True)
    )
    found = list(connection.execute(query))
    wait_to_depart(connection, [row.id for row in found], now + hold)
    return found


def wait_to_depart(connection: sa.Connection, ids: Sequence[UUID], until: datetime) -> None:
    """Look at these again only later."""
    connection.execute(sa.update(departures).where(departures.c.message.in_(ids)).values(due_at=until))


def departed(connection: sa.Connection, ids: Sequence[UUID]) -> None:
    """The broker has these."""
    connection.execute(sa.delete(departures).where(departures.c.message.in_(ids)))


def counts(connection: sa.Connection, after: str, limit: int) -> list[sa.Row[Any]]:
    """Queues by name, those behind `after`: (queue, messages, last_at)."""
    query = (
        sa.select(
            queue_messages.c.queue,
            sa.func.count().label("messages"),
            sa.func.max(queue_messages.c.published_at).label("last_at"),
        )
        .where(queue_messages.c.account_id == DEFAULT_ACCOUNT, queue_messages.c.queue > after)
        .group_by(queue_messages.c.queue)
        .order_by(queue_messages.c.queue)
        .limit(limit)
    )
    return list(connection.execute(query))


def messages(connection: sa.Connection, queue: str, after: int, limit: int) -> list[sa.Row[Any]]:
    """Messages of a queue in their order, those behind position `after`."""
    query = (
        sa.select(
            queue_messages,
            host_runs.c.name.label("host"),
            executions.c.number.label("execution_number"),
            executions.c.procedure,
        )
        .join(host_runs, host_runs.c.id == queue_messages.c.host_run)
        .join(executions, executions.c.id == queue_messages.c.execution)
        .where(
            queue_messages.c.account_id == DEFAULT_ACCOUNT,
            queue_messages.c.queue == queue,
            queue_messages.c.position > after,
        )
        .order_by(queue_messages.c.position)
        .limit(limit)
    )
    return list(connection.execute(query))
