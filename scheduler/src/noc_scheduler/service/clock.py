"""The clock: every due instant of every schedule is claimed once, and fired or recorded as missed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.errors import Invalid
from noc_scheduler.service import flowcharts, start
from noc_scheduler.service.means import Means
from noc_scheduler.service.policy import merged
from noc_scheduler.service.vocabulary import SCHEDULER, Cause, ServiceEvent
from noc_scheduler.store import events, peers, schedules
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.events import About, Fact
from noc_scheduler.store.executions import NewExecution
from noc_scheduler.store.schedules import FireStatus
from noc_scheduler.triggers import Trigger, read_trigger

BATCH = 50
#: After a long silence only so many missed instants are recorded one by one; the rest is a number.
MOST_RECORDED = 100
#: How long an idempotency key is remembered.
KEYS_KEPT = timedelta(days=7)


def clock(means: Means) -> int:
    """Deal with schedules that are due; how many were."""
    due = means.database.transact(lambda connection: _clock(connection, means))
    if due:
        means.ring()
    return due


def forget(means: Means) -> None:
    """Drop nonces and idempotency keys that are too old to matter."""

    def act(connection: sa.Connection) -> None:
        now = database_now(connection)
        peers.forget(connection, now, now - KEYS_KEPT)

    means.database.transact(act)


def _clock(connection: sa.Connection, means: Means) -> int:
    now = database_now(connection)
    rows = schedules.claim_due(connection, now, BATCH)
    for row in rows:
        _deal_with(connection, means, row, now)
    return len(rows)


def _deal_with(connection: sa.Connection, means: Means, row: sa.Row[Any], now: datetime) -> None:
    trigger = read_trigger(row.trigger, row.created_at)
    due, upcoming = due_instants(trigger, row.next_fire_at, now)
    in_time = due[-1] if now - due[-1] <= means.settings.misfire_grace else None
    missed = due if in_time is None else due[:-1]
    facts = [fact for fact in (_miss(connection, row, missed, now),) if fact is not None]
    if in_time is not None:
        facts += _fire(connection, means, row, in_time, now)
    events.tell(connection, now, About.SCHEDULE, {row.id: facts})
    schedules.move_on(connection, row.id, upcoming, in_time)


def due_instants(trigger: Trigger, first: datetime, now: datetime) -> tuple[list[datetime], datetime | None]:
    """The instants from `first` up to `now`, and the next one after them."""
    due, upcoming = [first], trigger.next_fire(first)
    while upcoming is not None and upcoming <= now:
        due.append(upcoming)
        upcoming = trigger.next_fire(upcoming)
    return due, upcoming


def _miss(connection: sa.Connection, row: sa.Row[Any], missed: list[datetime], now: datetime) -> Fact | None:
    if not missed:
        return None
    for instant in missed[-MOST_RECORDED:]:
        late = f"it was {(now - instant).total_seconds():.0f} s late"
        schedules.claim_instant(connection, row.id, instant, FireStatus.MISSED, now, reason=late)
    data = {
        "name": row.name,
        "count": len(missed),
        "first": missed[0].isoformat(timespec="milliseconds"),
        "last": missed[-1].isoformat(timespec="milliseconds"),
    }
    return Fact(ServiceEvent.SCHEDULE_MISSED, data, SCHEDULER, {"kind": Cause.TIME})


def _fire(
    connection: sa.Connection, means: Means, row: sa.Row[Any], instant: datetime, now: datetime
) -> list[Fact]:
    cause = {"kind": Cause.SCHEDULE, "schedule": str(row.id), "instant": instant.isoformat()}
    try:
        params = flowcharts.bind(flowcharts.accept(row.procedure), row.params)
    except Invalid as error:
        reason = str(error)
        schedules.claim_instant(connection, row.id, instant, FireStatus.MISSED, now, reason=reason)
        return [Fact(ServiceEvent.SCHEDULE_MISSED, {"name": row.name, "reason": reason}, SCHEDULER, cause)]
    if not schedules.claim_instant(connection, row.id, instant, FireStatus.FIRED, now):
        return []
    execution = start.add(connection, means.settings, _execution(row, params, instant), now, cause)
    schedules.note_execution(connection, row.id, instant, execution)
    data = {
        "name": row.name,
        "instant": instant.isoformat(timespec="milliseconds"),
        "execution": str(execution),
    }
    return [Fact(ServiceEvent.SCHEDULE_FIRED, data, SCHEDULER, cause)]


def _execution(row: sa.Row[Any], params: Mapping[str, Any], instant: datetime) -> NewExecution:
    schedule: UUID = row.id
    return NewExecution(
        procedure=row.procedure["name"],
        procedure_version=row.procedure["version"],
        digest=row.procedure["digest"],
        canonical=row.procedure["canonical"],
        target=row.target,
        target_digest=start.target_digest(row.target),
        params=params,
        actor={"id": str(schedule), "name": row.name, "kind": "schedule"},
        on_behalf_of=row.actor,
        start_at=instant,
        schedule=schedule,
        policy=merged(row.procedure["canonical"], {}),
        bundle=row.bundle,
    )
