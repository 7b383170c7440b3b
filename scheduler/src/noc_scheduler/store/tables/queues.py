"""Messages that walks have published, by the name of their queue."""

import sqlalchemy as sa

from noc_scheduler.store.tables.base import account, metadata, required
from noc_scheduler.store.types import BigNumber, Instant, Json

queue_messages = sa.Table(
    "queue_messages",
    metadata,
    sa.Column("position", BigNumber, sa.Identity(always=True), primary_key=True),
    required("id", sa.Uuid, unique=True),
    account(),
    required("queue", sa.String(64)),
    required("execution", sa.Uuid),
    required("host_run", sa.Uuid),
    required("visit", sa.Integer),
    required("item", sa.Integer),
    required("body", Json),
    required("published_at", Instant),
    sa.UniqueConstraint("account_id", "host_run", "visit", "item"),
    sa.Index(None, "account_id", "queue", "position"),
    sa.Index(None, "execution"),
)

#: Schedules that a message has woken and that have not taken it in yet.
wakes = sa.Table(
    "wakes",
    metadata,
    sa.Column("schedule", sa.Uuid, primary_key=True),
    sa.Column("message", sa.Uuid, primary_key=True),
    account(),
    required("due_at", Instant),
    sa.Index(None, "due_at"),
)

#: Messages for the message broker that it has not confirmed yet.
departures = sa.Table(
    "departures",
    metadata,
    sa.Column("message", sa.Uuid, primary_key=True),
    account(),
    required("due_at", Instant),
    sa.Index(None, "due_at"),
)
