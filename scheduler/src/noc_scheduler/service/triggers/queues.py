"""Queues, as people and programs look at them."""

from typing import Any

from noc_scheduler.service.means import Means
from noc_scheduler.store import queues


def listed(means: Means, after: str, limit: int) -> list[dict[str, Any]]:
    """Queues by name with how many messages they hold."""
    with means.database.reading() as connection:
        return [dict(row._mapping) for row in queues.counts(connection, after, limit)]


def messages(means: Means, queue: str, after: int, limit: int) -> list[dict[str, Any]]:
    """Messages of a queue in the order they were published; an unknown queue is an empty one."""
    with means.database.reading() as connection:
        return [dict(row._mapping) for row in queues.messages(connection, queue, after, limit)]
