"""Visits of a walk: begun within their budgets, waited in, tried, closed, each told as an event."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from noc_scheduler.flowchart.durations import whole_milliseconds
from noc_scheduler.flowchart.events import EventType
from noc_scheduler.flowchart.host_run import HostRun, OpenVisit, Reason, Result, Token
from noc_scheduler.flowchart.instructions import (
    AwaitPerson,
    Conclude,
    Contend,
    Dispatch,
    Relinquish,
    WaitUntil,
    Withdraw,
)
from noc_scheduler.flowchart.model import Flowchart, FlowNode
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.standing import Standing
from noc_scheduler.flowchart.state import dump_result
from noc_scheduler.flowchart.vocabulary import STATUS_OF_OUTCOME, Outcome, Status, WaitsFor
from noc_scheduler.flowchart.working_copy import WorkingCopy

MAX_STEPS = 10_000


class Visiting(WorkingCopy):
    """A working copy whose tokens come into nodes; where they go from there is the walker's."""

    def __init__(self, flowchart: Flowchart, host_run: HostRun, now: datetime) -> None:
        super().__init__(flowchart, host_run, now)
        self.standing = Standing(self, host_run)
        #: The node from which each visit begun by this happening was come to.
        self.came_from: dict[int, str | None] = {}

    def begin(self, token: Token, node: FlowNode, came_from: str | None) -> OpenVisit | None:
        """Open a visit; None where a budget is used up, which has then ended the walk."""
        spent = self.visits.get(node.id, 0)
        if spent - self.renewals.get(node.id, 0) >= node.max_visits:
            self.moving.appendleft((token.id, came_from))
            self._exhausted(Saying.VISITED_TOO_OFTEN, node, node.max_visits)
            return None
        if self.next_visit - self.standing.steps_before > MAX_STEPS:
            self.moving.appendleft((token.id, came_from))
            self._exhausted(Saying.TOO_MANY_STEPS, node, MAX_STEPS)
            return None
        visit = OpenVisit(number=self.next_visit, node=node.id, token=token.id)
        self.next_visit += 1
        self.visits[node.id] = spent + 1
        self.open_visits[visit.number] = visit
        self.came_from[visit.number] = came_from
        self.tokens[token.id] = token.within(visit.number)
        self.tell(
            EventType.VISIT_STARTED,
            visit,
            {"token": token.id, "kind": node.kind, "came_from": came_from},
        )
        return visit

    def wait(
        self, visit: OpenVisit, waits_for: WaitsFor, reason: Sentence, until: datetime | None = None
    ) -> None:
        """Let the visit stand still, for a time or a person, and say why and until when."""
        until = whole_milliseconds(until) if until is not None else None
        visit = replace(visit, status=Status.WAITING, waits_for=waits_for, reason=reason, until=until)
        self.open_visits[visit.number] = visit
        self.tell(
            EventType.VISIT_WAITING,
            visit,
            {
                "reason": str(reason),
                "waits_for": waits_for.value,
                "until": until.isoformat() if until is not None else None,
            },
        )
        if waits_for is WaitsFor.PERSON:
            self.instructions.append(AwaitPerson(visit.number, visit.node, reason))
        if until is not None:
            self.instructions.append(WaitUntil(visit.number, visit.node, until, reason))

    def dispatch(self, visit: OpenVisit, dispatch: Dispatch) -> None:
        """Have the visit's next attempt made and wait for its report."""
        self.open_visits[visit.number] = replace(
            visit,
            attempts=dispatch.attempt,
            status=Status.RUNNING,
            waits_for=WaitsFor.REPORT,
            reason=None,
            until=None,
        )
        self.instructions.append(dispatch)

    def contend(self, visit: OpenVisit) -> None:
        """Come to a step that one host runs for all: wait to be elected, or for that host's result."""
        self.wait(visit, WaitsFor.TURN, Sentence(Saying.ONCE_SHARED))
        self.instructions.append(Contend(visit.number, visit.node))

    def elect(self, visit: OpenVisit) -> OpenVisit:
        """Let this host be the one that runs the step for all."""
        visit = replace(visit, status=Status.RUNNING, waits_for=WaitsFor.REPORT, reason=None, elected=True)
        self.open_visits[visit.number] = visit
        return visit

    def close(
        self,
        visit: OpenVisit,
        result: Result,
        why: Mapping[str, Any] | None = None,
        status: Status | None = None,
    ) -> None:
        """End the visit and keep its result; the token is the caller's to move."""
        self.steps[visit.node] = result
        self.changed = self.changed or result.changed
        self.end_visit(visit, result, why, status)

    def withdraw(self, visit: OpenVisit) -> None:
        """Have nobody work for the visit any more."""
        if visit.attempts and visit.waits_for is WaitsFor.REPORT:
            self.instructions.append(Withdraw(visit.number, visit.attempts))

    def end_visit(
        self,
        visit: OpenVisit,
        result: Result,
        why: Mapping[str, Any] | None,
        status: Status | None = None,
    ) -> None:
        """End the visit and say so; its result stays the step's only if somebody keeps it."""
        del self.open_visits[visit.number]
        if visit.elected and result.outcome == Outcome.CANCELLED:
            self.instructions.append(Relinquish(visit.number, visit.node))
        elif visit.elected:
            self.instructions.append(Conclude(visit.number, visit.node, result))
        node = self.flowchart.nodes[visit.node]
        self.tell(
            EventType.VISIT_FINISHED,
            visit,
            {
                "token": visit.token,
                "kind": node.kind,
                "status": (status or STATUS_OF_OUTCOME.get(result.outcome, Status.SUCCEEDED)).value,
                "attempts": visit.attempts,
                **dump_result(result),
                "why": dict(why) if why is not None else None,
            },
        )

    def _exhausted(self, saying: Saying, node: FlowNode, most: int) -> None:
        words = Sentence(saying, {"node": node.id, "most": most})
        self.end_walk(Status.FAILED, Reason.saying(Outcome.FAILED, node.id, words, saying.value))
