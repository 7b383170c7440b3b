"""The working copy of one HostRun during one happening: the moves a node kind can make with its tokens."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from noc_scheduler.flowchart.durations import whole_milliseconds
from noc_scheduler.flowchart.events import Event, EventType
from noc_scheduler.flowchart.falling import marked
from noc_scheduler.flowchart.forking import Forking, Needed
from noc_scheduler.flowchart.host_run import (
    ForkBranch,
    Frame,
    HostRun,
    Mark,
    OpenVisit,
    Reason,
    Result,
    Token,
)
from noc_scheduler.flowchart.instructions import (
    AwaitPerson,
    Conclude,
    Contend,
    Dispatch,
    Finish,
    Instruction,
    Relinquish,
    WaitUntil,
    Withdraw,
)
from noc_scheduler.flowchart.model import Flowchart, FlowNode
from noc_scheduler.flowchart.scope import TokenScope
from noc_scheduler.flowchart.standing import Standing
from noc_scheduler.flowchart.state import dump_result
from noc_scheduler.flowchart.vocabulary import (
    GOOD_ENDS,
    SEVERITY,
    STATUS_OF_OUTCOME,
    Outcome,
    Status,
    WaitsFor,
)

MAX_STEPS = 10_000


class Walker:
    """Mutable only while `walk()` runs; what it says goes into `instructions` and `events`, in order."""

    def __init__(self, flowchart: Flowchart, host_run: HostRun, now: datetime) -> None:
        self.flowchart = flowchart
        self.now = now
        self.before = host_run
        self.instructions: list[Instruction] = []
        self.events: list[Event] = []
        #: Tokens on their way to their next node and the node each comes from, first in first out.
        self.moving: deque[tuple[int, str | None]] = deque()
        #: The node from which each visit begun by this happening was come to.
        self.came_from: dict[int, str | None] = {}
        self.tokens = {token.id: token for token in host_run.tokens}
        self.open_visits = dict(host_run.open_visits)
        self.steps = dict(host_run.steps)
        self.visits = dict(host_run.visits)
        self.renewals = dict(host_run.renewals)
        self.vars = dict(host_run.vars)
        self.forking = Forking(self, host_run.forks)
        self.ends = host_run.ends
        self.standing = Standing(self, host_run)
        self.status = host_run.status
        self.reason = host_run.reason
        self.changed = host_run.changed
        self.next_token = host_run.next_token
        self.next_visit = host_run.next_visit

    @property
    def over(self) -> bool:
        """Whether the walk has ended."""
        return self.status in SEVERITY

    def scope(self, visit: OpenVisit) -> TokenScope:
        """What the expressions of this visit read."""
        return TokenScope(
            params=self.before.params,
            host=self.before.host,
            execution=self.before.execution,
            steps=self.steps,
            visits=self.visits,
            vars=self.vars,
            frames=self.tokens[visit.token].frames,
        )

    # Tokens

    def begin_walk(self) -> None:
        """Put the first token before the start."""
        host = self.before.host
        data = {"host": host.name if host is not None else None}
        self.events.append(Event(EventType.HOST_RUN_STARTED, data))
        self.add_token(self.flowchart.start)

    def add_token(
        self,
        node: str,
        came_from: str | None = None,
        frames: tuple[Frame, ...] = (),
        forks: tuple[ForkBranch, ...] = (),
    ) -> Token:
        """Put a new token before `node`, inside these loops and branches."""
        token = Token(self.next_token, node, None, frames, forks, Mark(node, frames))
        self.next_token += 1
        self.send(token, came_from)
        return token

    def send(self, token: Token, came_from: str | None) -> None:
        """Let this token come to its node."""
        self.tokens[token.id] = token
        self.moving.append((token.id, came_from))

    def set_frame(self, visit: OpenVisit, frame: Frame) -> None:
        """Enter or renew a loop's frame on the visit's token."""
        token = self.tokens[visit.token]
        others = tuple(each for each in token.frames if each.loop != frame.loop)
        self.tokens[token.id] = replace(token, frames=(*others, frame))

    def frame(self, visit: OpenVisit, loop: str) -> Frame | None:
        """The frame of this loop on the visit's token, if it has entered the loop."""
        return next((frame for frame in self.tokens[visit.token].frames if frame.loop == loop), None)

    def set_variables(self, values: Mapping[str, Any]) -> None:
        """Give variables of this walk new values."""
        self.vars.update(values)

    def split(
        self,
        visit: OpenVisit,
        branches: tuple[int, ...],
        limit: int | None,
        why: Mapping[str, Any],
        items: tuple[Any, ...] | None = None,
        alias: str | None = None,
    ) -> None:
        """End a fork's visit and go on as one token for each branch, or for each item."""
        self.forking.split(visit, branches, limit, why, items, alias)

    def arrive(self, token: Token, node: FlowNode, needed: Needed) -> bool:
        """Whether this arrival opens the join `node`; if not, the token has been dealt with."""
        return self.forking.arrive(token, node, needed)

    def opened_because(self, visit: OpenVisit) -> str:
        """Why the join of this visit has opened."""
        return self.forking.words_for(visit)

    # Visits

    def begin(self, token: Token, node: FlowNode, came_from: str | None) -> OpenVisit | None:
        """Open a visit; None where a budget is used up, which has then ended the walk."""
        spent = self.visits.get(node.id, 0)
        if spent - self.renewals.get(node.id, 0) >= node.max_visits:
            self.moving.appendleft((token.id, came_from))
            self._exhausted("visits.exhausted", node.id, f"'{node.id}' was visited {node.max_visits} times")
            return None
        if self.next_visit - self.standing.steps_before > MAX_STEPS:
            self.moving.appendleft((token.id, came_from))
            self._exhausted("steps.exhausted", node.id, f"the walk has taken {MAX_STEPS} steps")
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

    def wait(self, visit: OpenVisit, waits_for: WaitsFor, reason: str, until: datetime | None = None) -> None:
        """Let the visit stand still, for a time or a person, and say why and until when."""
        until = whole_milliseconds(until) if until is not None else None
        visit = replace(visit, status=Status.WAITING, waits_for=waits_for, reason=reason, until=until)
        self.open_visits[visit.number] = visit
        self.tell(
            EventType.VISIT_WAITING,
            visit,
            {
                "reason": reason,
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
            reason="",
            until=None,
        )
        self.instructions.append(dispatch)

    def contend(self, visit: OpenVisit) -> None:
        """Come to a step that one host runs for all: wait to be elected, or for that host's result."""
        self.wait(visit, WaitsFor.TURN, "waits for the host that runs this step for the whole execution")
        self.instructions.append(Contend(visit.number, visit.node))

    def elect(self, visit: OpenVisit) -> OpenVisit:
        """Let this host be the one that runs the step for all."""
        visit = replace(visit, status=Status.RUNNING, waits_for=WaitsFor.REPORT, reason="", elected=True)
        self.open_visits[visit.number] = visit
        return visit

    def finish(self, visit: OpenVisit, result: Result, why: Mapping[str, Any] | None = None) -> None:
        """End the visit with its result and send its token along the arrow of the outcome, if any."""
        self.close(visit, result, why)
        self._follow(visit, result)

    def skip(self, visit: OpenVisit, outcome: str, message: str) -> None:
        """End the visit as skipped, and send its token along the arrow of `outcome`."""
        self._withdraw(visit)
        result = Result(outcome=outcome, message=message)
        self.close(visit, result, status=Status.SKIPPED)
        self._follow(visit, result)

    def begin_and_skip(self, token: Token, came_from: str | None, outcome: str, message: str) -> None:
        """Let a token that stands before its node pass over it: a visit that nothing is done in."""
        visit = self.begin(token, self.flowchart.nodes[token.node], came_from)
        if visit is not None:
            self.skip(visit, outcome, message)

    def give_up(self, token: Token, message: str) -> None:
        """End what the token stands in, if it is a visit, without sending it on."""
        visit = self.open_visits.get(token.visit) if token.visit is not None else None
        if visit is not None:
            self._withdraw(visit)
            self._end_visit(visit, Result(outcome=Outcome.CANCELLED, message=message), None)
        else:
            self.standing.let_go(token.id)

    def _follow(self, visit: OpenVisit, result: Result) -> None:
        node = self.flowchart.nodes[visit.node]
        target = node.target(result.outcome)
        token = self.tokens[visit.token]
        if target is not None and target not in self.flowchart.nodes:
            # Only a rehearsal walks a flowchart with such an arrow.
            message = f"the arrow leads to '{target}', which is no node"
            self.lose(token, _reason(visit, replace(result, message=message)), visit)
        elif target is not None:
            self.tell(
                EventType.ARROW_TAKEN,
                visit,
                {"token": token.id, "from": node.id, "outcome": str(result.outcome), "to": target},
            )
            mark = marked(token, visit, result)
            self.send(Token(token.id, target, None, token.frames, token.forks, mark), node.id)
        elif result.outcome in GOOD_ENDS:
            self.end_token(token, Status.SUCCEEDED)
        else:
            self.lose(token, _reason(visit, result), visit)

    def consume(self, visit: OpenVisit, result: Result) -> None:
        """End the visit and its token with it, as `end` does."""
        self.close(visit, result)
        status = STATUS_OF_OUTCOME.get(result.outcome, Status.SUCCEEDED)
        if status is Status.FAILED:
            self.standing.ended_badly(self.tokens[visit.token], result.message)
            self._blame(Reason(str(result.outcome), visit.node, result.message, result.code))
        self.end_token(self.tokens[visit.token], status)

    def renew(self, nodes: Iterable[str]) -> None:
        """Give these nodes their whole budget of visits again."""
        for node in nodes:
            if node in self.visits:
                self.renewals[node] = self.visits[node]

    # Ends

    def end_token(self, token: Token, status: Status) -> None:
        """Take the token out of the walk; its end counts for the status of the whole."""
        del self.tokens[token.id]
        self.ends = (*self.ends, status)
        data = {"visit": None, "node": token.node, "token": token.id, "status": status.value}
        self.events.append(Event(EventType.TOKEN_ENDED, data))
        self.forking.gone(token, f"ended at '{token.node}'")

    def lose(self, token: Token, reason: Reason, visit: OpenVisit | None = None) -> None:
        """Let a token die for which there is no way on; a death before a join may be forgiven."""
        forgiven = self.forking.forgives(token, token.node)
        number = visit.number if visit is not None else None
        data = {"visit": number, "token": token.id, "forgiven": forgiven, **asdict(reason)}
        self.events.append(Event(EventType.TOKEN_DIED, data))
        del self.tokens[token.id]
        in_its_visit = visit is not None and visit.node == token.node
        self.standing.died(token, reason, in_its_visit, forgiven)
        if not forgiven:
            self._blame(reason)
            self.ends = (*self.ends, Status.FAILED)
        self.forking.gone(token, f"died at '{reason.node}': {reason.message}")

    def end_walk(self, status: Status, reason: Reason | None) -> None:
        """End everything at once: open visits are cancelled and their attempts withdrawn."""
        self.standing.ended_with_the_walk(reason.message if reason is not None else "the walk ended")
        for visit in list(self.open_visits.values()):
            self._withdraw(visit)
            cancelled = Result(outcome=Outcome.CANCELLED, message="the walk ended")
            self._end_visit(visit, cancelled, None)
        self.tokens.clear()
        self.moving.clear()
        self._finished(status, reason)

    def settle(self) -> None:
        """Bring the status up to date once no token can move: over, waiting or running."""
        if self.over or self.status is Status.QUEUED:
            return
        self.standing.hold()
        if not self.tokens:
            worst = max(self.ends, key=lambda end: SEVERITY[end], default=Status.SUCCEEDED)
            self._finished(worst, self.reason if worst is Status.FAILED else None)
            return
        stopping = self.standing.stopping
        if stopping is not None and not self._is_worked_at():
            self.end_walk(Status.CANCELLED, Reason(Outcome.CANCELLED, "", stopping))
            return
        standing = all(visit.status is Status.WAITING for visit in self.open_visits.values())
        self.status = Status.WAITING if standing else Status.RUNNING

    def host_run(self) -> HostRun:
        """The HostRun as it is now, as a value."""
        host_run = replace(
            self.before,
            status=self.status,
            reason=self.reason,
            changed=self.changed,
            tokens=tuple(self.tokens.values()),
            open_visits=self.open_visits,
            steps=self.steps,
            visits=self.visits,
            renewals=self.renewals,
            vars=self.vars,
            forks=self.forking.living(),
            ends=self.ends,
            next_token=self.next_token,
            next_visit=self.next_visit,
        )
        return self.standing.written(host_run)

    def _is_worked_at(self) -> bool:
        return any(visit.waits_for is WaitsFor.REPORT for visit in self.open_visits.values())

    def tell(self, event: EventType, visit: OpenVisit, data: Mapping[str, Any]) -> None:
        """Say that something has happened in a visit."""
        self.events.append(Event(event, {"visit": visit.number, "node": visit.node, **data}))

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
        self._end_visit(visit, result, why, status)

    def _withdraw(self, visit: OpenVisit) -> None:
        if visit.attempts and visit.waits_for is WaitsFor.REPORT:
            self.instructions.append(Withdraw(visit.number, visit.attempts))

    def _end_visit(
        self,
        visit: OpenVisit,
        result: Result,
        why: Mapping[str, Any] | None,
        status: Status | None = None,
    ) -> None:
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

    def _blame(self, reason: Reason) -> None:
        """Remember why the walk will have failed; the first reason is the one that is told."""
        self.reason = self.reason or reason

    def _exhausted(self, code: str, node: str, message: str) -> None:
        self.end_walk(Status.FAILED, Reason(Outcome.FAILED, node, message, code))

    def _finished(self, status: Status, reason: Reason | None) -> None:
        self.status = status
        self.reason = reason
        self.standing.paused = self.standing.stopping = None
        if status is Status.SUCCEEDED:
            self.standing.fallen = ()
        why = asdict(reason) if reason is not None else None
        data = {"status": status.value, "reason": why, "changed": self.changed}
        self.events.append(Event(EventType.HOST_RUN_FINISHED, data))
        self.instructions.append(Finish(status, reason))


def _reason(visit: OpenVisit, result: Result) -> Reason:
    return Reason(str(result.outcome), visit.node, result.message or _no_arrow(result), result.code)


def _no_arrow(result: Result) -> str:
    return f"ended {result.outcome}, and no arrow leads on from there"
