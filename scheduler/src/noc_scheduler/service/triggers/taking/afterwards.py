"""Afterwards: items whose walks have failed go to the end of their queue, or are parked until people say again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.vocabulary import Status
from noc_scheduler.service.executions.finding import uuid_or_none
from noc_scheduler.service.isolation import isolate
from noc_scheduler.service.means import Means
from noc_scheduler.service.triggers.intake import schedule_of
from noc_scheduler.service.vocabulary import SCHEDULER, Cause, ServiceEvent
from noc_scheduler.settings import Settings
from noc_scheduler.store import events, intakes, schedules, work_items
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.events import About, Fact
from noc_scheduler.store.priority import order_at
from noc_scheduler.store.work_items import ItemStatus
from noc_scheduler.triggers import read_trigger
from noc_scheduler.triggers.retry import After, Retry, after_walk

BATCH = 100
TOLD = {After.RETURNED: ServiceEvent.ITEMS_RETURNED, After.PARKED: ServiceEvent.ITEMS_PARKED}


def look_after_items(means: Means) -> int:
    """Deal with items whose executions are over; how many."""
    with means.database.reading() as connection:
        found = work_items.ended(connection, BATCH)

    def act(batch: Sequence[sa.Row[Any]]) -> int:
        return means.database.transact(lambda connection: _deal_with(connection, means.settings, batch))

    return sum(isolate(found, act, lambda _: 0))


def again(means: Means, reference: str, ids: Sequence[str], actor: Any, reason: str) -> int:
    """Let parked items wait again, as often as at first; how many of these were parked."""

    def act(connection: sa.Connection) -> int:
        schedule = schedule_of(connection, reference)
        intakes.locked(connection, schedule.id)
        known = [found for found in map(uuid_or_none, ids) if found is not None]
        rows = work_items.parked(connection, schedule.id, known)
        now = database_now(connection)
        for row in rows:
            _wait_again(connection, means.settings, row, 0, now, now, reason or "people let it wait again")
        if rows:
            data = {"name": schedule.name, "count": len(rows), "reason": reason}
            fact = Fact(ServiceEvent.ITEMS_RETURNED, data, actor, {"kind": Cause.REQUEST})
            events.tell(connection, now, About.SCHEDULE, {schedule.id: [fact]})
        return len(rows)

    number = means.database.transact(act)
    means.ring()
    return number


def _deal_with(connection: sa.Connection, settings: Settings, batch: Sequence[sa.Row[Any]]) -> int:
    retries: dict[UUID, tuple[sa.Row[Any], Retry | None]] = {}
    for schedule in sorted({row.schedule for row in batch}):
        intakes.locked(connection, schedule)
        row = schedules.find(connection, schedule)
        if row is not None:
            trigger: Any = read_trigger(row.trigger, row.created_at)
            retries[schedule] = (row, trigger.arrivals.retry)
    # Asked for again now that nobody else can deal with them.
    items = work_items.ended(connection, BATCH, [one.id for one in batch if one.schedule in retries])
    for item in items:
        schedule, retry = retries[item.schedule]
        _settle(connection, settings, schedule, item, retry)
    return len(items)


def _settle(
    connection: sa.Connection,
    settings: Settings,
    schedule: sa.Row[Any],
    item: sa.Row[Any],
    retry: Retry | None,
) -> None:
    now = database_now(connection)
    after = after_walk(retry, item.tries, item.ended == Status.FAILED)
    if after is After.SETTLED or retry is None:
        work_items.change(connection, item.id, {"watched": False})
        return
    reason = f"execution {item.number} failed"
    if after is After.RETURNED:
        reason = f"{reason}: try {item.tries + 1} of {retry.most} comes after the others"
        _wait_again(connection, settings, item, item.tries + 1, now, now + retry.after, reason)
    else:
        reason = f"{reason}, and it was tried {item.tries} times again: parked"
        values = {"status": str(ItemStatus.PARKED), "watched": False, "reason": reason, "settled_at": now}
        work_items.change(connection, item.id, values)
    data = {
        "name": schedule.name,
        "count": 1,
        "reason": reason,
        "host": item.host,
        "execution": str(item.execution),
    }
    fact = Fact(TOLD[after], data, SCHEDULER, {"kind": Cause.MESSAGE, "schedule": str(schedule.id)})
    events.tell(connection, now, About.SCHEDULE, {schedule.id: [fact]})


def _wait_again(
    connection: sa.Connection,
    settings: Settings,
    item: sa.Row[Any],
    tries: int,
    now: datetime,
    due_at: datetime,
    reason: str,
) -> None:
    """To the end of its queue. It was judged by storm discipline when it came, and is not counted as another."""
    values = {
        "status": str(ItemStatus.WAITING),
        "watched": False,
        "held": True,
        "tries": tries,
        "reason": reason,
        "order_at": order_at(now, item.priority, settings.ageing),
        "due_at": due_at,
        "settled_at": None,
    }
    work_items.change(connection, item.id, values)
