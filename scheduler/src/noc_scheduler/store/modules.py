"""Module catalogues: kept once by their hash, for as long as an executor node has one."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.store.executor_nodes import Authorisation
from noc_scheduler.store.ids import DEFAULT_ACCOUNT
from noc_scheduler.store.tables import executor_nodes, module_catalogues
from noc_scheduler.store.upsert import is_new


def is_known(connection: sa.Connection, of_hash: str) -> bool:
    """Whether the document of this hash is here."""
    query = sa.select(sa.literal(1)).where(module_catalogues.c.hash == of_hash)
    return connection.execute(query).first() is not None


def keep(connection: sa.Connection, of_hash: str, document: str, now: datetime) -> None:
    """Keep a document; the same one again does no harm."""
    values = {"hash": of_hash, "account_id": DEFAULT_ACCOUNT, "document": document, "received_at": now}
    is_new(connection, module_catalogues, values)


def announce(connection: sa.Connection, executor_node: UUID, of_hash: str) -> None:
    """Note which catalogue an executor node has, and forget those that nobody has any more."""
    connection.execute(
        sa.update(executor_nodes).where(executor_nodes.c.id == executor_node).values(modules=of_hash)
    )
    had = sa.select(executor_nodes.c.modules).where(executor_nodes.c.modules.is_not(None))
    connection.execute(sa.delete(module_catalogues).where(module_catalogues.c.hash.not_in(had)))


def in_use(connection: sa.Connection) -> dict[str, list[str]]:
    """The names of the authorised executor nodes by the hash of their catalogue, where its document is here."""
    query = (
        sa.select(module_catalogues.c.hash, executor_nodes.c.name)
        .join_from(executor_nodes, module_catalogues, executor_nodes.c.modules == module_catalogues.c.hash)
        .where(
            executor_nodes.c.account_id == DEFAULT_ACCOUNT,
            executor_nodes.c.status == Authorisation.AUTHORISED,
        )
        .order_by(executor_nodes.c.name)
    )
    found: dict[str, list[str]] = {}
    for of_hash, name in connection.execute(query):
        found.setdefault(of_hash, []).append(name)
    return found


def documents(connection: sa.Connection, hashes: Collection[str]) -> dict[str, str]:
    """The documents of these hashes."""
    query = sa.select(module_catalogues.c.hash, module_catalogues.c.document)
    rows = connection.execute(query.where(module_catalogues.c.hash.in_(hashes)))
    return {row.hash: row.document for row in rows}
