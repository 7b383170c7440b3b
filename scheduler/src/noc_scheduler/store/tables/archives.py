"""What has been put away, or is being put away, and the chores that come round."""

import sqlalchemy as sa

from noc_scheduler.store.tables.base import account, metadata, required
from noc_scheduler.store.types import Instant

#: An execution that is sealed: first its file is written (`sha256`), then its rows are deleted (`done_at`).
archives = sa.Table(
    "archives",
    metadata,
    sa.Column("execution", sa.Uuid, primary_key=True),
    account(),
    required("number", sa.Integer),
    required("procedure", sa.String(128)),
    required("finished_at", Instant),
    required("file", sa.String(255)),
    sa.Column("sha256", sa.String(64)),
    required("deleting", sa.Boolean, default=False),
    required("sealed_at", Instant),
    sa.Column("done_at", Instant),
    sa.Column("problem", sa.Text),
    required("next_try_at", Instant),
    sa.UniqueConstraint("account_id", "number"),
    sa.Index(None, "done_at", "next_try_at"),
    sa.Index(None, "file"),
)

#: Work that comes round for all processes together: whoever claims the row does it.
chores = sa.Table(
    "chores",
    metadata,
    sa.Column("name", sa.String(32), primary_key=True),
    required("due_at", Instant),
    required("held_until", Instant),
    sa.Column("finished_at", Instant),
)
