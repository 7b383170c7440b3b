"""What drives executor nodes: their children, their heart and their sender of reports, as in the real one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from noc_scheduler.errors import NocError
from noc_scheduler.flowchart.host_run import Result
from noc_scheduler.service.attempts import report as reports
from noc_scheduler.service.nodes import heartbeat as heartbeats
from tests.simulation.node import SimulatedNode
from tests.simulation.watch import watch_late_reports

if TYPE_CHECKING:
    from tests.simulation.process import SchedulerProcess
    from tests.simulation.simulation import Simulation

BEAT = 2.0
#: Nobody looks at when an attempt began here, only whether that is said with its end.
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


class Agent:
    """One executor node's heart and sender; `identity` is its id at the scheduler."""

    def __init__(self, simulation: Simulation, node: SimulatedNode, identity: UUID) -> None:
        self._simulation, self.node, self.identity = simulation, node, identity
        self._beating = self._sending = ""
        self._not_before = 0.0

    def begin(self) -> None:
        """Start both, for good: a node that is away does nothing in its turns."""
        self._simulation.plan(0.01, f"{self.node.name} works", self._turn)
        self._simulation.plan(0.02, f"{self.node.name} beats", self._beat)

    @property
    def _awake(self) -> bool:
        return self.node.alive and self.node.frozen_until <= self._simulation.agenda.now

    def _turn(self) -> None:
        simulation, now = self._simulation, self._simulation.agenda.now
        pause = 0.4
        if self._awake:
            before = len(self.node.reports)
            self.node.work(now)
            if len(self.node.reports) > before:
                simulation.steps += 1
                simulation.note(f"{self.node.name} has news: {len(self.node.reports) - before}")
            self._send()
            pause = 0.1 if self.node.held else 0.4
        simulation.plan(simulation.random.uniform(0.5, 1.5) * pause, f"{self.node.name} works", self._turn)

    def _beat(self) -> None:
        simulation = self._simulation
        if self._awake and self._beating != self.node.boot:
            self._beating = self.node.boot
            said = _heartbeat(self.node)

            def serve(process: SchedulerProcess) -> Any:
                return heartbeats.heartbeat(process.means, self.identity, said)

            simulation.network.ask_scheduler(self.node, "heartbeat", serve, self._heard)
        simulation.plan(BEAT, f"{self.node.name} beats", self._beat)

    def _heard(self, answer: heartbeats.Answer | NocError | None) -> None:
        self._beating = ""
        if not isinstance(answer, heartbeats.Answer):
            return
        held = dict(self.node.held)
        withdrawn = [str(identity) for identity, _ in answer.withdrawn if str(identity) in held]
        self.node.asked_to_stop([{"id": identity, "lease": held[identity]} for identity in withdrawn])
        self.node.offered(answer.attempts)

    def _send(self) -> None:
        now = self._simulation.agenda.now
        batch = self.node.to_send(now)
        if not batch or self._sending == self.node.boot or now < self._not_before:
            return
        self._sending, boot = self.node.boot, self.node.boot
        said = [_report(document) for document in batch]

        def serve(process: SchedulerProcess) -> list[reports.Judged]:
            with watch_late_reports(self._simulation, said):
                judged = reports.report(process.means, self.identity, self.node.name, boot, said)
            late = [one.report for one in judged if one.status == "late"]
            self._simulation.late.update((str(one.attempt), one.seq) for one in late)
            return judged

        def answered(answer: list[reports.Judged] | NocError | None) -> None:
            self._sending = ""
            if isinstance(answer, list):
                for document, judged in zip(batch, answer, strict=True):
                    self.node.settle(document, judged.status, judged.code, self._simulation.agenda.now)
            else:
                self._not_before = self._simulation.agenda.now + self._simulation.random.uniform(0.2, 10)

        self._simulation.network.ask_scheduler(self.node, f"{len(said)} reports", serve, answered)


def _heartbeat(node: SimulatedNode) -> heartbeats.Heartbeat:
    held: Sequence[tuple[str, int]] = node.held
    return heartbeats.Heartbeat(
        boot=node.boot,
        slots=node.slots,
        running=len(node.running),
        queued=len(held) - len(node.running),
        version="0.1.0",
        clock_offset_ms=0,
        journal=tuple(heartbeats.Held(UUID(identity), lease) for identity, lease in [*held, *node.unsaid]),
    )


def _report(document: dict[str, Any]) -> reports.Report:
    result = None
    if document["state"] == "finished":
        result = Result(outcome=document["outcome"], rc=document["rc"], changed=document["changed"])
    began = LONG_AGO if document.get("began") else None
    return reports.Report(UUID(document["id"]), document["lease"], document["seq"], None, result, began)
