"""Schedules and the instants at which they were due."""

import sqlalchemy as sa

from noc_scheduler.store.tables.base import account, metadata, required
from noc_scheduler.store.types import BigNumber, Instant, Json

schedules = sa.Table(
    "schedules",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    account(),
    required("name", sa.String(128)),
    required("trigger", Json),
    required("procedure", Json),
    sa.Column("bundle", sa.String(80)),
    required("target", Json),
    required("params", Json),
    required("actor", Json),
    #: What happens when it is due while an execution of it is on its way; and how late an instant may be fired.
    required("overlap", sa.String(16), default="together", server_default="together"),
    sa.Column("catch_up_ms", BigNumber),
    required("priority", sa.Integer, default=2, server_default="2"),
    #: Of the executions that it starts.
    required("check_mode", sa.Boolean, default=False, server_default=sa.false()),
    required("diff", sa.Boolean, default=False, server_default=sa.false()),
    required("created_at", Instant),
    sa.Column("next_fire_at", Instant),
    sa.Column("last_fire_at", Instant),
    #: The queue whose messages wake it, and whether that is the message broker's.
    sa.Column("queue", sa.String(64)),
    required("broker", sa.Boolean, default=False, server_default=sa.false()),
    #: How often a message is to come at least.
    sa.Column("expect_every_ms", BigNumber),
    required("last_seq", sa.Integer, default=0),
    sa.UniqueConstraint("account_id", "name"),
    sa.Index(None, "queue"),
    sa.Index(None, "next_fire_at"),
)

fires = sa.Table(
    "fires",
    metadata,
    sa.Column("schedule", sa.Uuid, primary_key=True),
    sa.Column("instant", Instant, primary_key=True),
    account(),
    required("status", sa.String(16)),
    sa.Column("execution", sa.Uuid),
    sa.Column("reason", sa.Text),
    required("claimed_at", Instant),
)
