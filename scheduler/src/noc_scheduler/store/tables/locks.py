"""What keeps executions apart: locks on hosts, and the row that turns of one procedure are given under."""

import sqlalchemy as sa

from noc_scheduler.store.tables.base import metadata, required
from noc_scheduler.store.types import Instant

#: Which walk has a host to itself, of all executions that lock their hosts.
host_locks = sa.Table(
    "host_locks",
    metadata,
    sa.Column("account_id", sa.Uuid, primary_key=True),
    sa.Column("host", sa.String(255), primary_key=True),
    required("holder", sa.Uuid),
    required("execution", sa.Uuid),
    required("since", Instant),
    sa.Index(None, "holder"),
)

#: Nothing but a row to lock: turns of one procedure's executions are given one after the other.
turns = sa.Table(
    "turns",
    metadata,
    sa.Column("account_id", sa.Uuid, primary_key=True),
    sa.Column("procedure", sa.String(128), primary_key=True),
)
