"""Questions that walks have put to people, and what each of them has answered."""

import sqlalchemy as sa

from noc_scheduler.store.tables.base import account, metadata, required
from noc_scheduler.store.types import Instant, Json

#: `digest` says what an answer agrees to; `closed_at` is set when the visit ends, however it ends.
questions = sa.Table(
    "questions",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    account(),
    required("execution", sa.Uuid),
    required("host_run", sa.Uuid),
    required("visit", sa.Integer),
    required("node", sa.String(64)),
    required("kind", sa.String(32)),
    required("question", sa.Text),
    sa.Column("fields", Json),
    required("approvers", Json),
    required("quorum", sa.Integer),
    required("digest", sa.String(80)),
    required("risk", sa.String(16), default="normal", server_default="normal"),
    required("asked_at", Instant),
    required("expires_at", Instant),
    sa.Column("closed_at", Instant),
    sa.UniqueConstraint("account_id", "host_run", "visit"),
    sa.Index(None, "account_id", "closed_at", "id"),
    sa.Index(None, "execution"),
)

answers = sa.Table(
    "answers",
    metadata,
    sa.Column("question", sa.Uuid, primary_key=True),
    sa.Column("actor_id", sa.String(128), primary_key=True),
    account(),
    required("actor", Json),
    required("outcome", sa.String(64)),
    required("reason", sa.Text),
    required("at", Instant),
)
