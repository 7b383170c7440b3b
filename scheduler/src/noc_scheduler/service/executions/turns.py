"""Turns: an execution that has to wait for others begins when it has its turn, and says until then for what.

A turn is taken with the execution locked, and written on it as `turn_at`; where a procedure lets only so many of
its executions walk at once, with the procedure's row locked before it. Whoever ends an execution
wakes those that may have waited for it; one that is missed is looked at again after a few seconds.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.vocabulary import Status
from noc_scheduler.service.executions.finishing import finish
from noc_scheduler.service.executions.start import targets_wait
from noc_scheduler.service.executions.turn_rules import Predecessor, Rivals, Standing, Waiting, judge
from noc_scheduler.service.vocabulary import SCHEDULER, Cause, ServiceEvent
from noc_scheduler.settings import Settings
from noc_scheduler.store import events, executions, waits
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.events import About, Fact
from noc_scheduler.store.waits import Wait
from noc_scheduler.triggers.windows import Window, next_opening, read_windows

#: When an execution that waits for its turn is looked at again, if nobody has woken it.
LOOK_AGAIN = timedelta(seconds=5)


def needs_turn(row: sa.Row[Any]) -> bool:
    """Whether anything could keep this execution from beginning."""
    return bool(_windows(row)) or (row.turn_at is None and (row.in_sequence or _limit(row) is not None))


def take_turn(connection: sa.Connection, settings: Settings, row: sa.Row[Any]) -> bool:
    """Give the execution its turn, or let it wait with a reason; whether it has it now."""
    if _limit(row) is not None:
        executions.lock_turns(connection, row.procedure)
    (present,) = executions.lock(connection, [row.id])
    if present.status != Status.QUEUED:
        return False
    now = database_now(connection)
    waiting = judge(_standing(connection, present, now))
    if waiting is not None:
        _wait(connection, settings, present, waiting, now)
        return False
    if present.turn_at is None:
        executions.change(connection, present, {"turn_at": now})
        deadline = now + settings.targets_timeout
        waits.put(connection, [targets_wait(row.id, Sentence(Saying.ASKS_FOR_HOSTS), deadline)], now)
    return True


def _limit(row: sa.Row[Any]) -> int | None:
    return None if row.policy is None else row.policy.get("max_executions")


def _windows(row: sa.Row[Any]) -> tuple[Window, ...]:
    """The windows it has to wait for; a person may have said that it need not."""
    if row.policy is None or row.now_anyway is not None:
        return ()
    return read_windows(row.policy.get("windows", ()))


def _standing(connection: sa.Connection, row: sa.Row[Any], now: datetime) -> Standing:
    opening = next_opening(_windows(row), now)
    if row.turn_at is not None:
        return Standing(opening)
    before = executions.active_of_schedule(connection, row.schedule, row.number) if row.in_sequence else []
    limit = _limit(row)
    return Standing(
        opening=opening,
        predecessors=[Predecessor(one.number, one.cancel is not None) for one in before],
        rivals=None if limit is None else _rivals(connection, row, limit, now),
    )


def _rivals(connection: sa.Connection, row: sa.Row[Any], limit: int, now: datetime) -> Rivals:
    walking = executions.numbers_with_turn(connection, row.procedure)
    return Rivals(row.procedure, limit, walking, executions.count_before(connection, row, now))


def _wait(
    connection: sa.Connection, settings: Settings, row: sa.Row[Any], waiting: Waiting, now: datetime
) -> None:
    deadline = (row.start_at or row.created_at) + settings.turn_timeout
    if waiting.until is None and now >= deadline:
        finish(
            connection,
            row,
            Status.FAILED,
            now,
            {},
            Sentence(Saying.TURN_NEVER_CAME, {"because": waiting.reason}),
        )
        return
    known = waits.find(connection, [(row.id, waits.WHOLE)]).get((row.id, waits.WHOLE))
    if known is None or known.act != waiting.act or known.reason != waiting.reason:
        wait = Wait(row.id, waits.WHOLE, row.id, waiting.act, waiting.reason, waiting.until or deadline)
        waits.put(connection, [wait], now)
    again = {"fire_at": waiting.until or now + LOOK_AGAIN, "turn_at": None}
    executions.change(connection, row, again)
    if known is None or known.act != waiting.act:
        fact = Fact(
            ServiceEvent.EXECUTION_WAITING, {"reason": str(waiting.reason)}, SCHEDULER, {"kind": Cause.START}
        )
        events.tell(connection, now, About.EXECUTION, {row.id: [fact]})
