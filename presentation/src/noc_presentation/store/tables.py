"""Every module that declares tables, named once, so that the metadata is whole for migrations."""

from noc_presentation.store import (
    accounts,
    base,
    credentials,
    executor_nodes,
    idempotency,
    inventory,
    managed,
    notifications,
    peers,
    procedures,
    sessions,
    tokens,
)

metadata = base.Base.metadata

__all__ = [
    "accounts",
    "credentials",
    "executor_nodes",
    "idempotency",
    "inventory",
    "managed",
    "metadata",
    "notifications",
    "peers",
    "procedures",
    "sessions",
    "tokens",
]
