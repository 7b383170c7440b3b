"""What rows ask to be done now, found out with one question instead of one transaction for each kind of work."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from noc_scheduler.flowchart.vocabulary import ACTIVE, Status
from noc_scheduler.store.attempts import OPEN
from noc_scheduler.store.crossings import Crossing
from noc_scheduler.store.outbox import Letter
from noc_scheduler.store.pace import Pace
from noc_scheduler.store.tables import (
    attempts,
    crossings,
    executions,
    host_locks,
    host_runs,
    nonces,
    outbox,
    schedules,
    signals,
    waits,
    wakes,
    work_items,
)
from noc_scheduler.store.waits import WaitAct
from noc_scheduler.store.work_items import HAS_ENDED, ItemStatus


class Pending(StrEnum):
    """Kinds of work that rows can ask for."""

    SCHEDULES = "schedules"
    WAITS = "waits"
    LEASES = "leases"
    NONCES = "nonces"
    FIRE = "fire"
    CANCEL = "cancel"
    PAUSE = "pause"
    CONTINUE = "continue"
    RESUME = "resume"
    ABANDON = "abandon"
    BEGIN = "begin"
    LOCKS = "locks"
    CROSS = "cross"
    DISPATCH = "dispatch"
    REDELIVER = "redeliver"
    WITHDRAWALS = "withdrawals"
    NOTIFICATIONS = "notifications"
    OBSERVATIONS = "observations"
    ITEMS = "items"
    ENDED_ITEMS = "ended_items"
    SIGNALS = "signals"
    WAKES = "wakes"


def pending(connection: sa.Connection, now: datetime) -> frozenset[Pending]:
    """The kinds of work there are. A kind may be named in vain, for its claim looks closer; none is left out."""
    row = connection.execute(_QUESTION, {"now": now}).one()
    return frozenset(kind for kind in Pending if row._mapping[kind])


_NOW = sa.bindparam("now", type_=attempts.c.next_try_at.type)
_UNDER_WAY = executions.c.status.in_(sorted(ACTIVE))
_QUEUED = attempts.c.status == Status.QUEUED
_DUE = attempts.c.next_try_at <= _NOW
_ASKED_FOR: dict[Pending, tuple[sa.Table, tuple[sa.ColumnElement[bool], ...]]] = {
    Pending.SCHEDULES: (schedules, (schedules.c.next_fire_at <= _NOW,)),
    # Every act is named for the sake of the index.
    Pending.WAITS: (waits, (waits.c.act.in_(list(WaitAct)), waits.c.deadline <= _NOW)),
    Pending.LEASES: (attempts, (attempts.c.status.in_(OPEN), attempts.c.lease_until <= _NOW)),
    Pending.NONCES: (nonces, (nonces.c.forget_after < _NOW,)),
    Pending.FIRE: (executions, (executions.c.status == Status.QUEUED, executions.c.fire_at <= _NOW)),
    Pending.CANCEL: (executions, (_UNDER_WAY, executions.c.cancel.is_not(None))),
    Pending.PAUSE: (executions, (_UNDER_WAY, executions.c.pace == Pace.PAUSED)),
    Pending.CONTINUE: (executions, (_UNDER_WAY, executions.c.pace == Pace.CONTINUING)),
    Pending.RESUME: (host_runs, (host_runs.c.resume.is_not(None),)),
    Pending.ABANDON: (executions, (_UNDER_WAY, executions.c.abandoned.is_not(None))),
    Pending.BEGIN: (host_runs, (host_runs.c.status == Status.QUEUED,)),
    Pending.LOCKS: (host_locks, ()),
    Pending.CROSS: (crossings, (crossings.c.status == Crossing.READY,)),
    Pending.DISPATCH: (attempts, (_QUEUED, attempts.c.executor_node.is_(None), _DUE)),
    Pending.REDELIVER: (
        attempts,
        (_QUEUED, attempts.c.executor_node.is_not(None), attempts.c.accepted_at.is_(None), _DUE),
    ),
    Pending.WITHDRAWALS: (outbox, (outbox.c.kind == Letter.WITHDRAWAL, outbox.c.next_try_at <= _NOW)),
    Pending.NOTIFICATIONS: (outbox, (outbox.c.kind == Letter.NOTIFICATION, outbox.c.next_try_at <= _NOW)),
    Pending.OBSERVATIONS: (outbox, (outbox.c.kind == Letter.OBSERVATION, outbox.c.next_try_at <= _NOW)),
    Pending.ITEMS: (work_items, (work_items.c.status == ItemStatus.WAITING, work_items.c.due_at <= _NOW)),
    Pending.ENDED_ITEMS: (work_items, HAS_ENDED),
    Pending.WAKES: (wakes, (wakes.c.due_at <= _NOW,)),
    Pending.SIGNALS: (signals, (signals.c.ready.is_(True),)),
}
_QUESTION = sa.select(
    *(
        sa.select(sa.literal(1)).select_from(table).where(*conditions).exists().label(kind)
        for kind, (table, conditions) in _ASKED_FOR.items()
    )
)
