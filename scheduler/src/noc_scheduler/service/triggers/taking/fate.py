"""What becomes of an item: it starts an execution, joins a walk that is under way, is left out, or waits on."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from noc_scheduler.errors import Invalid
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.service.executions import start
from noc_scheduler.service.triggers.ordering import ordered_by
from noc_scheduler.service.triggers.taking.joining import join, open_to
from noc_scheduler.service.triggers.taking.turn import Outcome, Turn
from noc_scheduler.service.vocabulary import Cause
from noc_scheduler.service.walks import flowcharts
from noc_scheduler.store import storms, work_items
from noc_scheduler.store.work_items import ItemStatus, Walked
from noc_scheduler.triggers.mapping import Standing
from noc_scheduler.triggers.quota import Ruling, rule
from noc_scheduler.triggers.storm import Fate, Verdict, judge

#: The signal that a walk gets for each standing of an alert.
SIGNALS = {Standing.FIRING: "alert", Standing.RESOLVED: "resolved"}


def decide(turn: Turn, item: sa.Row[Any]) -> Outcome | None:
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
    try:
        params = flowcharts.bind(_flowchart(turn), {**turn.schedule.params, **item.params})
    except Invalid as error:
        return Outcome(ItemStatus.REFUSED, str(error), host)
    taker = None if host is None else open_to(turn, host, params)
    ruling = _ruling(turn) if taker is None else Ruling()
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
    if host is not None and taker is not None:
        return join(turn, taker, item, host)
    turn.started = {period: number + 1 for period, number in turn.started.items()}
    turn.warnings += [ruling.words] if ruling.warns else []
    return _start(turn, item, host, params, verdict.reason)


def _flowchart(turn: Turn) -> Flowchart:
    procedure = turn.schedule.procedure
    return flowcharts.flowchart_of(procedure["digest"], procedure["canonical"])


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
    window = storms.recall(turn.connection, turn.schedule.id, item.group)
    verdict = judge(throttle, window, turn.now)
    storms.remember(turn.connection, turn.schedule.id, item.group, verdict.window)
    return verdict


def _start(
    turn: Turn, item: sa.Row[Any], host: str | None, params: Mapping[str, Any], reason: str
) -> Outcome:
    row = turn.schedule
    target = row.target if host is None else {"groups": [], "hosts": [host]}
    new = ordered_by(row, target, params)
    cause = {"kind": Cause.MESSAGE, "schedule": str(row.id), "item": str(item.id)}
    execution = start.add(turn.connection, turn.means.settings, new, turn.now, cause)
    if host is not None:
        turn.walked.pop(host, None)
        started = {"status": str(ItemStatus.STARTED), "host": host, "execution": execution}
        work_items.change(turn.connection, item.id, started)
    return Outcome(ItemStatus.STARTED, reason or "nothing else was under way", host, execution)
