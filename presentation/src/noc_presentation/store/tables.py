"""Every module that declares tables, named once, so that the metadata is whole for migrations."""

from noc_presentation.store import (
    base,
    executor_nodes,
    host_key_reviews,
    idempotency,
    inventory,
    managed,
    notifications,
    peers,
    procedures,
    tokens,
)

metadata = base.Base.metadata

__all__ = [
    "executor_nodes",
    "host_key_reviews",
    "idempotency",
    "inventory",
    "managed",
    "metadata",
    "notifications",
    "peers",
    "procedures",
    "tokens",
]
