"""Alembic's entry: migrate over the connection that `store.schema` hands in."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from noc_scheduler.store.tables import metadata
from noc_scheduler.store.types import Instant, this_transaction


def render(kind: str, value: Any, autogen: Any) -> str | Literal[False]:
    """How a new migration writes our own column types."""
    if isinstance(value, Instant):
        autogen.imports.add(
            "from noc_scheduler.store.types import BigNumber, Instant, Json, this_transaction"
        )
        return "Instant"
    if kind == "type" and isinstance(value, sa.JSON):
        return "Json"
    if kind == "type" and isinstance(value, sa.BigInteger) and value._variant_mapping:
        return "BigNumber"
    if kind == "server_default" and isinstance(getattr(value, "arg", None), this_transaction):
        return "this_transaction()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=render,
    compare_server_default=False,
)
with context.begin_transaction():
    context.run_migrations()
