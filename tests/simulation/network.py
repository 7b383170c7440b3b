"""The network: requests arrive, or don't, or twice, or when nobody waits for the answer any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx

from tests.simulation.faults import Fate

if TYPE_CHECKING:
    from tests.simulation.node import SimulatedNode
    from tests.simulation.process import SchedulerProcess
    from tests.simulation.simulation import Simulation

#: How long an executor node waits for an answer of the scheduler.
PATIENCE = 10.0
Body = dict[str, Any]


class Network:
    """Between the scheduler's processes, executor nodes and presentation."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation

    def carry(self, host: str, path: str, body: Body) -> httpx.Response:
        """A request of the scheduler and its answer."""
        simulation = self._simulation
        fate = simulation.faults.fate(simulation.random)
        if host == "presentation.test":
            if not simulation.presentation.alive:
                fate = Fate.REFUSED
            return self._exchange(fate, lambda: simulation.presentation.answer(path, body), host)
        node = simulation.nodes[host.removesuffix(".test")]
        if not node.alive:
            fate = Fate.REFUSED
        elif not node.hears:
            fate = simulation.random.choice((Fate.REFUSED, Fate.LOST))
        elif node.frozen_until > simulation.agenda.now:
            fate = Fate.LATE
        try:
            return self._exchange(fate, lambda: self._to_node(node, path, body), host)
        finally:
            if fate in (Fate.ANSWER_LOST, Fate.NONSENSE, Fate.LATE):
                simulation.spoiler.strike(node)  # what made the answer go astray seldom comes alone

    def _exchange(self, fate: Fate, deliver: Callable[[], Body], host: str) -> httpx.Response:
        simulation = self._simulation
        if fate is not Fate.FINE:
            simulation.note(f"request to {host}: {fate}")
        if fate is Fate.REFUSED:
            raise httpx.ConnectError("connection refused")
        if fate in (Fate.LATE, Fate.DOUBLED):
            pause = simulation.random.choice((0.5, 12, 45))
            simulation.plan(pause, f"a late request comes to {host}", lambda: self._late(deliver))
        if fate in (Fate.LATE, Fate.LOST):
            raise httpx.ReadTimeout("timed out")
        answer = deliver()
        if fate is Fate.ANSWER_LOST:
            raise httpx.ReadTimeout("timed out")
        return httpx.Response(502, text="no") if fate is Fate.NONSENSE else httpx.Response(200, json=answer)

    def _late(self, deliver: Callable[[], Body]) -> None:
        self._simulation.steps += 1
        deliver()

    def _to_node(self, node: SimulatedNode, path: str, body: Body) -> Body:
        if not node.alive:
            return {}
        if path == "/v1/attempts":
            return {"items": node.offered(body["attempts"])}
        return {"items": node.asked_to_stop(body["attempts"])}

    def ask_scheduler(
        self,
        node: SimulatedNode,
        name: str,
        serve: Callable[[SchedulerProcess], Any],
        answered: Callable[[Any], None],
    ) -> None:
        """A request of an executor node; `answered` is called once, with None where no answer comes."""
        simulation, random = self._simulation, self._simulation.random
        fate = simulation.faults.fate(random) if node.is_heard else Fate.LOST
        boot, open_ = node.boot, [True]
        if fate is not Fate.FINE:
            simulation.note(f"{name} of {node.name}: {fate}")

        def close(answer: Any) -> None:
            if open_[0] and node.boot == boot and node.alive:
                open_[0] = False
                answered(answer)

        def arrive() -> None:
            living = [process for process in simulation.processes if process.alive]
            process = random.choice(living) if living else None
            answer = process.do(f"{name} of {node.name}", lambda: serve(process)) if process else None
            broken = answer is None or fate in (
                Fate.FINE,
                Fate.DOUBLED,
            )  # a broken connection is seen at once
            if broken and node.is_heard:
                simulation.plan(random.uniform(0.001, 0.05), f"answer to {name}", lambda: close(answer))

        if fate is Fate.REFUSED:
            simulation.plan(0.01, f"{name} is refused", lambda: close(None))
        elif fate is not Fate.LOST:
            late = fate is Fate.LATE
            simulation.plan(random.uniform(12, 40) if late else random.uniform(0.001, 0.05), name, arrive)
        if fate is Fate.DOUBLED:
            simulation.plan(random.choice((0.1, 3.0, 30.0)), f"{name} again", arrive)
        simulation.plan(PATIENCE, f"{node.name} gives up waiting", lambda: close(None))
