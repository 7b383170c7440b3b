"""Taking items up: each starts an execution, joins a walk that is under way, or is left out, and says why."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.errors import Invalid, Unavailable
from noc_scheduler.service.executions.hosts_meant import Ordered, hosts_meant
from noc_scheduler.service.isolation import isolate
from noc_scheduler.service.means import Means
from noc_scheduler.service.triggers.taking.fate import decide
from noc_scheduler.service.triggers.taking.settling import write
from noc_scheduler.service.triggers.taking.turn import Known, Outcome, Turn
from noc_scheduler.service.walks.flowcharts import flowchart_of
from noc_scheduler.store import intakes, schedules, work_items
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.work_items import ItemStatus
from noc_scheduler.triggers import read_trigger

__all__ = ["take_items"]

BATCH = 500
#: How long nobody else takes up items whose hosts are being asked for.
HOLD = timedelta(seconds=15)
#: Between two questions to a presentation that didn't answer.
PAUSE = timedelta(seconds=2)


def take_items(means: Means) -> int:
    """Take up items whose time has come; how many."""
    rows = means.database.transact(
        lambda connection: work_items.claim(connection, database_now(connection), HOLD, BATCH)
    )
    of: dict[UUID, list[sa.Row[Any]]] = {}
    for row in rows:
        of.setdefault(row.schedule, []).append(row)
    return sum(_take_up(means, schedule, items) for schedule, items in of.items())


def _take_up(means: Means, schedule: UUID, items: Sequence[sa.Row[Any]]) -> int:
    with means.database.reading() as connection:
        row = schedules.find(connection, schedule)
    if row is None:
        return 0
    try:
        known = _ask(means, row) if any(item.said_host for item in items) else None
    except Unavailable as error:
        problem = error.detail
        ids = [item.id for item in items]
        means.database.transact(
            lambda connection: work_items.put_off(connection, ids, database_now(connection) + PAUSE, problem)
        )
        return 0
    except Invalid as error:
        refused = Outcome(ItemStatus.REFUSED, str(error))
        means.database.transact(lambda connection: _refuse(connection, means, row, items, refused))
        return len(items)

    def act(batch: Sequence[sa.Row[Any]]) -> int:
        return means.database.transact(lambda connection: _settle(connection, means, row, batch, known))

    return sum(isolate(items, act, lambda _: 0))


def _ask(means: Means, schedule: sa.Row[Any]) -> Known:
    procedure = schedule.procedure
    order = Ordered(schedule.id, procedure["name"], schedule.bundle, schedule.target, schedule.actor)
    found = hosts_meant(means, order, lambda _: flowchart_of(procedure["digest"], procedure["canonical"]))
    addresses: dict[str, tuple[str, ...]] = {}
    for host in found:
        addresses[host.address] = (*addresses.get(host.address, ()), host.name)
    return Known({host.name: host.document() for host in found}, addresses)


def _turn(connection: sa.Connection, means: Means, schedule: sa.Row[Any], known: Known | None) -> Turn:
    intakes.locked(connection, schedule.id)
    trigger: Any = read_trigger(schedule.trigger, schedule.created_at)
    return Turn(connection, means, schedule, trigger.arrivals, known, database_now(connection))


def _refuse(
    connection: sa.Connection,
    means: Means,
    schedule: sa.Row[Any],
    items: Sequence[sa.Row[Any]],
    outcome: Outcome,
) -> None:
    turn = _turn(connection, means, schedule, None)
    turn.outcomes[outcome] = [one.id for one in work_items.still_waiting(connection, [i.id for i in items])]
    write(turn)


def _settle(
    connection: sa.Connection,
    means: Means,
    schedule: sa.Row[Any],
    items: Sequence[sa.Row[Any]],
    known: Known | None,
) -> int:
    turn = _turn(connection, means, schedule, known)
    waiting = work_items.still_waiting(connection, [item.id for item in items])
    for item in waiting:
        outcome = decide(turn, item)
        if outcome is not None:
            turn.outcomes.setdefault(outcome, []).append(item.id)
    write(turn)
    return len(waiting)
