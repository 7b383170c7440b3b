"""The one who spoils: kills, freezes and cuts off whoever there is, until the faults are over."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

from tests.simulation.hazards import Harm
from tests.simulation.node import SimulatedNode

if TYPE_CHECKING:
    from tests.simulation.simulation import Simulation


class Spoiler:
    """Looks every few seconds for somebody to harm; what it did to executor nodes ends by itself."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation, self.random = simulation, Random(f"{simulation.seed} spoiler")

    def begin(self) -> None:
        """Start spoiling."""
        self._simulation.plan(self.random.uniform(0, 8), "the spoiler looks", self._look)

    def _look(self) -> None:
        simulation, faults = self._simulation, self._simulation.faults
        if not faults.harm and not faults.nodes:
            return
        simulation.plan(self.random.expovariate(1 / 4), "the spoiler looks", self._look)
        if self.random.random() < faults.outages:
            simulation.steps += 1
            simulation.note("every process of the scheduler is killed")
            for process in simulation.processes:
                process.die(seconds=60)
        elif self.random.random() < faults.nodes:
            simulation.steps += 1
            if self.random.random() < 0.2:
                self._silence()
            else:
                self.strike(self.random.choice(list(simulation.nodes.values())))
        elif Harm.CRASH in faults.harms and self.random.random() < faults.harm * 5:
            simulation.steps += 1
            process = self.random.choice(simulation.processes)
            simulation.note(f"{process.name} is killed")
            process.die()

    def strike(self, node: SimulatedNode) -> None:
        """Kill, freeze or cut off this one for a while."""
        if self._simulation.faults.nodes:
            self.random.choice((self._kill, self._freeze, self._cut, self._cut))(node)

    def _kill(self, node: SimulatedNode) -> None:
        if node.alive:
            node.die()
            self._until(f"{node.name} is killed", node.come_back)

    def _freeze(self, node: SimulatedNode) -> None:
        seconds = self._long()
        self._simulation.note(f"{node.name} is frozen for {seconds} s")
        node.frozen_until = self._simulation.agenda.now + seconds

    def _cut(self, node: SimulatedNode) -> None:
        """One way only, or both."""
        way = self.random.choice(("hears", "is_heard", "both", "both"))
        node.hears, node.is_heard = way == "is_heard", way == "hears"

        def heal() -> None:
            node.hears = node.is_heard = True

        self._until(f"{node.name} is cut: {way}", heal)

    def _silence(self) -> None:
        presentation = self._simulation.presentation
        presentation.alive = False

        def heal() -> None:
            presentation.alive = True

        self._until("presentation is away", heal)

    def _until(self, what: str, heal: Callable[[], None]) -> None:
        seconds = self._long()
        self._simulation.note(f"{what} for {seconds} s")
        self._simulation.plan(seconds, f"over: {what}", heal)

    def _long(self) -> float:
        return self.random.choice((3.0, 10.0, 20.0, 45.0, 70.0))
