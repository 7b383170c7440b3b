"""Schedules, and their due instants, each of which is claimed once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.store import intakes, work_items
from noc_scheduler.store.ids import DEFAULT_ACCOUNT, new_id
from noc_scheduler.store.priority import USUAL
from noc_scheduler.store.tables import fires, schedules, wakes
from noc_scheduler.store.upsert import is_new


class FireStatus(StrEnum):
    """What became of a due instant."""

    FIRED = "fired"
    MISSED = "missed"
    SKIPPED = "skipped"


class Overlap(StrEnum):
    """What a schedule does when it is due while an execution of it has not ended."""

    TOGETHER = "together"  # they walk at the same time
    SKIP = "skip"  # this instant is left out
    QUEUE_ONE = "queue_one"  # one waits behind it; further instants are left out
    QUEUE_ALL = "queue_all"  # all wait, one behind the other
    CANCEL_OTHER = "cancel_other"  # it is cancelled, and the new one begins when it has ended


@dataclass(frozen=True, slots=True)
class NewSchedule:
    """A schedule as it is asked for, with a frozen copy of the procedure version."""

    name: str
    trigger: Mapping[str, Any]
    procedure: Mapping[str, Any]
    target: Mapping[str, Any]
    params: Mapping[str, Any]
    actor: Mapping[str, Any]
    next_fire_at: datetime | None
    bundle: str | None = None
    overlap: Overlap = Overlap.TOGETHER
    catch_up_ms: int | None = None
    priority: int = USUAL
    check_mode: bool = False
    diff: bool = False


def add(connection: sa.Connection, new: NewSchedule, now: datetime) -> UUID | None:
    """Store a schedule; its id, or None when the name is taken."""
    identity = new_id()
    values = {
        "id": identity,
        "account_id": DEFAULT_ACCOUNT,
        "name": new.name,
        "trigger": dict(new.trigger),
        "procedure": dict(new.procedure),
        "target": dict(new.target),
        "params": dict(new.params),
        "actor": dict(new.actor),
        "created_at": now,
        "next_fire_at": new.next_fire_at,
        "bundle": new.bundle,
        "overlap": str(new.overlap),
        "catch_up_ms": new.catch_up_ms,
        "priority": new.priority,
        "check_mode": new.check_mode,
        "diff": new.diff,
        "queue": new.trigger.get("queue"),
        "broker": bool(new.trigger.get("broker")),
        "expect_every_ms": new.trigger.get("expect_every_ms"),
    }
    return identity if is_new(connection, schedules, values) else None


def find(connection: sa.Connection, identity: UUID) -> sa.Row[Any] | None:
    """The schedule of this id."""
    return connection.execute(sa.select(schedules).where(schedules.c.id == identity)).one_or_none()


def locked(connection: sa.Connection, identity: UUID) -> sa.Row[Any] | None:
    """The same, and nobody else changes it meanwhile."""
    query = sa.select(schedules).where(schedules.c.id == identity).with_for_update()
    return connection.execute(query).one_or_none()


def change_trigger(connection: sa.Connection, identity: UUID, trigger: Mapping[str, Any]) -> None:
    """Keep this trigger instead of the one before; when it fires next is not its matter."""
    query = sa.update(schedules).where(schedules.c.id == identity)
    connection.execute(query.values(trigger=dict(trigger)))


def after(connection: sa.Connection, name: str, limit: int) -> list[sa.Row[Any]]:
    """Schedules by name, those behind `name`."""
    return list(
        connection.execute(
            sa.select(schedules)
            .where(schedules.c.account_id == DEFAULT_ACCOUNT, schedules.c.name > name)
            .order_by(schedules.c.name)
            .limit(limit)
        )
    )


def delete(connection: sa.Connection, identity: UUID) -> bool:
    """Forget a schedule and its instants; its executions stay. False when there is none."""
    connection.execute(sa.delete(fires).where(fires.c.schedule == identity))
    connection.execute(sa.delete(wakes).where(wakes.c.schedule == identity))
    intakes.forget(connection, identity)
    work_items.forget(connection, identity)
    return connection.execute(sa.delete(schedules).where(schedules.c.id == identity)).rowcount == 1


def of_broker(connection: sa.Connection) -> dict[str, list[UUID]]:
    """The schedules that wait for messages of the message broker, by the names of its queues."""
    found: dict[str, list[UUID]] = {}
    named = sa.select(schedules.c.queue, schedules.c.id).where(
        schedules.c.queue.is_not(None), schedules.c.broker.is_(True)
    )
    for row in connection.execute(named.order_by(schedules.c.queue, schedules.c.id)):
        found.setdefault(row.queue, []).append(row.id)
    return found


def due(connection: sa.Connection, now: datetime, limit: int) -> list[UUID]:
    """Schedules with an instant that has come, the one that waits longest first."""
    query = sa.select(schedules.c.id).where(schedules.c.next_fire_at <= now)
    return list(connection.scalars(query.order_by(schedules.c.next_fire_at).limit(limit)))


def claim_due(connection: sa.Connection, now: datetime, ids: Sequence[UUID]) -> list[sa.Row[Any]]:
    """Those of these with an instant that has come, locked until the transaction ends."""
    return list(
        connection.execute(
            sa.select(schedules)
            .where(schedules.c.id.in_(ids), schedules.c.next_fire_at <= now)
            .order_by(schedules.c.next_fire_at)
            .with_for_update(skip_locked=True)
        )
    )


def move_on(
    connection: sa.Connection, identity: UUID, next_fire_at: datetime | None, last_fire_at: datetime | None
) -> None:
    """Set when the schedule is due next (None: never again) and when it fired last."""
    values: dict[str, Any] = {"next_fire_at": next_fire_at}
    if last_fire_at is not None:
        values["last_fire_at"] = last_fire_at
    connection.execute(sa.update(schedules).where(schedules.c.id == identity).values(values))


def claim_instant(
    connection: sa.Connection,
    schedule: UUID,
    instant: datetime,
    status: FireStatus,
    now: datetime,
    reason: Sentence | None = None,
) -> bool:
    """Record what becomes of a due instant; False when that was already decided."""
    values = {
        "schedule": schedule,
        "instant": instant,
        "account_id": DEFAULT_ACCOUNT,
        "status": str(status),
        "reason": None if reason is None else reason.text(),
        "claimed_at": now,
    }
    return is_new(connection, fires, values)


def last_fires(connection: sa.Connection, ids: Iterable[UUID]) -> dict[UUID, sa.Row[Any]]:
    """The latest instant of each schedule that was decided, where there is one."""
    earlier = fires.alias()
    latest = sa.select(sa.func.max(earlier.c.instant)).where(earlier.c.schedule == schedules.c.id)
    query = (
        sa.select(fires)
        .join(schedules, fires.c.schedule == schedules.c.id)
        .where(schedules.c.id.in_(list(ids)), fires.c.instant == latest.scalar_subquery())
    )
    return {row.schedule: row for row in connection.execute(query)}


def note_execution(connection: sa.Connection, schedule: UUID, instant: datetime, execution: UUID) -> None:
    """Which execution a claimed instant has started."""
    connection.execute(
        sa.update(fires)
        .where(fires.c.schedule == schedule, fires.c.instant == instant)
        .values(execution=execution)
    )
