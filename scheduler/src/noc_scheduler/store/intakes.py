"""What schedules were sent: who may send, which messages came, and how many were taken or refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.store.ids import DEFAULT_ACCOUNT, new_id
from noc_scheduler.store.tables import deliveries, intakes
from noc_scheduler.store.upsert import is_new

#: So many bodies of a schedule are kept to be looked at, and its messages' ids so long to know them again.
BODIES_KEPT = 10
KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """One message: its id as the sender gave it, what it held, and what is kept of it."""

    schedule: UUID
    message: str
    digest: str
    items: int
    body: str
    problem: str | None = None


def locked(connection: sa.Connection, schedule: UUID) -> sa.Row[Any]:
    """The schedule's intake, made if it is the first time; nobody else takes anything in until this is over."""
    none = {"accepted": 0, "doubled": 0, "refused": 0}
    is_new(connection, intakes, {"schedule": schedule, "account_id": DEFAULT_ACCOUNT, **none})
    return connection.execute(
        sa.select(intakes).where(intakes.c.schedule == schedule).with_for_update()
    ).one()


def find(connection: sa.Connection, schedule: UUID) -> sa.Row[Any] | None:
    """The schedule's intake, if it was ever given a secret or sent anything."""
    return connection.execute(sa.select(intakes).where(intakes.c.schedule == schedule)).one_or_none()


def change(connection: sa.Connection, schedule: UUID, values: Mapping[str, Any]) -> None:
    """Set columns of an intake."""
    connection.execute(sa.update(intakes).where(intakes.c.schedule == schedule).values(**values))


def count(connection: sa.Connection, schedule: UUID, column: str, **others: Any) -> None:
    """One more of `accepted`, `doubled` or `refused`."""
    change(connection, schedule, {column: intakes.c[column] + 1, **others})


def delivered(connection: sa.Connection, schedule: UUID, message: str) -> sa.Row[Any] | None:
    """The delivery of this message, if it came before."""
    query = sa.select(deliveries).where(
        deliveries.c.account_id == DEFAULT_ACCOUNT,
        deliveries.c.schedule == schedule,
        deliveries.c.message == message,
    )
    return connection.execute(query).one_or_none()


def keep(connection: sa.Connection, new: NewDelivery, now: datetime) -> UUID:
    """Store a delivery whose message is new; of older ones only the last bodies stay."""
    identity = new_id()
    fields = {name: getattr(new, name) for name in NewDelivery.__slots__}
    connection.execute(
        sa.insert(deliveries).values(id=identity, account_id=DEFAULT_ACCOUNT, received_at=now, **fields)
    )
    of_it = (deliveries.c.schedule == new.schedule, deliveries.c.body.is_not(None))
    last = (
        sa.select(deliveries.c.id)
        .where(*of_it)
        .order_by(deliveries.c.received_at.desc(), deliveries.c.id.desc())
        .limit(BODIES_KEPT)
    )
    connection.execute(sa.update(deliveries).where(*of_it, deliveries.c.id.not_in(last)).values(body=None))
    connection.execute(
        sa.delete(deliveries).where(
            deliveries.c.schedule == new.schedule, deliveries.c.received_at < now - KEPT
        )
    )
    return identity


def newest(connection: sa.Connection, schedule: UUID, limit: int) -> list[sa.Row[Any]]:
    """The last deliveries of a schedule, newest first."""
    query = sa.select(deliveries).where(deliveries.c.schedule == schedule)
    newest_first = (deliveries.c.received_at.desc(), deliveries.c.id.desc())
    return list(connection.execute(query.order_by(*newest_first).limit(limit)))


def forget(connection: sa.Connection, schedule: UUID) -> None:
    """Drop everything a schedule was sent."""
    for table in (intakes, deliveries):
        connection.execute(sa.delete(table).where(table.c.schedule == schedule))
