"""What the hosts of a rehearsal are to each other: gates, steps one runs for all, and who may walk when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from noc_scheduler.flowchart.crossings.admission import Forgiven, Standing, admit, let_go
from noc_scheduler.flowchart.crossings.gates import Crowd, judge, opens_at
from noc_scheduler.flowchart.crossings.policy import OnStop, Policy
from noc_scheduler.flowchart.happenings import Cancelled, Elected, Happening, Settled, Started
from noc_scheduler.flowchart.host_run import HostRun, Result
from noc_scheduler.flowchart.instructions import Arrive, Conclude, Contend, Instruction, Relinquish
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.vocabulary import Outcome, Status, WaitsFor

#: A happening for a host, now (None) or at a moment.
Move = tuple[str, Happening, datetime | None]
Place = tuple[str, int]


@dataclass(slots=True)
class _Gate:
    arrived: dict[str, None] = field(default_factory=dict)
    waiting: list[Place] = field(default_factory=list)
    first_at: datetime | None = None
    opened: bool = False


@dataclass(slots=True)
class _Turn:
    elected: str | None = None
    waiting: list[Place] = field(default_factory=list)
    result: Result | None = None


class Neighbours:
    """Keeps what an execution keeps in rows; decides by the same rules."""

    def __init__(self, flowchart: Flowchart, hosts: tuple[str, ...]) -> None:
        self._flowchart = flowchart
        self._hosts = hosts
        self._policy = flowchart.policy or Policy()
        self._admitted = 0
        self._gates: dict[str, _Gate] = {}
        self._turns: dict[str, _Turn] = {}

    def carry_out(self, host: str, order: Instruction, now: datetime) -> Iterator[Move]:
        """What a host's instruction leads to at once."""
        match order:
            case Arrive(visit, node):
                yield from self._arrive(self._gates.setdefault(node, _Gate()), host, visit, node, now)
            case Contend(visit, node):
                yield from self._contend(self._turns.setdefault(node, _Turn()), host, visit)
            case Conclude(node=node, result=result):
                turn = self._turns[node]
                turn.result = result
                yield from ((other, Settled(visit, result), None) for other, visit in turn.waiting)
                turn.waiting.clear()
            case Relinquish(node=node):
                self._turns[node].elected = None
                yield from self._elect(self._turns[node])

    def review(self, walks: Mapping[str, HostRun]) -> Iterator[Move]:
        """What follows for the others from what has become of the hosts."""
        for turn in self._turns.values():
            turn.waiting = [(host, visit) for host, visit in turn.waiting if visit in walks[host].open_visits]
        for node, gate in self._gates.items():
            gate.waiting = [(host, visit) for host, visit in gate.waiting if visit in walks[host].open_visits]
            yield from self._judge(node, gate, walks)
        yield from self._admit(walks)

    def _arrive(self, gate: _Gate, host: str, visit: int, node: str, now: datetime) -> Iterator[Move]:
        rule = self._flowchart.nodes[node].spec
        gate.arrived[host] = None
        gate.first_at = gate.first_at or now
        opens = opens_at(rule, gate.first_at)
        if gate.opened or (opens is not None and now >= opens):
            yield host, Settled(visit, Result(outcome=rule.late).saying(Sentence(Saying.GATE_WAS_OPEN))), None
        elif opens is not None:
            yield (
                host,
                Settled(visit, Result(outcome=Outcome.OPENED).saying(Sentence(Saying.TIME_HAS_COME))),
                opens,
            )
        else:
            gate.waiting.append((host, visit))

    def _judge(self, node: str, gate: _Gate, walks: Mapping[str, HostRun]) -> Iterator[Move]:
        never = sum(_over(walks[host]) and host not in gate.arrived for host in self._hosts)
        crowd = Crowd(len(self._hosts), len(gate.arrived), never)
        verdict = judge(self._flowchart.nodes[node].spec, crowd)
        if gate.opened or verdict.outcome is None:
            return
        gate.opened = verdict.outcome == Outcome.OPENED
        for host, visit in gate.waiting:
            yield host, Settled(visit, Result(outcome=verdict.outcome).saying(verdict.why)), None
        gate.waiting.clear()

    def _contend(self, turn: _Turn, host: str, visit: int) -> Iterator[Move]:
        if turn.result is not None:
            yield host, Settled(visit, turn.result), None
            return
        turn.waiting.append((host, visit))
        if turn.elected is None:
            yield from self._elect(turn)

    def _elect(self, turn: _Turn) -> Iterator[Move]:
        if turn.waiting:
            host, visit = turn.waiting.pop(0)
            turn.elected = host
            yield host, Elected(visit), None

    def _admit(self, walks: Mapping[str, HostRun]) -> Iterator[Move]:
        standing = Standing(
            total=len(self._hosts),
            admitted=self._admitted,
            walking=sum(_walks(walks[host]) for host in self._hosts[: self._admitted]),
            failed=sum(run.status is Status.FAILED for run in walks.values()),
            unreachable=sum(_unreachable(run) for run in walks.values()),
        )
        admission = admit(self._policy, standing, Forgiven())
        if admission.tripped and self._policy.on_stop is OnStop.RELEASE:
            admission = let_go(self._policy, standing)
        if admission.tripped and self._policy.on_stop is OnStop.ABANDON:
            queued = self._hosts[self._admitted :]
            self._admitted = len(self._hosts)
            given_up = Cancelled(Sentence(Saying.ABANDONED, {"because": admission.tripped}))
            yield from ((host, given_up, None) for host in queued)
            return
        fresh = self._hosts[self._admitted : admission.admitted]
        self._admitted = admission.admitted
        yield from ((host, Started(), None) for host in fresh)


def _over(run: HostRun) -> bool:
    return run.status in (Status.SUCCEEDED, Status.FAILED, Status.CANCELLED)


def _walks(run: HostRun) -> bool:
    """Whether the host is on its way: standing at a gate or waiting for another host's step is not."""
    standing = bool(run.open_visits) and all(
        visit.waits_for in (WaitsFor.GATE, WaitsFor.TURN) for visit in run.open_visits.values()
    )
    return not _over(run) and not standing


def _unreachable(run: HostRun) -> bool:
    return run.reason is not None and run.reason.outcome == Outcome.UNREACHABLE
