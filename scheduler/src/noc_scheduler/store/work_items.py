"""Work items: what messages ask for, each once; taken in their order, and settled with a reason."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.vocabulary import ACTIVE, FINISHED, Status
from noc_scheduler.store import storms
from noc_scheduler.store.ids import DEFAULT_ACCOUNT, new_id
from noc_scheduler.store.tables import executions, host_runs, work_items
from noc_scheduler.store.upsert import insert_into

KEPT = timedelta(days=7)
PARKED_KEPT = timedelta(days=30)


class ItemStatus(StrEnum):
    """What has become of an item."""

    WAITING = "waiting"
    STARTED = "started"  # an execution was started for it
    JOINED = "joined"  # a walk under way was told of it, or its host came to an execution under way
    LEFT_OUT = "left_out"  # storm discipline, or nothing to be done
    REFUSED = "refused"  # it may not start anything
    PARKED = "parked"  # its walks have failed too often


@dataclass(frozen=True, slots=True)
class NewItem:
    """One item as it is taken in; one with a `reason` is refused from the first."""

    key: str
    group: str
    standing: str
    said_host: str | None
    params: Mapping[str, Any]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Walked:
    """A walk under way for a host."""

    execution: UUID
    number: int


def add(
    connection: sa.Connection,
    schedule: sa.Row[Any],
    delivery: UUID,
    items: Sequence[NewItem],
    order_at: datetime,
    now: datetime,
) -> int:
    """Store items that are not known yet, by their keys; how many were new."""
    if not items:
        return 0
    rows = [
        {
            "id": new_id(),
            "account_id": DEFAULT_ACCOUNT,
            "schedule": schedule.id,
            "delivery": delivery,
            "status": str(ItemStatus.WAITING if one.reason is None else ItemStatus.REFUSED),
            "priority": schedule.priority,
            "order_at": order_at,
            "due_at": now,
            "received_at": now,
            **{name: getattr(one, name) for name in NewItem.__slots__},
        }
        for one in items
    ]
    added = 0
    for first in range(0, len(rows), 500):
        keys = [row["key"] for row in rows[first : first + 500]]
        known = work_items.c.schedule == schedule.id, work_items.c.key.in_(keys)
        connection.execute(sa.update(work_items).where(*known).values(seen_at=now))
        insert = insert_into(connection, work_items).on_conflict_do_nothing().returning(sa.literal(1))
        added += len(connection.execute(insert.values(rows[first : first + 500])).all())
    connection.execute(
        sa.delete(work_items).where(
            work_items.c.schedule == schedule.id,
            sa.func.coalesce(work_items.c.seen_at, work_items.c.received_at) < now - KEPT,
            work_items.c.status != ItemStatus.WAITING,
            work_items.c.watched.is_(False),
            sa.or_(work_items.c.status != ItemStatus.PARKED, work_items.c.received_at < now - PARKED_KEPT),
        )
    )
    storms.forget(connection, schedule.id, now - KEPT)
    return added


def waiting(connection: sa.Connection, schedule: UUID, most: int) -> int:
    """How many items of a schedule wait, counted up to `most`."""
    some = (
        sa.select(work_items.c.id)
        .where(work_items.c.schedule == schedule, work_items.c.status == ItemStatus.WAITING)
        .limit(most)
        .subquery()
    )
    return int(connection.execute(sa.select(sa.func.count()).select_from(some)).scalar_one())


def claim(connection: sa.Connection, now: datetime, hold: timedelta, limit: int) -> list[sa.Row[Any]]:
    """Items whose time has come, in their order; nobody else gets them for `hold`."""
    due = (
        sa.select(work_items.c.id)
        .where(work_items.c.status == ItemStatus.WAITING, work_items.c.due_at <= now)
        .order_by(work_items.c.order_at, work_items.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list(connection.scalars(due))
    connection.execute(sa.update(work_items).where(work_items.c.id.in_(ids)).values(due_at=now + hold))
    return _in_order(connection, ids)


def still_waiting(connection: sa.Connection, ids: Iterable[UUID]) -> list[sa.Row[Any]]:
    """Those of these items that nobody has settled, in their order."""
    return [row for row in _in_order(connection, ids) if row.status == ItemStatus.WAITING]


def _in_order(connection: sa.Connection, ids: Iterable[UUID]) -> list[sa.Row[Any]]:
    query = sa.select(work_items).where(work_items.c.id.in_(list(ids)))
    return list(connection.execute(query.order_by(work_items.c.order_at, work_items.c.id)))


def change(connection: sa.Connection, identity: UUID, values: Mapping[str, Any]) -> None:
    """Set columns of an item."""
    connection.execute(sa.update(work_items).where(work_items.c.id == identity).values(**values))


def settle(connection: sa.Connection, ids: Sequence[UUID], values: Mapping[str, Any]) -> None:
    """The same has become of all of these."""
    connection.execute(sa.update(work_items).where(work_items.c.id.in_(ids)).values(**values))


def put_off(connection: sa.Connection, ids: Iterable[UUID], until: datetime, reason: str) -> None:
    """Look at these items again only later, and say why."""
    connection.execute(
        sa.update(work_items)
        .where(work_items.c.id.in_(list(ids)), work_items.c.status == ItemStatus.WAITING)
        .values(due_at=until, reason=reason)
    )


def drop_held(connection: sa.Connection, schedule: UUID, host: str, reason: str, now: datetime) -> int:
    """Leave out the items for a host that wait for their time; how many."""
    held = sa.update(work_items).where(
        work_items.c.schedule == schedule,
        work_items.c.status == ItemStatus.WAITING,
        work_items.c.host == host,
        work_items.c.held.is_(True),
    )
    settled = {"status": str(ItemStatus.LEFT_OUT), "reason": reason, "settled_at": now}
    return connection.execute(held.values(**settled)).rowcount


def walked(connection: sa.Connection, schedule: sa.Row[Any], host: str) -> Walked | None:
    """The newest execution under way that walks this procedure for the host, or will as soon as it begins."""
    begun = (
        sa.select(executions.c.id, executions.c.number)
        .join(host_runs, host_runs.c.execution == executions.c.id)
        .where(
            host_runs.c.name == host,
            host_runs.c.status.in_(sorted(ACTIVE)),
            executions.c.status.in_(sorted(ACTIVE)),
            executions.c.procedure == schedule.procedure["name"],
        )
    )
    about_to = (
        sa.select(executions.c.id, executions.c.number)
        .join(work_items, work_items.c.execution == executions.c.id)
        .where(
            work_items.c.schedule == schedule.id,
            work_items.c.status.in_((ItemStatus.STARTED, ItemStatus.JOINED)),
            work_items.c.host == host,
            executions.c.status == Status.QUEUED,
        )
    )
    for query in (begun, about_to):
        row = connection.execute(query.order_by(executions.c.number.desc()).limit(1)).first()
        if row is not None:
            return Walked(row.id, row.number)
    return None


def started_since(connection: sa.Connection, schedule: UUID, since: datetime) -> int:
    """How many executions a schedule has started from then on."""
    query = sa.select(sa.func.count()).where(
        executions.c.schedule == schedule, executions.c.created_at >= since
    )
    return int(connection.execute(query).scalar_one())


def ended(connection: sa.Connection, limit: int, among: Collection[UUID] | None = None) -> list[sa.Row[Any]]:
    """Watched items whose executions are over, with how these have ended; of all, or among these."""
    query = (
        sa.select(work_items, executions.c.status.label("ended"), executions.c.number.label("number"))
        .join(executions, executions.c.id == work_items.c.execution)
        .where(*HAS_ENDED, *(() if among is None else (work_items.c.id.in_(among),)))
        .order_by(executions.c.finished_at, work_items.c.id)
        .limit(limit)
    )
    return list(connection.execute(query))


#: What holds of watched items whose executions are over.
HAS_ENDED = (
    work_items.c.watched.is_(True),
    sa.select(executions.c.id)
    .where(executions.c.id == work_items.c.execution, executions.c.status.in_(sorted(FINISHED)))
    .correlate(work_items)
    .exists(),
)


def parked(connection: sa.Connection, schedule: UUID, ids: Iterable[UUID]) -> list[sa.Row[Any]]:
    """Those of these items of the schedule that are parked, in their order."""
    found = _in_order(connection, ids)
    return [row for row in found if row.schedule == schedule and row.status == ItemStatus.PARKED]


def newest(
    connection: sa.Connection, schedule: UUID, before: UUID | None, limit: int, status: str | None = None
) -> list[sa.Row[Any]]:
    """Items of a schedule (of one status) from the newest back, those before `before`, with executions' numbers."""
    query = (
        sa.select(work_items, executions.c.number.label("execution_number"))
        .outerjoin(executions, executions.c.id == work_items.c.execution)
        .where(work_items.c.schedule == schedule)
    )
    if before is not None:
        query = query.where(work_items.c.id < before)
    if status is not None:
        query = query.where(work_items.c.status == status)
    return list(connection.execute(query.order_by(work_items.c.id.desc()).limit(limit)))


def forget(connection: sa.Connection, schedule: UUID) -> None:
    """Drop the items of a schedule and what is remembered of its storms."""
    connection.execute(sa.delete(work_items).where(work_items.c.schedule == schedule))
    storms.forget(connection, schedule)
