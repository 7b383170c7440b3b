"""Carrying out what walks want done, by writing rows; nothing is sent from here."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.vocabulary import Status, WaitsFor
from noc_scheduler.service.vocabulary import SCHEDULER
from noc_scheduler.service.walks.carrying_out import (  # noqa: F401 - they register their instructions
    calls,
    crossings,
    publishing,
    questions,
)
from noc_scheduler.service.walks.carrying_out.orders import order_rows
from noc_scheduler.service.walks.carrying_out.pauses import no_longer_paused, pauses
from noc_scheduler.service.walks.carrying_out.withdrawal import WITHDRAWN_REASON, withdraw
from noc_scheduler.service.walks.carrying_out.work import Work
from noc_scheduler.service.walks.progress import Progress
from noc_scheduler.settings import Settings
from noc_scheduler.store import attempts, bulk, outbox, waits
from noc_scheduler.store import calls as calls_store
from noc_scheduler.store import crossings as crossings_store
from noc_scheduler.store import questions as questions_store

__all__ = ["WITHDRAWN_REASON", "carry_out", "plan", "shown_attempts", "withdraw"]


CALLER_OVER = "the walk that called it has ended"


def plan(settings: Settings, moved: Sequence[Progress], now: datetime) -> Work:
    """The rows that `moved` ask for; nothing is written yet."""
    work = Work(settings, now)
    for progress in moved:
        for order in progress.instructions:
            order_rows(order, progress, work)
    return work


def carry_out(connection: sa.Connection, moved: Sequence[Progress], work: Work) -> None:
    """Write the rows that `moved` ask for, as they were planned."""
    now = work.now
    closed = [(one.loaded.id, visit) for one in moved for visit in one.closed_visits]
    waits.remove(connection, closed)
    questions_store.close(connection, _no_longer(moved, WaitsFor.ANSWER), now)
    crossings_store.leave(connection, _no_longer(moved, WaitsFor.GATE, WaitsFor.TURN))
    wish = {"actor": dict(SCHEDULER), "reason": CALLER_OVER}
    calls_store.cancel_children(connection, _no_longer(moved, WaitsFor.PROCEDURE), wish)
    still_open = {(one.loaded.id, visit) for one in moved for visit in one.value.open_visits}
    waits.remove(connection, [(one.loaded.id, waits.WHOLE) for one in moved if no_longer_paused(one)])
    put = [wait for key, wait in work.waits.items() if key in still_open]
    waits.put(connection, put + pauses(moved, work), now)
    attempts.add(connection, work.attempts.values(), now)
    outbox.put(connection, work.letters, now)
    if work.withdrawn or work.errands:
        bulk.send(connection)  # they read what was written
    withdraw(connection, work.withdrawn, now)
    for errand in work.errands:
        errand(connection)


def _no_longer(moved: Sequence[Progress], *waits_for: WaitsFor) -> list[tuple[UUID, int]]:
    """Visits that waited for one of these before, and are over."""
    return [
        (one.loaded.id, number)
        for one in moved
        for number in one.closed_visits
        if one.loaded.value.open_visits[number].waits_for in waits_for
    ]


def shown_attempts(work: Work) -> dict[tuple[UUID, int], dict[str, Any]]:
    """What the visits whose attempts are asked for show of them."""
    return {
        (one.host_run, one.visit): {
            "status": Status.QUEUED,
            "attempts": one.number,
            "executor_node": None if one.given is None else one.given.name,
        }
        for one in work.attempts.values()
    }
