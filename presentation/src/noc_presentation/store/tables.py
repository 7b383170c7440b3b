"""Every module that declares tables, named once, so that the metadata is whole for migrations."""

from noc_presentation.store import (
    audit,
    base,
    credentials,
    executor_nodes,
    idempotency,
    inventory,
    notifications,
    peers,
    procedures,
    tokens,
)

metadata = base.Base.metadata

__all__ = [
    "audit",
    "credentials",
    "executor_nodes",
    "idempotency",
    "inventory",
    "metadata",
    "notifications",
    "peers",
    "procedures",
    "tokens",
]
