"""The walk: one happening moves one HostRun on, and says what to do and what has happened."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from noc_scheduler.flowchart import operating
from noc_scheduler.flowchart.errors import ExpressionError
from noc_scheduler.flowchart.events import Event
from noc_scheduler.flowchart.happenings import (
    Answered,
    Cancelled,
    Continued,
    Decided,
    Elapsed,
    Elected,
    Happening,
    Moved,
    Paused,
    Reported,
    Resumed,
    Settled,
    Skipped,
    Started,
)
from noc_scheduler.flowchart.host_run import Host, HostRun, OpenVisit, Result
from noc_scheduler.flowchart.instructions import Instruction
from noc_scheduler.flowchart.kinds import KINDS
from noc_scheduler.flowchart.model import Flowchart, FlowNode
from noc_scheduler.flowchart.vocabulary import SETTLED_FROM_OUTSIDE, Outcome, Status, WaitsFor
from noc_scheduler.flowchart.walker import Walker


@dataclass(frozen=True, slots=True)
class Walked:
    """What a happening has led to; where it led to nothing, `host_run` is the very one that was given."""

    host_run: HostRun
    instructions: tuple[Instruction, ...] = ()
    events: tuple[Event, ...] = ()


def new_host_run(host: Host | None, params: Mapping[str, Any], execution: Mapping[str, Any]) -> HostRun:
    """A HostRun that waits for `Started`; `params` are those that `bind_parameters` answered."""
    return HostRun(host=host, params=params, execution=execution)


def walk(flowchart: Flowchart, host_run: HostRun, happening: Happening, now: datetime) -> Walked:
    """Move the HostRun on by one happening. Never raises for what a flowchart or a happening holds.

    The same arguments give the same answer. A stale or doubled happening (its visit isn't open, its attempt
    isn't the current one, its time hasn't come) changes nothing.
    """
    walker = Walker(flowchart, host_run, now)
    if not _take(walker, happening):
        return Walked(host_run)
    _advance(walker)
    walker.settle()
    return Walked(walker.host_run(), tuple(walker.instructions), tuple(walker.events))


def _take(walker: Walker, happening: Happening) -> bool:
    """Let the happening do its first move; false where it is stale."""
    if isinstance(happening, Resumed):
        return operating.resume(walker, happening)
    if walker.over:
        return False
    match happening:
        case Started():
            return _start(walker)
        case Cancelled():
            return operating.cancel(walker, happening)
        case Paused():
            return operating.pause(walker, happening)
        case Continued():
            return operating.go_on(walker, happening)
        case Skipped():
            return operating.skip(walker, happening)
        case Moved():
            return operating.move(walker, happening)
        case Reported(visit=number):
            return _report(walker, walker.open_visits.get(number), happening)
        case Elapsed(number):
            return _elapse(walker, walker.open_visits.get(number))
        case Decided(visit=number):
            return _decide(walker, walker.open_visits.get(number), happening)
        case Answered(visit=number):
            return _answer(walker, walker.open_visits.get(number), happening)
        case Elected(number):
            return _elect(walker, walker.open_visits.get(number))
        case Settled(visit=number):
            return _settle(walker, walker.open_visits.get(number), happening)


def _start(walker: Walker) -> bool:
    if walker.status is not Status.QUEUED or walker.standing.still:
        return False
    walker.status = Status.RUNNING
    walker.begin_walk()
    return True


def _report(walker: Walker, visit: OpenVisit | None, happening: Reported) -> bool:
    if visit is None or visit.waits_for is not WaitsFor.REPORT or visit.attempts != happening.attempt:
        return False
    node = walker.flowchart.nodes[visit.node]
    with _failing(walker, visit):
        KINDS[node.kind].reported(walker, node, visit, happening)
    return True


def _elapse(walker: Walker, visit: OpenVisit | None) -> bool:
    if visit is None or visit.until is None or walker.now < visit.until:
        return False
    node = walker.flowchart.nodes[visit.node]
    with _failing(walker, visit):
        KINDS[node.kind].elapsed(walker, node, visit)
    return True


def _decide(walker: Walker, visit: OpenVisit | None, happening: Decided) -> bool:
    if visit is None or visit.waits_for is not WaitsFor.PERSON:
        return False
    node = walker.flowchart.nodes[visit.node]
    if happening.outcome not in (*KINDS[node.kind].labels(node.spec), Outcome.FAILED, Outcome.LOST):
        return False
    changed = happening.outcome == Outcome.CHANGED
    walker.finish(visit, Result(outcome=happening.outcome, changed=changed).saying(happening.message))
    return True


def _answer(walker: Walker, visit: OpenVisit | None, happening: Answered) -> bool:
    if visit is None or visit.waits_for is not WaitsFor.ANSWER:
        return False
    node = walker.flowchart.nodes[visit.node]
    return KINDS[node.kind].answered(walker, node, visit, happening)


def _elect(walker: Walker, visit: OpenVisit | None) -> bool:
    if visit is None or visit.waits_for is not WaitsFor.TURN:
        return False
    node = walker.flowchart.nodes[visit.node]
    with _failing(walker, visit):
        KINDS[node.kind].enter(walker, node, walker.elect(visit))
    return True


def _settle(walker: Walker, visit: OpenVisit | None, happening: Settled) -> bool:
    if visit is None or visit.waits_for not in SETTLED_FROM_OUTSIDE:
        return False
    node = walker.flowchart.nodes[visit.node]
    if visit.waits_for is WaitsFor.TURN:
        walker.finish(visit, happening.result)
        return True
    with _failing(walker, visit):
        KINDS[node.kind].settled(walker, node, visit, happening.result)
    return True


def _advance(walker: Walker) -> None:
    """Let tokens go on, one node at a time, first in first out, until every one stands in a visit."""
    while walker.moving and not walker.over and not walker.standing.still:
        number, came_from = walker.moving.popleft()
        token = walker.tokens[number]
        node = walker.flowchart.nodes[token.node]
        if node.fault is not None or KINDS[node.kind].admits(walker, node, token):
            # A join gives the token back what it had at the fork, so it is looked up anew.
            visit = walker.begin(walker.tokens[number], node, came_from)
            if visit is not None:
                _enter(walker, node, visit)


def _enter(walker: Walker, node: FlowNode, visit: OpenVisit) -> None:
    with _failing(walker, visit):
        if node.fault is not None:
            raise ExpressionError(node.fault.message, node.fault.code)
        if node.once:
            walker.contend(visit)
        else:
            KINDS[node.kind].enter(walker, node, visit)


@contextmanager
def _failing(walker: Walker, visit: OpenVisit) -> Iterator[None]:
    """End the visit `failed` when an expression has no answer."""
    try:
        yield
    except ExpressionError as error:
        failed = Result(outcome=Outcome.FAILED, message=error.message, code=error.code)
        walker.finish(walker.open_visits[visit.number], failed)
