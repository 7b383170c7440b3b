"""Reading the feed of events."""

from collections.abc import Collection
from typing import Any

from noc_scheduler.errors import Complaint, Invalid
from noc_scheduler.service.executions.finding import the_execution
from noc_scheduler.service.means import Means
from noc_scheduler.store import events
from noc_scheduler.store.events import FeedCursor


def read_feed(
    means: Means, after: str | None, execution: str | None, limit: int, types: Collection[str] | None = None
) -> dict[str, Any]:
    """At most `limit` events after the cursor, and the cursor to go on with."""
    cursor = FeedCursor() if after is None else FeedCursor.parse(after)
    if cursor is None:
        complaint = Complaint("/after", "cursor.invalid", "is no cursor of the feed")
        raise Invalid("cursor.invalid", "the cursor is not one of the feed", (complaint,))
    with means.database.reading() as connection:
        identity = None if execution is None else the_execution(connection, execution).id
        rows, following = events.read_after(connection, cursor, identity, limit, types)
    return {"items": rows, "next": str(following)}
