"""Taking items up: each starts an execution, joins a walk that is under way, or is left out, and says why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.errors import Invalid, Unavailable
from noc_scheduler.service import flowcharts, start
from noc_scheduler.service.isolation import isolate
from noc_scheduler.service.means import Means
from noc_scheduler.service.overlap import IN_SEQUENCE
from noc_scheduler.service.policy import merged
from noc_scheduler.service.vocabulary import SCHEDULER, Cause, ServiceEvent
from noc_scheduler.store import events, intakes, peers, schedules, signals, work_items
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.events import About, Fact
from noc_scheduler.store.executions import NewExecution
from noc_scheduler.store.schedules import Overlap
from noc_scheduler.store.signals import NewSignal
from noc_scheduler.store.work_items import ItemStatus, Walked
from noc_scheduler.triggers import read_trigger
from noc_scheduler.triggers.arrivals import Arrivals
from noc_scheduler.triggers.mapping import Standing
from noc_scheduler.triggers.quota import Period, Ruling, rule
from noc_scheduler.triggers.storm import Fate, Verdict, Window, judge

BATCH = 500
#: How long nobody else takes up items whose hosts are being asked for.
HOLD = timedelta(seconds=15)
#: Between two questions to a presentation that didn't answer.
PAUSE = timedelta(seconds=2)
#: The signal that a walk gets for each standing of an alert.
SIGNALS = {Standing.FIRING: "alert", Standing.RESOLVED: "resolved"}
TOLD = {
    ItemStatus.STARTED: ServiceEvent.ITEMS_STARTED,
    ItemStatus.JOINED: ServiceEvent.ITEMS_JOINED,
    ItemStatus.LEFT_OUT: ServiceEvent.ITEMS_LEFT_OUT,
    ItemStatus.REFUSED: ServiceEvent.ITEMS_REFUSED,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of an item."""

    status: ItemStatus
    reason: str
    host: str | None = None
    execution: UUID | None = None
    signal: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """The hosts that a schedule may start something on, by their names and by what else they are called."""

    names: frozenset[str]
    addresses: Mapping[str, tuple[str, ...]]

    def name_of(self, said: str) -> str | None:
        """The host that is meant; None when it is none of these, or may be several."""
        if said in self.names:
            return said
        of_address = self.addresses.get(said, ())
        return of_address[0] if len(of_address) == 1 else None


