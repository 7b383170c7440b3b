"""The clock: every due instant of every schedule is claimed once, and fired, or recorded as missed or skipped."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.errors import Invalid
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.vocabulary import ACTIVE, Status
from noc_scheduler.service.executions import start
from noc_scheduler.service.isolation import isolate
from noc_scheduler.service.means import Means
from noc_scheduler.service.operating.acting import Act
from noc_scheduler.service.operating.cancel import note_cancel
from noc_scheduler.service.refusing import refusal
from noc_scheduler.service.triggers.ordering import actor_of, ordered_by
from noc_scheduler.service.triggers.overlap import Earlier, decide
from noc_scheduler.service.vocabulary import SCHEDULER, Cause, ServiceEvent
from noc_scheduler.service.walks import flowcharts
from noc_scheduler.store import events, executions, peers, schedules
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.events import About, Fact
from noc_scheduler.store.schedules import FireStatus, Overlap
from noc_scheduler.triggers import Trigger, read_trigger

BATCH = 50
#: After a long silence only so many missed instants are recorded one by one; the rest is a number.
MOST_RECORDED = 100
#: At most so many late instants of one schedule are fired together.
MOST_CAUGHT_UP = 100
#: How long an idempotency key is remembered.
KEYS_KEPT = timedelta(days=7)


def clock(means: Means) -> int:
    """Deal with schedules that are due; how many were.

    One that can't be dealt with stays due, says why in its warnings or the log, and keeps no other waiting.
    """
    with means.database.reading() as connection:
        ids = schedules.due(connection, database_now(connection), BATCH)

    def act(batch: Sequence[UUID]) -> int:
        return means.database.transact(lambda connection: _clock(connection, means, batch))

    due = sum(isolate(ids, act, lambda _: 0))
    if due:
        means.ring()
    return due


def forget(means: Means) -> int:
    """Drop nonces and idempotency keys that are too old to matter; nothing follows from it, so it counts for none."""

    def act(connection: sa.Connection) -> None:
        now = database_now(connection)
        peers.forget(connection, now, now - KEYS_KEPT)

    means.database.transact(act)
    return 0


def _clock(connection: sa.Connection, means: Means, ids: Sequence[UUID]) -> int:
    now = database_now(connection)
    rows = schedules.claim_due(connection, now, ids)
    for row in rows:
        _deal_with(connection, means, row, now)
    return len(rows)


def _deal_with(connection: sa.Connection, means: Means, row: sa.Row[Any], now: datetime) -> None:
    trigger = read_trigger(row.trigger, row.created_at)
    due, upcoming = due_instants(trigger, row.next_fire_at, now)
    missed, in_time = caught_up(due, Overlap(row.overlap), _catch_up(row, means), now)
    facts = [fact for fact in (_miss(connection, row, missed, now),) if fact is not None]
    for instant in in_time:
        facts += _fire(connection, means, row, instant, now)
    events.tell(connection, now, About.SCHEDULE, {row.id: facts})
    schedules.move_on(connection, row.id, upcoming, in_time[-1] if in_time else None)


def _catch_up(row: sa.Row[Any], means: Means) -> timedelta:
    if row.catch_up_ms is None:
        return means.settings.misfire_grace
    return timedelta(milliseconds=row.catch_up_ms)


def caught_up(
    due: Sequence[datetime], overlap: Overlap, catch_up: timedelta, now: datetime
) -> tuple[list[datetime], list[datetime]]:
    """Which of the due instants are missed, and which are fired though they may be late.

    Who queues all wants each of them; anybody else wants the latest once.
    """
    most = MOST_CAUGHT_UP if overlap is Overlap.QUEUE_ALL else 1
    in_time = [instant for instant in due if now - instant <= catch_up][-most:]
    return list(due[: len(due) - len(in_time)]), in_time


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
        late = Sentence(Saying.WAS_LATE, {"seconds": f"{(now - instant).total_seconds():.0f}"})
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
        reason = refusal(error)
        schedules.claim_instant(connection, row.id, instant, FireStatus.MISSED, now, reason=reason)
        return [
            Fact(ServiceEvent.SCHEDULE_MISSED, {"name": row.name, "reason": str(reason)}, SCHEDULER, cause)
        ]
    decision = decide(Overlap(row.overlap), _earlier(connection, row.id))
    if not decision.fires:
        skipped = decision.reason
        if not schedules.claim_instant(connection, row.id, instant, FireStatus.SKIPPED, now, reason=skipped):
            return []
        data = {
            "name": row.name,
            "instant": instant.isoformat(timespec="milliseconds"),
            "reason": str(skipped),
        }
        return [Fact(ServiceEvent.SCHEDULE_SKIPPED, data, SCHEDULER, cause)]
    if not schedules.claim_instant(connection, row.id, instant, FireStatus.FIRED, now):
        return []
    _cancel(connection, row, decision.cancels, now, cause)
    execution = start.add(
        connection, means.settings, ordered_by(row, row.target, params, instant), now, cause
    )
    schedules.note_execution(connection, row.id, instant, execution)
    data = {
        "name": row.name,
        "instant": instant.isoformat(timespec="milliseconds"),
        "execution": str(execution),
    }
    return [Fact(ServiceEvent.SCHEDULE_FIRED, data, SCHEDULER, cause)]


def _earlier(connection: sa.Connection, schedule: UUID) -> list[Earlier]:
    return [
        Earlier(one.id, one.number, one.status != Status.QUEUED)
        for one in executions.active_of_schedule(connection, schedule)
    ]


def _cancel(
    connection: sa.Connection,
    row: sa.Row[Any],
    ids: Sequence[UUID],
    now: datetime,
    cause: Mapping[str, Any],
) -> None:
    """Ask for those to end that the new one takes the place of; it waits until they have."""
    actor = actor_of(row)
    for one in executions.lock(connection, ids) if ids else []:
        if one.status in ACTIVE and one.cancel is None:
            note_cancel(connection, one, Act(actor, f"schedule {row.name} is due again"), now, cause=cause)
