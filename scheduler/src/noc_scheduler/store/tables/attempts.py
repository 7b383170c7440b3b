"""What is tried on executor nodes, what they have said about it, and everything that waits."""

import sqlalchemy as sa

from noc_scheduler.store.tables.base import account, metadata, required
from noc_scheduler.store.types import LONG_AGO, Instant, Json, Told

attempts = sa.Table(
    "attempts",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    account(),
    required("execution", sa.Uuid),
    required("host_run", sa.Uuid),
    required("visit", sa.Integer),
    required("number", sa.Integer),
    required("node", sa.String(64)),
    required("document", Json),
    required("selector", sa.Text, default="", server_default=sa.text("''")),
    required("status", sa.String(16)),
    sa.Column("outcome", sa.String(32)),
    sa.Column("executor_node", sa.Uuid),
    sa.Column("boot", sa.String(64)),
    required("lease", sa.Integer, default=0),
    sa.Column("lease_until", Instant),
    required("seq", sa.Integer, default=0),
    required("next_try_at", Instant),
    required("order_at", Instant, server_default=LONG_AGO),
    sa.Column("accepted_at", Instant),
    required("created_at", Instant),
    sa.Column("started_at", Instant),
    sa.Column("finished_at", Instant),
    #: When its executor node said that nothing of a withdrawn attempt runs any more.
    sa.Column("confirmed_at", Instant),
    required("version", sa.Integer, default=0),
    sa.UniqueConstraint("account_id", "host_run", "visit", "number"),
    #: What is claimed comes out of it in its order; an index by `next_try_at` would tempt SQLite to sort instead.
    sa.Index(None, "status", "executor_node", "order_at", "id"),
    sa.Index(None, "status", "lease_until"),
    sa.Index(None, "execution"),
)

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("attempt", sa.Uuid, primary_key=True),
    sa.Column("lease", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    account(),
    required("digest", sa.String(64)),
    required("received_at", Instant),
)

#: A wait always has the instant its act is done at, words for people, and the act that ends it.
waits = sa.Table(
    "waits",
    metadata,
    sa.Column("subject", sa.Uuid, primary_key=True),
    sa.Column("visit", sa.Integer, primary_key=True, autoincrement=False),
    account(),
    required("execution", sa.Uuid),
    sa.Column("node", sa.String(64)),
    required("act", sa.String(32)),
    required("reason", Told),
    required("since", Instant),
    required("deadline", Instant),
    sa.Index(None, "act", "deadline"),
    sa.Index(None, "execution"),
)