@dataclass(slots=True)
class Turn:
    """One schedule's items as one transaction takes them up; what was found out is kept for the next of them."""

    connection: sa.Connection
    means: Means
    schedule: sa.Row[Any]
    arrivals: Arrivals
    known: Known | None
    now: datetime
    walked: dict[str, Walked | None] = field(default_factory=dict)
    outcomes: dict[Outcome, list[UUID]] = field(default_factory=dict)
    started: dict[Period, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    @property
    def actor(self) -> dict[str, Any]:
        """Whose name everything is done in."""
        return {"id": str(self.schedule.id), "name": self.schedule.name, "kind": "schedule"}


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
    with means.database.reading() as connection:
        peer = peers.find(connection, "presentation")
    if peer is None:
        raise Unavailable("dependency.unavailable", "no presentation is paired with this scheduler")
    found = means.presentation.targets(
        peer.url, schedule.target, str(schedule.id), schedule.procedure["name"], schedule.actor
    )
    addresses: dict[str, tuple[str, ...]] = {}
    for host in found:
        addresses[host.address] = (*addresses.get(host.address, ()), host.name)
    return Known(frozenset(host.name for host in found), addresses)


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
    _write(turn)


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
        outcome = _decide(turn, item)
        if outcome is not None:
            turn.outcomes.setdefault(outcome, []).append(item.id)
    _write(turn)
    return len(waiting)


def _decide(turn: Turn, item: sa.Row[Any]) -> Outcome | None:
    """What becomes of an item; None when it waits on."""
    host = None
    if item.said_host is not None:
        host = None if turn.known is None else turn.known.name_of(item.said_host)
        if host is None:
            return Outcome(
                ItemStatus.REFUSED, f"target.denied: {item.said_host!r} is no host that this schedule is for"
            )
    standing = Standing(item.standing)
    walked = None if host is None else _walked(turn, host)
    if host is not None and walked is not None and (turn.arrivals.join or standing is Standing.RESOLVED):
        signal = SIGNALS[standing]
        said = f"{host} is walked by execution {walked.number} already: signal {signal}"
        return Outcome(ItemStatus.JOINED, said, host, walked.execution, signal)
    if standing is Standing.RESOLVED:
        over = "it was over before anything began"
        dropped = (
            0
            if host is None
            else work_items.drop_held(turn.connection, turn.schedule.id, host, over, turn.now)
        )
        return Outcome(ItemStatus.LEFT_OUT, over if dropped else "nothing walks for what is over", host)
    ruling = _ruling(turn)
    if ruling.until is not None:
        waits = {"due_at": ruling.until, "host": host, "reason": ruling.words}
        work_items.change(turn.connection, item.id, waits)
        return None
    verdict = _verdict(turn, item)
    if verdict.fate is Fate.HOLD:
        held = {"due_at": verdict.until, "held": True, "host": host, "reason": verdict.reason}
        work_items.change(turn.connection, item.id, held)
        return None
    if verdict.fate is Fate.LEAVE_OUT:
        return Outcome(ItemStatus.LEFT_OUT, verdict.reason, host)
    outcome = _start(turn, item, host, verdict.reason)
    if outcome.status is ItemStatus.STARTED:
        turn.started = {period: number + 1 for period, number in turn.started.items()}
        turn.warnings += [ruling.words] if ruling.warns else []
    return outcome


def _ruling(turn: Turn) -> Ruling:
    """What quotas say to one more start; before storm discipline, so that waiting for a quota opens no window."""
    for quota in turn.arrivals.quotas:
        if quota.per not in turn.started:
            since = quota.per.begin(turn.now)
            turn.started[quota.per] = work_items.started_since(turn.connection, turn.schedule.id, since)
    return rule(turn.arrivals.quotas, turn.started, turn.now)


def _walked(turn: Turn, host: str) -> Walked | None:
    if host not in turn.walked:
        turn.walked[host] = work_items.walked(turn.connection, turn.schedule, host)
    return turn.walked[host]


def _verdict(turn: Turn, item: sa.Row[Any]) -> Verdict:
    """What storm discipline says; an item that has waited for its time was judged before."""
    throttle = turn.arrivals.throttle
    if throttle is None or item.held:
        return Verdict(Fate.START, None, item.reason or "")
    kept = work_items.storm(turn.connection, turn.schedule.id, item.group)
    window = None if kept is None else Window(kept.since, kept._mapping["count"])
    verdict = judge(throttle, window, turn.now)
    after = verdict.window
    work_items.remember(
        turn.connection, turn.schedule.id, item.group, None if after is None else (after.since, after.count)
    )
    return verdict


def _start(turn: Turn, item: sa.Row[Any], host: str | None, reason: str) -> Outcome:
    row = turn.schedule
    flowchart = flowcharts.flowchart_of(row.procedure["digest"], row.procedure["canonical"])
    try:
        params = flowcharts.bind(flowchart, {**row.params, **item.params})
    except Invalid as error:
        return Outcome(ItemStatus.REFUSED, str(error), host)
    new = NewExecution(
        procedure=row.procedure["name"],
        procedure_version=row.procedure["version"],
        digest=row.procedure["digest"],
        canonical=row.procedure["canonical"],
        target=row.target if host is None else {"groups": [], "hosts": [host]},
        params=params,
        actor=turn.actor,
        on_behalf_of=row.actor,
        schedule=row.id,
        policy=merged(row.procedure["canonical"], {}),
        bundle=row.bundle,
        priority=row.priority,
        in_sequence=Overlap(row.overlap) in IN_SEQUENCE,
    )
    cause = {"kind": Cause.MESSAGE, "schedule": str(row.id), "item": str(item.id)}
    execution = start.add(turn.connection, turn.means.settings, new, turn.now, cause)
    if host is not None:
        turn.walked.pop(host, None)
        started = {"status": str(ItemStatus.STARTED), "host": host, "execution": execution}
        work_items.change(turn.connection, item.id, started)
    return Outcome(ItemStatus.STARTED, reason or "nothing else was under way", host, execution)


def _write(turn: Turn) -> None:
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
