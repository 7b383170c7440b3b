"""The working copy of one HostRun during one happening: what has become of it so far, and the tokens in it."""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from noc_scheduler.flowchart.events import Event, EventType
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
from noc_scheduler.flowchart.instructions import Instruction
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.flowchart.scope import TokenScope
from noc_scheduler.flowchart.vocabulary import SEVERITY, Status


class WorkingCopy(ABC):
    """Mutable only while `walk()` runs; what it says goes into `instructions` and `events`, in order.

    What ends a visit, a token or the walk touches all of it, and is the walker's.
    """

    def __init__(self, flowchart: Flowchart, host_run: HostRun, now: datetime) -> None:
        self.flowchart = flowchart
        self.now = now
        self.before = host_run
        self.instructions: list[Instruction] = []
        self.events: list[Event] = []
        #: Tokens on their way to their next node and the node each comes from, first in first out.
        self.moving: deque[tuple[int, str | None]] = deque()
        #: Of tokens that are put back before a node, the visit of it that they do again.
        self.done_again: dict[int, int] = {}
        self.tokens = {token.id: token for token in host_run.tokens}
        self.open_visits = dict(host_run.open_visits)
        self.steps = dict(host_run.steps)
        self.visits = dict(host_run.visits)
        self.renewals = dict(host_run.renewals)
        self.vars = dict(host_run.vars)
        #: The passings of forks, by the number of the fork's visit.
        self.passings = dict(host_run.forks)
        self.ends = host_run.ends
        self.status = host_run.status
        self.reason = host_run.reason
        self.changed = host_run.changed
        self.next_token = host_run.next_token
        self.next_visit = host_run.next_visit

    @abstractmethod
    def close(self, visit: OpenVisit, result: Result, why: Mapping[str, Any] | None = None) -> None:
        """End the visit and keep its result; the token is the caller's to move."""

    @abstractmethod
    def lose(self, token: Token, reason: Reason, visit: OpenVisit | None = None) -> None:
        """Let a token die for which there is no way on."""

    @abstractmethod
    def end_walk(self, status: Status, reason: Reason | None) -> None:
        """End everything at once."""

    @property
    def over(self) -> bool:
        """Whether the walk has ended."""
        return self.status in SEVERITY

    @property
    def check_mode(self) -> bool:
        """Whether this walk is a dry run: its steps only say what they would change."""
        return bool(self.before.execution.get("check_mode"))

    @property
    def diff(self) -> bool:
        """Whether all its steps say line by line what they change."""
        return bool(self.before.execution.get("diff"))

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

    def tell(self, event: EventType, visit: OpenVisit, data: Mapping[str, Any]) -> None:
        """Say that something has happened in a visit."""
        self.events.append(Event(event, {"visit": visit.number, "node": visit.node, **data}))

    def renew(self, nodes: Iterable[str]) -> None:
        """Give these nodes their whole budget of visits again."""
        for node in nodes:
            if node in self.visits:
                self.renewals[node] = self.visits[node]

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
        """Put a new token before `node`, inside these loops and branches, and send it there."""
        token = self.new_token(node, frames, forks)
        self.send(token, came_from)
        return token

    def new_token(self, node: str, frames: tuple[Frame, ...], forks: tuple[ForkBranch, ...]) -> Token:
        """A token before `node`, which the caller puts into the walk; until it has failed it goes back to that node."""
        token = Token(self.next_token, node, None, frames, forks, Mark(node, frames))
        self.next_token += 1
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

    # Branches

    def has_opened(self, token: Token) -> bool:
        """Whether a join that would have taken this token has opened without it."""
        return bool(token.forks) and bool(self.passings[token.forks[-1].instance].opened)

    def has_arrived(self, token: Token) -> bool:
        """Whether the branch of this token has come to the join at which the token is."""
        if not token.forks or token.node not in self.flowchart.joins:
            return False
        entry = token.forks[-1]
        return entry.branch in self.passings[entry.instance].arrived.get(token.node, ())

    def welcome_back(self, branches: tuple[ForkBranch, ...]) -> None:
        """A token is back in these branches: none of them is gone any more."""
        for entry in branches:
            instance = self.passings[entry.instance]
            gone = tuple(branch for branch in instance.gone if branch != entry.branch)
            self.passings[entry.instance] = replace(instance, gone=gone)
