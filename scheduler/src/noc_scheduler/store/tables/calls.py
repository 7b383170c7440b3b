"""Procedures that others walk as steps: frozen together with the execution that may call them."""

import sqlalchemy as sa

from noc_scheduler.store.tables.base import account, metadata, required
from noc_scheduler.store.types import Instant, Json

#: Procedure versions by name, kept once for all executions that were started with exactly these.
bundles = sa.Table(
    "bundles",
    metadata,
    sa.Column("digest", sa.String(80), primary_key=True),
    account(),
    required("procedures", Json),
    required("created_at", Instant),
)
