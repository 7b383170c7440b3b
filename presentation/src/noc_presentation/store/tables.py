"""Every module that declares tables, named once, so that the metadata is whole for migrations."""

from noc_presentation.store import (
    accounts,
    asking,
    audit,
    base,
    credentials,
    executor_nodes,
    host_key_reviews,
    idempotency,
    inventory,
    managed,
    notifications,
    peers,
    procedures,
    reports,
    sessions,
    tokens,
)

metadata = base.Base.metadata

__all__ = [
    "accounts",
    "asking",
    "audit",
    "credentials",
    "executor_nodes",
    "host_key_reviews",
    "idempotency",
    "inventory",
    "managed",
    "metadata",
    "notifications",
    "peers",
    "procedures",
    "reports",
    "sessions",
    "tokens",
]
