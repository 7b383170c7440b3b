"""The stage: every host walks on one virtual clock, and the script answers in place of executor nodes."""

import heapq
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from noc_scheduler.flowchart.errors import ParameterErrors, RehearsalError
from noc_scheduler.flowchart.events import Event, EventType
from noc_scheduler.flowchart.happenings import Answered, Decided, Elapsed, Happening, Reported, Settled
from noc_scheduler.flowchart.host_run import HostRun, Result
from noc_scheduler.flowchart.instructions import (
    Ask,
    AwaitPerson,
    Call,
    Dispatch,
    Finish,
    Instruction,
    Notify,
    Publish,
    WaitUntil,
)
from noc_scheduler.flowchart.kinds.task import Retries, TaskSpec
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.flowchart.parameters import bind_parameters
from noc_scheduler.flowchart.rehearsal.document import Rehearsal
from noc_scheduler.flowchart.rehearsal.neighbours import Move, Neighbours
from noc_scheduler.flowchart.vocabulary import ACTIVE, SEVERITY, Outcome, Status
from noc_scheduler.flowchart.walk import new_host_run, walk

CURTAIN = datetime(2026, 1, 1, tzinfo=UTC)
_ANSWER, _TIMER = 0, 1


@dataclass(slots=True)
class Walk:
    """One host's walk so far: what a rehearsal can compare."""

    host_run: HostRun
    path: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    #: What was put on which queue, in order.
    published: dict[str, list[Any]] = field(default_factory=dict)
    finished_at: datetime | None = None
    #: Which visit of its node each visit is, counted from 1.
    ordinals: dict[int, int] = field(default_factory=dict)

    @property
    def status(self) -> Status:
        """How the host stands at the end; `waiting` where nothing in the rehearsal moves it any more, `queued`
        where the policy never let it go."""
        standing = self.host_run.status in ACTIVE - {Status.QUEUED}
        return Status.WAITING if standing else self.host_run.status

    @property
    def took(self) -> timedelta | None:
        """The virtual time from the beginning to the host's end."""
        return self.finished_at - CURTAIN if self.finished_at is not None else None


def perform(
    flowchart: Flowchart,
    rehearsal: Rehearsal,
    library: Mapping[str, Flowchart] = MappingProxyType({}),
    begins_at: datetime = CURTAIN,
    most_happenings: int | None = None,
) -> dict[str, Walk]:
    """Walk every host until nothing can happen any more. Raises RehearsalError or ParameterErrors.

    `library` are the sub-procedures that walk for real; others are answered from the script.
    With `most_happenings` a rehearsal in which more happens is given up, with RehearsalError.
    """
    rehearsal.script.check(flowchart)
    stage = _Stage(_without_retries(flowchart), rehearsal, library, begins_at)
    stage.run(most_happenings)
    return stage.walks


def overall(walks: Mapping[str, Walk]) -> Status:
    """The status of the execution: the worst of its hosts, or `waiting` while one isn't over."""
    statuses = [each.status for each in walks.values()]
    if ACTIVE.intersection(statuses):
        return Status.WAITING
    return max(statuses, key=lambda status: SEVERITY[status])


