"""What is to be told to the other layers and has not been acknowledged yet."""

import sqlalchemy as sa

from noc_scheduler.store.tables.base import account, metadata, required
from noc_scheduler.store.types import Instant, Json

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    account(),
    required("kind", sa.String(16)),
    sa.Column("receiver", sa.Uuid),
    required("document", Json),
    required("created_at", Instant),
    required("next_try_at", Instant),
    required("tries", sa.Integer, default=0),
    sa.Column("problem", sa.Text),
    sa.Index(None, "kind", "next_try_at"),
)
