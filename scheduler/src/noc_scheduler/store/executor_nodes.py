"""The registry of executor nodes: who enrolled with which key, who may work, who was heard of when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.store.clock import row_and_now
from noc_scheduler.store.ids import DEFAULT_ACCOUNT, new_id
from noc_scheduler.store.tables import executor_nodes


class Authorisation(StrEnum):
    """What an executor node may do: only the authorised ones may anything."""

    PENDING = "pending"
    AUTHORISED = "authorised"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an executor node says about itself when it asks to be taken in."""

    name: str
    public_key: str
    fingerprint: str
    url: str
    labels: Mapping[str, str]
    version: str
    slots: int
    sealing_key: str | None = None
    sealing_proof: str | None = None


def add(connection: sa.Connection, new: Enrolment, now: datetime) -> UUID:
    """Take an executor node in as pending; its id."""
    identity = new_id()
    connection.execute(
        sa.insert(executor_nodes).values(
            id=identity,
            name=new.name,
            status=Authorisation.PENDING,
            public_key=new.public_key,
            fingerprint=new.fingerprint,
            url=new.url,
            labels=dict(new.labels),
            version=new.version,
            slots=new.slots,
            enrolled_at=now,
            sealing_key=new.sealing_key,
            sealing_proof=new.sealing_proof,
        )
    )
    return identity


def find(connection: sa.Connection, identity: UUID, lock: bool = False) -> sa.Row[Any] | None:
    """The executor node of this id."""
    query = sa.select(executor_nodes).where(executor_nodes.c.id == identity)
    return connection.execute(query.with_for_update() if lock else query).one_or_none()


def find_now(connection: sa.Connection, identity: UUID) -> tuple[sa.Row[Any] | None, datetime]:
    """The executor node of this id and the present time, with one question."""
    whose = executor_nodes.c.id == identity
    row, now = row_and_now(connection, executor_nodes, whose, *executor_nodes.c)
    return None if row.id is None else row, now


def find_by(connection: sa.Connection, name: str, fingerprint: str) -> list[sa.Row[Any]]:
    """Those that have this name or this key."""
    return list(
        connection.execute(
            sa.select(executor_nodes).where(
                executor_nodes.c.account_id == DEFAULT_ACCOUNT,
                (executor_nodes.c.name == name) | (executor_nodes.c.fingerprint == fingerprint),
            )
        )
    )


def everyone(connection: sa.Connection) -> list[sa.Row[Any]]:
    """All executor nodes by name; there are tens of them, not thousands."""
    return list(
        connection.execute(
            sa.select(executor_nodes)
            .where(executor_nodes.c.account_id == DEFAULT_ACCOUNT)
            .order_by(executor_nodes.c.name)
        )
    )


def change(connection: sa.Connection, identity: UUID, values: Mapping[str, Any]) -> None:
    """Set columns of an executor node."""
    connection.execute(sa.update(executor_nodes).where(executor_nodes.c.id == identity).values(dict(values)))


def count_pending(connection: sa.Connection) -> int:
    """How many wait to be authorised."""
    query = sa.select(sa.func.count()).where(executor_nodes.c.status == Authorisation.PENDING)
    return int(connection.execute(query).scalar_one())
