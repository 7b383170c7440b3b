"""Signals to walks: kept until the walk waits for them, or is over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.store.ids import DEFAULT_ACCOUNT, new_id
from noc_scheduler.store.tables import host_runs, signals


@dataclass(frozen=True, slots=True)
class NewSignal:
    """A name to the walk of a host, with the reason in words and who sends it."""

    execution: UUID
    host: str
    name: str
    reason: str
    actor: Mapping[str, Any]


def send(connection: sa.Connection, new: NewSignal, now: datetime) -> None:
    """Keep a signal; one of this name that the walk has not taken is not doubled, but looked at again."""
    if wake(connection, new.execution, new.host, new.name):
        return
    fields = {name: getattr(new, name) for name in NewSignal.__slots__} | {"actor": dict(new.actor)}
    connection.execute(
        sa.insert(signals).values(id=new_id(), account_id=DEFAULT_ACCOUNT, ready=True, sent_at=now, **fields)
    )


def wake(connection: sa.Connection, execution: UUID, host: str, name: str) -> bool:
    """Whether this signal is kept; if it is, whoever looks next shall look whether the walk waits for it."""
    kept = connection.execute(
        sa.update(signals)
        .where(signals.c.execution == execution, signals.c.host == host, signals.c.name == name)
        .values(ready=True)
    )
    return kept.rowcount > 0


def ready(connection: sa.Connection, limit: int) -> list[sa.Row[Any]]:
    """Signals to be looked at, oldest first, each with its HostRun if there is one yet."""
    of_walk = sa.and_(host_runs.c.execution == signals.c.execution, host_runs.c.name == signals.c.host)
    query = (
        sa.select(signals.c.id, host_runs.c.id.label("host_run"))
        .outerjoin(host_runs, of_walk)
        .where(signals.c.ready.is_(True))
        .order_by(signals.c.sent_at, signals.c.id)
        .limit(limit)
    )
    return list(connection.execute(query))


def locked(connection: sa.Connection, ids: Iterable[UUID]) -> list[sa.Row[Any]]:
    """Those of these signals that are still to be looked at, which nobody else changes until this is over."""
    query = sa.select(signals).where(signals.c.id.in_(list(ids)), signals.c.ready.is_(True))
    return list(connection.execute(query.order_by(signals.c.sent_at, signals.c.id).with_for_update()))


def rest(connection: sa.Connection, ids: Iterable[UUID]) -> None:
    """Nobody waits for these yet."""
    connection.execute(sa.update(signals).where(signals.c.id.in_(list(ids))).values(ready=False))


def drop(connection: sa.Connection, ids: Sequence[UUID]) -> None:
    """These were taken, or their walks are over."""
    connection.execute(sa.delete(signals).where(signals.c.id.in_(ids)))
