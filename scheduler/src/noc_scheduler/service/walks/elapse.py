"""Elapsing: waits whose deadline has come are ended by the act written on them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from noc_scheduler.flowchart.happenings import (
    Cancelled,
    Decided,
    Elapsed,
    Happening,
    Reported,
    Settled,
)
from noc_scheduler.flowchart.host_run import Result
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.vocabulary import Outcome, WaitsFor
from noc_scheduler.service.isolation import isolate
from noc_scheduler.service.means import Means
from noc_scheduler.service.operating.resuming import take_up_at_last
from noc_scheduler.service.vocabulary import SCHEDULER, Cause
from noc_scheduler.service.walks.carrying_out import withdraw
from noc_scheduler.service.walks.flowcharts import steps_read
from noc_scheduler.service.walks.walking import Step, advance
from noc_scheduler.store import host_runs, waits
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.host_runs import Loaded
from noc_scheduler.store.waits import WaitAct

BATCH = 100
#: How a visit ends that has waited for others for too long.
GIVEN_UP = {WaitsFor.GATE: Outcome.MISSED, WaitsFor.PROCEDURE: Outcome.TIMED_OUT}
#: How long a wait is left alone whose walk raised an error.
POSTPONED = timedelta(minutes=1)


def elapse(means: Means) -> int:
    """End the waits of visits whose time has come; how many."""
    over = means.database.transact(
        lambda connection: waits.claim_over(connection, database_now(connection), BATCH)
    )

    def act(batch: Sequence[sa.Row[Any]]) -> int:
        return means.database.transact(lambda connection: _end(connection, means, batch))

    def failed(row: sa.Row[Any]) -> int:
        key = (row.subject, row.visit)
        means.database.transact(
            lambda connection: waits.postpone(connection, [key], database_now(connection), POSTPONED)
        )
        return 0

    def resume(batch: Sequence[sa.Row[Any]]) -> int:
        return take_up_at_last(means, [row.subject for row in batch])

    wished = [row for row in over if row.act == WaitAct.RESUME]
    others = [row for row in over if row.act != WaitAct.RESUME]
    ended = sum(isolate(others, act, failed)) + sum(isolate(wished, resume, failed))
    if ended:
        means.ring()
    return ended


def _end(connection: sa.Connection, means: Means, batch: Sequence[sa.Row[Any]]) -> int:
    now = database_now(connection)
    loaded = host_runs.load_locked(connection, [row.subject for row in batch], steps_read)
    present = waits.find(connection, [(row.subject, row.visit) for row in batch])
    over = [row for row in present.values() if row.deadline <= now]
    waits.remove(connection, [(row.subject, row.visit) for row in over])
    withdraw(
        connection,
        [
            (row.subject, row.visit, _attempt(loaded[row.subject], row))
            for row in over
            if row.act == WaitAct.GIVE_UP_QUEUE
        ],
        now,
    )
    cause = {"kind": Cause.TIME}
    steps = [
        Step(row.subject, HAPPENINGS[WaitAct(row.act)](row, loaded[row.subject], now), cause, SCHEDULER)
        for row in over
    ]
    advance(connection, means.settings, steps, now, loaded)
    return len(over)


def _attempt(loaded: Loaded, row: sa.Row[Any]) -> int:
    visit = loaded.value.open_visits.get(row.visit)
    return 0 if visit is None else visit.attempts


def _elapsed(row: sa.Row[Any], loaded: Loaded, now: datetime) -> Happening:
    return Elapsed(row.visit)


def _queue_timed_out(row: sa.Row[Any], loaded: Loaded, now: datetime) -> Happening:
    waited = (now - row.since).total_seconds()
    words = Sentence(Saying.NOT_TAKEN, {"seconds": f"{waited:.0f}", "because": row.reason})
    return Reported(row.visit, _attempt(loaded, row), Result(outcome=Outcome.TIMED_OUT).saying(words))


def _nobody_decided(row: sa.Row[Any], loaded: Loaded, now: datetime) -> Happening:
    since = Sentence(Saying.NOBODY_DECIDED, {"since": f"{row.since:%Y-%m-%d %H:%M} UTC"})
    return Decided(row.visit, Outcome.LOST, since)


def _gate_opened(row: sa.Row[Any], loaded: Loaded, now: datetime) -> Happening:
    return Settled(row.visit, Result(outcome=Outcome.OPENED).saying(Sentence(Saying.TIME_HAS_COME)))


def _nobody_came(row: sa.Row[Any], loaded: Loaded, now: datetime) -> Happening:
    visit = loaded.value.open_visits.get(row.visit)
    outcome = GIVEN_UP.get(visit.waits_for, Outcome.FAILED) if visit is not None else Outcome.FAILED
    return Settled(row.visit, Result(outcome=outcome).saying(_gave_up(row)))


def _nobody_let_go(row: sa.Row[Any], loaded: Loaded, now: datetime) -> Happening:
    return Cancelled(Sentence(Saying.NOBODY_LET_GO, {"because": row.reason}))


def _never_free(row: sa.Row[Any], loaded: Loaded, now: datetime) -> Happening:
    return Cancelled(_gave_up(row))


def _gave_up(row: sa.Row[Any]) -> Sentence:
    return Sentence(Saying.GAVE_UP, {"because": row.reason})


HAPPENINGS: Mapping[WaitAct, Callable[[sa.Row[Any], Loaded, datetime], Happening]] = {
    WaitAct.ELAPSE: _elapsed,
    WaitAct.GIVE_UP_QUEUE: _queue_timed_out,
    WaitAct.GIVE_UP_DECISION: _nobody_decided,
    WaitAct.OPEN_GATE: _gate_opened,
    WaitAct.GIVE_UP_CROSSING: _nobody_came,
    WaitAct.GIVE_UP_PAUSE: _nobody_let_go,
    WaitAct.GIVE_UP_LOCK: _never_free,
}
