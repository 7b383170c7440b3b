"""Where hosts of an execution wait for each other: gates, and steps that one of them runs for all."""

import sqlalchemy as sa

from noc_scheduler.store.tables.base import account, metadata, required
from noc_scheduler.store.types import Instant, Json

#: A node at which hosts meet, from the first arrival on. `elected` runs the step; `result` is what it came to.
crossing_points = sa.Table(
    "crossing_points",
    metadata,
    sa.Column("execution", sa.Uuid, primary_key=True),
    sa.Column("node", sa.String(64), primary_key=True),
    account(),
    required("first_at", Instant),
    required("opened", sa.Boolean, default=False),
    sa.Column("elected", sa.Uuid),
    sa.Column("result", Json),
)

#: One arrival: `waiting`, then `ready` with what is to be told to its walk, then `passed`.
crossings = sa.Table(
    "crossings",
    metadata,
    sa.Column("host_run", sa.Uuid, primary_key=True),
    sa.Column("visit", sa.Integer, primary_key=True, autoincrement=False),
    account(),
    required("execution", sa.Uuid),
    required("node", sa.String(64)),
    required("status", sa.String(16)),
    required("arrived_at", Instant),
    sa.Column("elected", sa.Boolean),
    sa.Column("result", Json),
    sa.Index(None, "execution", "node", "status"),
    sa.Index(None, "status", "host_run"),
)