class _Stage:
    def __init__(
        self,
        flowchart: Flowchart,
        rehearsal: Rehearsal,
        library: Mapping[str, Flowchart],
        begins_at: datetime,
    ) -> None:
        params = bind_parameters(flowchart, rehearsal.params)
        execution = {
            "id": "rehearsal",
            "number": 1,
            "procedure": flowchart.name,
            "check_mode": False,
            "diff": False,
        }
        self.flowchart = flowchart
        self.rehearsal = rehearsal
        self.script = rehearsal.script
        self.library = library
        self.now = begins_at
        self.walks = {host.name: Walk(new_host_run(host, params, execution)) for host in rehearsal.hosts}
        self.neighbours = Neighbours(flowchart, tuple(self.walks))
        self.next: deque[tuple[str, Happening]] = deque()
        self.later: list[tuple[datetime, int, int, str, Happening]] = []
        self.number = 0

    def run(self, most_happenings: int | None = None) -> None:
        """Let what can happen now happen first; only then does the clock go on to the next moment."""
        self._review()
        happened = 0
        while self.next or self.later:
            happened += 1
            if most_happenings is not None and happened > most_happenings:
                message = f"more than {most_happenings} things happen in it"
                raise RehearsalError(message, "rehearsal.too_long")
            if self.next:
                host, happening = self.next.popleft()
            else:
                self.now, _, _, host, happening = heapq.heappop(self.later)
            self._happen(host, happening)

    def _happen(self, host: str, happening: Happening) -> None:
        on_stage = self.walks[host]
        walked = walk(self.flowchart, on_stage.host_run, happening, self.now)
        on_stage.host_run = walked.host_run
        on_stage.events += walked.events
        for event in walked.events:
            if event.type is EventType.VISIT_STARTED:
                on_stage.path.append(event.data["node"])
                on_stage.ordinals[event.data["visit"]] = Counter(on_stage.path)[event.data["node"]]
        for instruction in walked.instructions:
            self._carry_out(host, on_stage, instruction)
            self._move(self.neighbours.carry_out(host, instruction, self.now))
        self._review()

    def _review(self) -> None:
        """Let the hosts that are over, or have come, mean for the others what they mean."""
        self._move(self.neighbours.review({name: each.host_run for name, each in self.walks.items()}))

    def _move(self, moves: Iterable[Move]) -> None:
        for host, happening, at in moves:
            if at is None:
                self.next.append((host, happening))
            else:
                self._at(at, _TIMER, host, happening)

    def _carry_out(self, host: str, on_stage: Walk, instruction: Instruction) -> None:
        match instruction:
            case Dispatch(visit=visit, attempt=attempt, node=node):
                result, takes = self.script.result(host, node, on_stage.ordinals[visit])
                self._soon(host, Reported(visit, attempt, result), takes)
            case AwaitPerson(visit=visit, node=node):
                answer = self.script.answer(host, node, on_stage.ordinals[visit])
                if answer is not None:
                    self._soon(host, Decided(visit, answer.outcome), timedelta())
            case Ask(visit=visit, node=node):
                answer = self.script.answer(host, node, on_stage.ordinals[visit])
                if answer is not None:
                    self._soon(host, Answered(visit, answer.outcome, answer.values), timedelta())
            case Call():
                self._call(host, on_stage, instruction)
            case WaitUntil(visit=visit, at=at):
                self._at(at, _TIMER, host, Elapsed(visit))
            case Publish(queue=queue, messages=messages):
                on_stage.published.setdefault(queue, []).extend(messages)
            case Notify(message=message):
                on_stage.messages.append(message)
            case Finish():
                on_stage.finished_at = self.now

    def _call(self, host: str, on_stage: Walk, call: Call) -> None:
        """A sub-procedure meets nobody but its own host: it is performed whole, and returns when it has ended."""
        known = self.library.get(call.procedure)
        if known is None:
            result, takes = self.script.result(host, call.node, on_stage.ordinals[call.visit])
            self._soon(host, Settled(call.visit, result), takes)
            return
        hosts = tuple(each for each in self.rehearsal.hosts if each.name == host)
        script = self.script.inside(call.node)
        inner = replace(self.rehearsal, params=call.params, hosts=hosts, script=script)
        try:
            performed = perform(known, inner, self.library, self.now)[host]
        except ParameterErrors as error:
            problem = Result(outcome=Outcome.FAILED, message=error.message, code=error.problems[0].code)
            self._soon(host, Settled(call.visit, problem), timedelta())
            return
        on_stage.messages += performed.messages
        for queue, messages in performed.published.items():
            on_stage.published.setdefault(queue, []).extend(messages)
        if performed.finished_at is not None:
            self._soon(host, Settled(call.visit, _returned(performed)), performed.finished_at - self.now)

    def _soon(self, host: str, happening: Happening, takes: timedelta) -> None:
        if takes:
            self._at(self.now + takes, _ANSWER, host, happening)
        else:
            self.next.append((host, happening))

    def _at(self, moment: datetime, order: int, host: str, happening: Happening) -> None:
        """Answers that come at the same moment as timers come first; otherwise as they were put here."""
        self.number += 1
        heapq.heappush(self.later, (moment, order, self.number, host, happening))


def _returned(performed: Walk) -> Result:
    ended = performed.host_run
    ok = ended.status is Status.SUCCEEDED
    return Result(
        outcome=Outcome.SUCCEEDED if ok else Outcome.FAILED,
        changed=ended.changed,
        result=ended.vars,
    ).saying("" if ended.reason is None else ended.reason.told())


def _without_retries(flowchart: Flowchart) -> Flowchart:
    """A result in a rehearsal is the last of its visit, so nothing is tried again."""
    nodes: dict[str, Any] = {}
    for name, node in flowchart.nodes.items():
        once = isinstance(node.spec, TaskSpec)
        nodes[name] = replace(node, spec=replace(node.spec, retries=Retries())) if once else node
    return replace(flowchart, nodes=nodes)
