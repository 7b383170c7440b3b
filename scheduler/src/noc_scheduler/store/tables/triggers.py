"""What triggers are told: the messages taken in, the work items they hold, storms, and signals to walks."""

import sqlalchemy as sa

from noc_scheduler.store.tables.base import account, metadata, required
from noc_scheduler.store.types import Instant, Json

#: One row for each schedule that waits for messages: whether it has a secret, and its counts.
intakes = sa.Table(
    "intakes",
    metadata,
    sa.Column("schedule", sa.Uuid, primary_key=True),
    account(),
    #: The secret is made from this and the scheduler's own key; without it nobody may send.
    sa.Column("salt", sa.String(64)),
    required("accepted", sa.Integer, default=0),
    required("doubled", sa.Integer, default=0),
    required("refused", sa.Integer, default=0),
    sa.Column("last_at", Instant),
    sa.Column("last_refusal", sa.Text),
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    account(),
    required("schedule", sa.Uuid),
    required("message", sa.String(128)),
    required("digest", sa.String(64)),
    required("received_at", Instant),
    required("items", sa.Integer, default=0),
    #: Why it was refused though its sender may send.
    sa.Column("problem", sa.Text),
    #: Without secrets, and only as long as it is among the last of its schedule.
    sa.Column("body", sa.Text),
    sa.UniqueConstraint("account_id", "schedule", "message"),
    sa.Index(None, "schedule", "received_at"),
)
_WITH_BODY = deliveries.c.body.is_not(None)
sa.Index(
    "ix_deliveries_with_body",
    deliveries.c.schedule,
    deliveries.c.received_at,
    sqlite_where=_WITH_BODY,
    postgresql_where=_WITH_BODY,
)

work_items = sa.Table(
    "work_items",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    account(),
    required("schedule", sa.Uuid),
    required("delivery", sa.Uuid),
    required("key", sa.String(64)),
    required("group", sa.String(255)),
    required("standing", sa.String(16)),
    #: As the message named it, and by its name in the inventory once that is known.
    sa.Column("said_host", sa.Text),
    sa.Column("host", sa.String(255)),
    required("params", Json),
    required("status", sa.String(16)),
    sa.Column("reason", sa.Text),
    required("priority", sa.Integer),
    required("order_at", Instant),
    required("due_at", Instant),
    required("received_at", Instant),
    sa.Column("settled_at", Instant),
    #: When a message last told of it again: an item that is still told of is not forgotten.
    sa.Column("seen_at", Instant),
    sa.Column("execution", sa.Uuid),
    required("held", sa.Boolean, default=False, server_default=sa.false()),
    #: How often it was tried again, and whether it is still looked how its execution ends.
    required("tries", sa.Integer, default=0, server_default="0"),
    required("watched", sa.Boolean, default=False, server_default=sa.false()),
    sa.UniqueConstraint("account_id", "schedule", "key"),
    sa.Index(None, "status", "due_at"),
    sa.Index(None, "schedule", "status", "host"),
    sa.Index(None, "schedule", "received_at"),
)

_WATCHED = work_items.c.watched.is_(True)
sa.Index("ix_work_items_watched", work_items.c.execution, sqlite_where=_WATCHED, postgresql_where=_WATCHED)

storms = sa.Table(
    "storms",
    metadata,
    sa.Column("schedule", sa.Uuid, primary_key=True),
    sa.Column("group", sa.String(255), primary_key=True),
    account(),
    required("since", Instant),
    required("count", sa.Integer),
)

signals = sa.Table(
    "signals",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    account(),
    required("execution", sa.Uuid),
    required("host", sa.String(255)),
    required("name", sa.String(64)),
    required("reason", sa.Text),
    #: Who sent it, as an actor.
    required("actor", Json),
    #: Whether somebody should look if its walk waits for it.
    required("ready", sa.Boolean),
    required("sent_at", Instant),
    sa.Index(None, "execution", "host", "name"),
    sa.Index(None, "ready"),
)
