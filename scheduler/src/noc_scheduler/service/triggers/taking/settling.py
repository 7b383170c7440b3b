"""Settling: what has become of items is written and told, and walks that were joined are signalled."""

from collections.abc import Mapping
from typing import Any

from noc_scheduler.service.triggers.taking.turn import Turn
from noc_scheduler.service.vocabulary import SCHEDULER, Cause, ServiceEvent
from noc_scheduler.store import events, signals, work_items
from noc_scheduler.store.events import About, Fact
from noc_scheduler.store.signals import NewSignal
from noc_scheduler.store.work_items import ItemStatus

TOLD = {
    ItemStatus.STARTED: ServiceEvent.ITEMS_STARTED,
    ItemStatus.JOINED: ServiceEvent.ITEMS_JOINED,
    ItemStatus.LEFT_OUT: ServiceEvent.ITEMS_LEFT_OUT,
    ItemStatus.REFUSED: ServiceEvent.ITEMS_REFUSED,
}


def write(turn: Turn) -> None:
    """Settle the items, tell of them, and signal the walks they have joined."""
    cause = {"kind": Cause.MESSAGE, "schedule": str(turn.schedule.id)}
    facts = [
        Fact(ServiceEvent.QUOTA_WARNED, {"name": turn.schedule.name, "reason": words}, SCHEDULER, cause)
        for words in turn.warnings
    ]
    for outcome, ids in turn.outcomes.items():
        values = {
            "status": str(outcome.status),
            "reason": outcome.reason,
            "host": outcome.host,
            "execution": outcome.execution,
            "settled_at": turn.now,
            "watched": outcome.status is ItemStatus.STARTED and turn.arrivals.retry is not None,
        }
        work_items.settle(turn.connection, ids, values)
        data = {
            "name": turn.schedule.name,
            "count": len(ids),
            "reason": outcome.reason,
            "host": outcome.host,
            "execution": None if outcome.execution is None else str(outcome.execution),
        }
        facts.append(Fact(TOLD[outcome.status], data, SCHEDULER, cause))
        if outcome.execution and outcome.host and outcome.signal:
            signal = NewSignal(outcome.execution, outcome.host, outcome.signal, outcome.reason, turn.actor)
            _signal(turn, signal, cause)
    events.tell(turn.connection, turn.now, About.SCHEDULE, {turn.schedule.id: facts})


def _signal(turn: Turn, signal: NewSignal, cause: Mapping[str, Any]) -> None:
    signals.send(turn.connection, signal, turn.now)
    data = {"host": signal.host, "signal": signal.name, "reason": signal.reason}
    fact = Fact(ServiceEvent.EXECUTION_SIGNALLED, data, turn.actor, cause)
    events.tell(turn.connection, turn.now, About.EXECUTION, {signal.execution: [fact]})
