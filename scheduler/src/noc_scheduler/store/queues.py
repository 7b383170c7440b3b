"""Messages on queues: stored in the transaction that published them, read in that order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.store.ids import DEFAULT_ACCOUNT, new_id
from noc_scheduler.store.tables import executions, host_runs, queue_messages


@dataclass(frozen=True, slots=True)
class NewMessage:
    """One message; `item` numbers those that a visit publishes, from 1."""

    queue: str
    execution: UUID
    host_run: UUID
    visit: int
    item: int
    body: Any


def put(connection: sa.Connection, messages: Sequence[NewMessage], now: datetime) -> None:
    """Store messages in their order."""
    if messages:
        connection.execute(
            sa.insert(queue_messages),
            [
                {
                    "id": new_id(),
                    "account_id": DEFAULT_ACCOUNT,
                    "published_at": now,
                    **{name: getattr(one, name) for name in NewMessage.__slots__},
                }
                for one in messages
            ],
        )


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
