"""The walker: the moves a node kind can make with its tokens, and how tokens and walks come to their ends."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from noc_scheduler.flowchart.events import Event, EventType
from noc_scheduler.flowchart.falling import marked
from noc_scheduler.flowchart.forking import Forking, Needed
from noc_scheduler.flowchart.host_run import HostRun, OpenVisit, Reason, Result, Token
from noc_scheduler.flowchart.instructions import Finish
from noc_scheduler.flowchart.model import Flowchart, FlowNode
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.state import dump_reason
from noc_scheduler.flowchart.visiting import Visiting
from noc_scheduler.flowchart.vocabulary import (
    GOOD_ENDS,
    SEVERITY,
    STATUS_OF_OUTCOME,
    Outcome,
    Status,
    WaitsFor,
)


class Walker(Visiting):
    """A working copy that can come to an end in every part, and that forks and joins."""

    def __init__(self, flowchart: Flowchart, host_run: HostRun, now: datetime) -> None:
        super().__init__(flowchart, host_run, now)
        self.forking = Forking(self, self.standing)

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

    def opened_because(self, visit: OpenVisit) -> Sentence:
        """Why the join of this visit has opened."""
        return self.forking.opened_because(visit)

    def finish(self, visit: OpenVisit, result: Result, why: Mapping[str, Any] | None = None) -> None:
        """End the visit with its result and send its token along the arrow of the outcome, if any."""
        self.close(visit, result, why)
        self.follow(visit, result)

    def follow(self, visit: OpenVisit, result: Result) -> None:
        """Send the token of a visit that has ended so along its arrow; without one it ends or dies."""
        node = self.flowchart.nodes[visit.node]
        target = node.target(result.outcome)
        token = self.tokens[visit.token]
        if target is not None and target not in self.flowchart.nodes:
            # Only a rehearsal walks a flowchart with such an arrow.
            nowhere = Sentence(Saying.ARROW_NOWHERE, {"node": target})
            self.lose(token, _reason(visit, result.saying(nowhere)), visit)
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
            self._blame(_reason(visit, result))
        self.end_token(self.tokens[visit.token], status)

    # Ends

    def end_token(self, token: Token, status: Status) -> None:
        """Take the token out of the walk; its end counts for the status of the whole."""
        del self.tokens[token.id]
        self.ends = (*self.ends, status)
        data = {"visit": None, "node": token.node, "token": token.id, "status": status.value}
        self.events.append(Event(EventType.TOKEN_ENDED, data))
        self.forking.gone(token, Sentence(Saying.BRANCH_ENDED, {"node": token.node}))

    def lose(self, token: Token, reason: Reason, visit: OpenVisit | None = None) -> None:
        """Let a token die for which there is no way on; a death before a join may be forgiven."""
        forgiven = self.forking.forgives(token, token.node)
        number = visit.number if visit is not None else None
        data = {"visit": number, "token": token.id, "forgiven": forgiven, **dump_reason(reason)}
        self.events.append(Event(EventType.TOKEN_DIED, data))
        del self.tokens[token.id]
        in_its_visit = visit is not None and visit.node == token.node
        self.standing.died(token, reason, in_its_visit, forgiven)
        if not forgiven:
            self._blame(reason)
            self.ends = (*self.ends, Status.FAILED)
        died = Sentence(Saying.BRANCH_DIED, {"node": reason.node, "because": reason.told()})
        self.forking.gone(token, died)

    def end_walk(self, status: Status, reason: Reason | None) -> None:
        """End everything at once: open visits are cancelled and their attempts withdrawn."""
        ended = Sentence(Saying.WALK_ENDED)
        self.standing.ended_with_the_walk(str(ended) if reason is None else reason.message)
        for visit in list(self.open_visits.values()):
            self.withdraw(visit)
            self.end_visit(visit, Result(outcome=Outcome.CANCELLED).saying(ended), None)
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

    def _blame(self, reason: Reason) -> None:
        """Remember why the walk will have failed; the first reason is the one that is told."""
        self.reason = self.reason or reason

    def _finished(self, status: Status, reason: Reason | None) -> None:
        self.status = status
        self.reason = reason
        self.standing.paused = self.standing.stopping = None
        if status is Status.SUCCEEDED:
            self.standing.fallen = ()
        why = dump_reason(reason) if reason is not None else None
        data = {"status": status.value, "reason": why, "changed": self.changed}
        self.events.append(Event(EventType.HOST_RUN_FINISHED, data))
        self.instructions.append(Finish(status, reason))


def _reason(visit: OpenVisit, result: Result) -> Reason:
    if result.message:
        return Reason(str(result.outcome), visit.node, result.message, result.code, result.said)
    words = Sentence(Saying.NO_ARROW, {"state": str(result.outcome)})
    return Reason.saying(str(result.outcome), visit.node, words, result.code or Saying.NO_ARROW.value)
