"""Draining: do everything that rows ask for until nothing is left to be done now, or the time is up."""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TypeVar

import structlog

from noc_scheduler.errors import Unavailable
from noc_scheduler.service.attempts.dispatch import dispatch, redeliver
from noc_scheduler.service.attempts.reap import reap
from noc_scheduler.service.executions.fire import begin, fire
from noc_scheduler.service.listening import note_worker
from noc_scheduler.service.means import Means
from noc_scheduler.service.operating.cancel import cancel
from noc_scheduler.service.operating.host_locks import free_forgotten_locks, line_up
from noc_scheduler.service.operating.pausing import give_up_pauses, let_go, stand_still
from noc_scheduler.service.operating.release import abandon, give_up_holds
from noc_scheduler.service.operating.resuming import take_up
from noc_scheduler.service.sending import send_notifications, send_observations, send_withdrawals
from noc_scheduler.service.triggers.clock import clock, forget
from noc_scheduler.service.triggers.taking import take_items
from noc_scheduler.service.triggers.taking.afterwards import look_after_items
from noc_scheduler.service.triggers.waking import wake_schedules
from noc_scheduler.service.walks.crossings import cross
from noc_scheduler.service.walks.elapse import elapse
from noc_scheduler.service.walks.signals import deliver_signals
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.pending import Pending, pending

log = structlog.get_logger()
T = TypeVar("T")
Act = Callable[[Means], int]
#: What a commit can leave to be done at once, in the order it usually follows, and which rows ask for each.
ERRANDS: Mapping[Act, Pending] = {
    wake_schedules: Pending.WAKES,
    look_after_items: Pending.ENDED_ITEMS,
    take_items: Pending.ITEMS,
    fire: Pending.FIRE,
    deliver_signals: Pending.SIGNALS,
    cancel: Pending.CANCEL,
    stand_still: Pending.PAUSE,
    let_go: Pending.CONTINUE,
    take_up: Pending.RESUME,
    abandon: Pending.ABANDON,
    free_forgotten_locks: Pending.LOCKS,
    begin: Pending.BEGIN,
    line_up: Pending.LOCKS,
    cross: Pending.CROSS,
    dispatch: Pending.DISPATCH,
    redeliver: Pending.REDELIVER,
    send_withdrawals: Pending.WITHDRAWALS,
    send_notifications: Pending.NOTIFICATIONS,
    send_observations: Pending.OBSERVATIONS,
}
#: What only the passing of time leaves to be done.
OF_TIME: Mapping[Act, Pending] = {
    forget: Pending.NONCES,
    clock: Pending.SCHEDULES,
    elapse: Pending.WAITS,
    give_up_holds: Pending.WAITS,
    give_up_pauses: Pending.WAITS,
}
OF_LEASES: Mapping[Act, Pending] = {reap: Pending.LEASES}
#: What nearly always follows at once, and is done in the same round without asking again. Only a hint: what it
#: leaves out is found by the question of the next round.
LEADS_TO: Mapping[Pending, frozenset[Pending]] = {
    Pending.WAKES: frozenset({Pending.ITEMS}),
    Pending.ENDED_ITEMS: frozenset({Pending.ITEMS}),
    Pending.ITEMS: frozenset({Pending.FIRE, Pending.SIGNALS, Pending.BEGIN}),
    Pending.FIRE: frozenset({Pending.BEGIN}),
    Pending.SIGNALS: frozenset({Pending.DISPATCH}),
    Pending.CONTINUE: frozenset({Pending.DISPATCH}),
    Pending.RESUME: frozenset({Pending.DISPATCH}),
    Pending.BEGIN: frozenset({Pending.DISPATCH}),
    Pending.CROSS: frozenset({Pending.DISPATCH}),
    Pending.WAITS: frozenset({Pending.DISPATCH}),
    Pending.LEASES: frozenset({Pending.DISPATCH}),
}


def drain(means: Means, most: timedelta) -> int:
    """Everything that is due but the passing of time; how much was done."""
    return _until_nothing_is_left(means, ERRANDS, most)


def tick(means: Means, most: timedelta) -> int:
    """What the passing of time asks for: schedules, waits; then what follows from it."""
    _guarded(means, note_worker, None)
    return _until_nothing_is_left(means, {**OF_TIME, **ERRANDS}, most)


def give_up_leases(means: Means, most: timedelta) -> int:
    """Leases that are over; then what follows from it."""
    return _until_nothing_is_left(means, {**OF_LEASES, **ERRANDS}, most)


def look_at_everything(means: Means, most: timedelta) -> int:
    """All that anybody may have left to be done; how much was done."""
    return tick(means, most) + give_up_leases(means, most)


def _until_nothing_is_left(means: Means, acts: Mapping[Act, Pending], most: timedelta) -> int:
    """Round after round, do what rows ask for: one question finds out what, so that a round for nothing is cheap."""
    end = time.monotonic() + most.total_seconds()
    done = 0
    while True:
        round_ = _round(means, acts, _guarded(means, _asked, frozenset()))
        done += round_
        if not round_ or means.stopping.is_set() or time.monotonic() >= end:
            return done


def _round(means: Means, acts: Mapping[Act, Pending], asked: frozenset[Pending]) -> int:
    done = 0
    for act, kind in acts.items():
        if kind in asked and (did := _guarded(means, act, 0)):
            done += did
            asked |= LEADS_TO.get(kind, frozenset())
    return done


def _asked(means: Means) -> frozenset[Pending]:
    with means.database.reading() as connection:
        return pending(connection, database_now(connection))


def _guarded(means: Means, act: Callable[[Means], T], otherwise: T) -> T:
    if means.stopping.is_set():
        return otherwise
    try:
        return act(means)
    except Unavailable as error:
        log.warning("act.unavailable", act=act.__name__, problem=str(error))
    except Exception:
        # One act that fails must not keep the others from being done; its rows are taken up again later.
        log.exception("act.failed", act=act.__name__)
    return otherwise
