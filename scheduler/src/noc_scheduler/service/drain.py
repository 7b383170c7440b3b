"""Draining: do everything that rows ask for until nothing is left to be done now, or the time is up."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

import structlog

from noc_scheduler.errors import Unavailable
from noc_scheduler.service.cancel import cancel
from noc_scheduler.service.clock import clock, forget
from noc_scheduler.service.crossings import cross
from noc_scheduler.service.dispatch import dispatch, redeliver
from noc_scheduler.service.elapse import elapse
from noc_scheduler.service.fire import begin, fire
from noc_scheduler.service.host_locks import free_forgotten_locks, line_up
from noc_scheduler.service.listening import note_worker
from noc_scheduler.service.means import Means
from noc_scheduler.service.pausing import give_up_pauses, let_go, stand_still
from noc_scheduler.service.reap import reap
from noc_scheduler.service.release import abandon, give_up_holds
from noc_scheduler.service.resuming import take_up
from noc_scheduler.service.sending import send_notifications, send_withdrawals
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.pending import Pending, pending

log = structlog.get_logger()
Act = Callable[[Means], int]
#: What a commit can leave to be done at once, in the order it usually follows.
ERRANDS: tuple[Act, ...] = (
    fire,
    cancel,
    stand_still,
    let_go,
    take_up,
    abandon,
    free_forgotten_locks,
    begin,
    line_up,
    cross,
    dispatch,
    redeliver,
    send_withdrawals,
    send_notifications,
)
#: Without these an errand finds nothing to do. One that isn't listed is done every time.
ASKED_BY: Mapping[Act, Pending] = {
    fire: Pending.FIRE,
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
}


def drain(means: Means, most: timedelta) -> int:
    """Everything that is due but the passing of time; how much was done."""
    return _until_nothing_is_left(means, (_errands,), most)


def tick(means: Means, most: timedelta) -> int:
    """What the passing of time asks for: schedules, waits; then what follows from it."""
    note_worker(means)
    forget(means)
    return _until_nothing_is_left(means, (clock, elapse, give_up_holds, give_up_pauses, *ERRANDS), most)


def give_up_leases(means: Means, most: timedelta) -> int:
    """Leases that are over; then what follows from it."""
    return _until_nothing_is_left(means, (reap, *ERRANDS), most)


def _errands(means: Means) -> int:
    """What rows ask for now. What a tick does besides looks at everything, so that nothing hangs on the question."""
    with means.database.reading() as connection:
        asked = pending(connection, database_now(connection))
    wanted = (errand for errand in ERRANDS if errand not in ASKED_BY or ASKED_BY[errand] in asked)
    return sum(_guarded(means, errand) for errand in wanted)


def _until_nothing_is_left(means: Means, acts: Sequence[Act], most: timedelta) -> int:
    end = time.monotonic() + most.total_seconds()
    done = 0
    while True:
        round_ = sum(_guarded(means, act) for act in acts)
        done += round_
        if not round_ or means.stopping.is_set() or time.monotonic() >= end:
            return done


def _guarded(means: Means, act: Act) -> int:
    if means.stopping.is_set():
        return 0
    try:
        return act(means)
    except Unavailable as error:
        log.warning("act.unavailable", act=act.__name__, problem=str(error))
    except Exception:
        # One act that fails must not keep the others from being done; its rows are taken up again later.
        log.exception("act.failed", act=act.__name__)
    return 0
