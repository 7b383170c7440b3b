"""What has happened: events, numbered without gaps inside their stream, and the arrows taken."""

import sqlalchemy as sa

from noc_scheduler.store.tables.base import account, metadata, required
from noc_scheduler.store.types import BigNumber, Instant, Json, this_transaction

#: `stream` is the HostRun, or the execution (schedule, executor node) for what no HostRun tells.
#: `position` and `txid` order the feed; see docs/decisions/0010.
events = sa.Table(
    "events",
    metadata,
    sa.Column("position", BigNumber, sa.Identity(always=True), primary_key=True),
    required("txid", sa.BigInteger, server_default=this_transaction()),
    required("stream", sa.Uuid),
    required("seq", sa.Integer),
    required("id", sa.Uuid),
    account(),
    sa.Column("execution", sa.Uuid),
    sa.Column("host_run", sa.Uuid),
    required("type", sa.String(48)),
    required("v", sa.Integer, default=1),
    required("at", Instant),
    sa.Column("actor", Json),
    sa.Column("cause", Json),
    required("data", Json),
    sa.UniqueConstraint("stream", "seq"),
    sa.Index(None, "txid", "position"),
    sa.Index(None, "execution", "txid", "position"),
)

arrows = sa.Table(
    "arrows",
    metadata,
    sa.Column("host_run", sa.Uuid, primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    account(),
    required("execution", sa.Uuid),
    required("source", sa.String(64)),
    required("outcome", sa.String(64)),
    required("target", sa.String(64)),
    sa.Index(None, "execution", "source", "outcome", "target"),
)
