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
    identities,
    introductions,
    inventory,
    managed,
    notifications,
    observations,
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
    "identities",
    "introductions",
    "inventory",
    "managed",
    "metadata",
    "notifications",
    "observations",
    "peers",
    "procedures",
    "reports",
    "sessions",
    "tokens",
]
