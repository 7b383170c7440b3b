"""A whole installation in one thread: everything that happens follows from the seed."""

from __future__ import annotations

import base64
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from noc_scheduler.keys import fingerprint
from noc_scheduler.service.nodes import executor_nodes
from noc_scheduler.settings import Settings
from noc_scheduler.store import peers
from noc_scheduler.store.executor_nodes import Enrolment
from noc_scheduler.store.tables import events
from tests.simulation import invariants
from tests.simulation.agenda import Agenda, Deed
from tests.simulation.agents import Agent
from tests.simulation.database import SimulatedDatabase
from tests.simulation.faults import NONE, Faults
from tests.simulation.hazards import Hazard
from tests.simulation.network import Network
from tests.simulation.node import SimulatedNode
from tests.simulation.people import ANNA, EXECUTIONS, People
from tests.simulation.presentation import SimulatedPresentation
from tests.simulation.process import SchedulerProcess
from tests.simulation.spoiler import Spoiler
from tests.simulation.targets import Targets

SETTINGS = Settings(
    home=Path("nowhere"),
    queue_timeout=timedelta(minutes=5),
    decision_timeout=timedelta(minutes=4),
    crossing_timeout=timedelta(minutes=2),
    targets_timeout=timedelta(minutes=5),
)
#: After so many virtual seconds without a fault everything that was accepted is over.
BOUND = 1_800.0
LOOK_EVERY = 25


@dataclass(frozen=True, slots=True)
class Story:
    """How a simulated run went; `log` is every event told, in the order of the feed."""

    seed: int
    steps: int
    seconds: float
    violations: tuple[str, ...]
    trace: tuple[str, ...]
    log: tuple[str, ...]

    def __str__(self) -> str:
        said = f"seed {self.seed}, {self.steps} steps, {self.seconds:.0f} virtual s"
        return "\n".join((said, *self.violations, "the last that happened:", *self.trace))


class Simulation:
    """Two or three processes of the scheduler, as many executor nodes, presentation, people, and a network."""

    def __init__(self, seed: int, agenda: Agenda, faults: Faults) -> None:
        self.seed, self.faults, self.random = seed, faults, Random(f"{seed} simulation")
        self.agenda, self.targets, self.kind = agenda, Targets(), faults
        self.steps, self._depth, self._looked_at, self._asked_at = 0, 0, 0, 0.0
        self.violations: list[str] = []
        self.started: dict[str, str] = {}
        self.late: set[tuple[str, int]] = set()
        self.trace: deque[str] = deque(maxlen=60)
        self.database = SimulatedDatabase(lambda: self.agenda.text, self._unlocked)
        self.presentation = SimulatedPresentation(hosts=self.random.choice((1, 2, 4, 6)))
        self.network, self.spoiler = Network(self), Spoiler(self)
        self.processes = [
            SchedulerProcess(f"scheduler-{n}", self, SETTINGS) for n in range(self.random.choice((2, 3)))
        ]
        self.nodes: dict[str, SimulatedNode] = {}
        self.agents = [self._enrol(f"node-{n}") for n in range(self.random.choice((2, 3)))]
        with self.database.writing() as connection:
            peers.pair(connection, "presentation", "http://presentation.test", "key", self.agenda.instant)

    def run(self, most_steps: int = 20_000) -> Story:
        """Until everything is over and quiet, or something is wrong."""
        healed_at = self.random.uniform(20, 120)
        People(self).begin()
        self.spoiler.begin()
        for process in self.processes:
            process.begin()
        for agent in self.agents:
            agent.begin()
        while not self.violations and self.steps < most_steps and not self._all_is_over():
            if self.agenda.now >= healed_at:
                self._heal()
                healed_at = float("inf")
                deadline = self.agenda.now + BOUND
                self.plan(BOUND, "the bound", lambda: None)
            self._one()
            if healed_at == float("inf") and self.agenda.now >= deadline:
                self.violate(f"I1: not over {BOUND:.0f} virtual s after the last fault")
        if self.steps >= most_steps:
            self.violate(f"I1: not over after {self.steps} steps")
        if not self.violations:
            self.violations += invariants.at_the_end(self)
        story = self._told()
        self.database.close()
        return story

    # What its inhabitants use

    def plan(self, after: float, name: str, deed: Deed) -> None:
        """Do this in so many virtual seconds."""
        self.agenda.plan(after, name, deed)

    def note(self, line: str) -> None:
        """Remember what has just happened, for whoever has to find out why."""
        self.trace.append(f"{self.agenda.now:9.3f} {line}")

    def violate(self, what: str) -> None:
        """Something is wrong."""
        self.violations.append(what)

    def stranded(self, _: str, **item: str) -> None:
        """A batch could not be done with one of its items, and it was no simulated fault."""
        if self.kind.unlocked and isinstance(sys.exc_info()[1], IntegrityError):
            return
        self.violate(f"an item failed alone: {item} {sys.exc_info()[1]!r}")

    def somebody(self) -> SchedulerProcess | None:
        """A process that answers."""
        living = [process for process in self.processes if process.alive]
        return self.random.choice(living) if living else None

    def meanwhile(self) -> None:
        """Somebody waits for an answer or a lock: a few other things happen first, or none."""
        if self._depth < 2 and self.random.random() < 0.4:
            self._depth += 1
            hazard = self.database.hazard
            for _ in range(self.random.randrange(8)):
                self._one()
            self.database.hazard = hazard
            self._depth -= 1

    @contextmanager
    def looking(self) -> Iterator[sa.Connection]:
        """A look at the database from outside; nothing goes wrong with it."""
        hazard, self.database.hazard = self.database.hazard, Hazard()
        try:
            with self.database.reading() as connection:
                yield connection
        finally:
            self.database.hazard = hazard

    def _unlocked(self, raw: Any) -> None:
        """What a transaction has read may be old by the time it writes, as if reading locked nothing."""
        if self._depth or self.random.random() >= self.faults.unlocked:
            return
        raw.execute("ROLLBACK")
        self._depth += 1
        hazard = self.database.hazard
        for _ in range(self.random.randrange(1, 12)):
            self._one()
        self.database.hazard = hazard
        self._depth -= 1
        raw.execute("BEGIN IMMEDIATE")

    def _one(self) -> None:
        _, deed = self.agenda.take()
        deed()
        if self.steps - self._looked_at >= LOOK_EVERY and not self._depth:
            self._looked_at = self.steps
            with self.looking() as connection:
                self.violations += invariants.at_any_time(connection)

    def _heal(self) -> None:
        self.note("the faults are over")
        self.faults = NONE
        self.presentation.alive = True
        for node in self.nodes.values():
            node.hears = node.is_heard = True
            node.frozen_until = 0
            if not node.alive:
                node.come_back()

    def _all_is_over(self) -> bool:
        if self.faults is not NONE or len(self.started) < EXECUTIONS or self._depth:
            return False
        quiet = not any(node.held or node.reports for node in self.nodes.values())
        if not quiet or self.agenda.now < self._asked_at + 1:
            return False
        self._asked_at = self.agenda.now
        with self.looking() as connection:
            return not invariants.left_over(connection)

    def _enrol(self, name: str) -> Agent:
        node = self.nodes[name] = SimulatedNode(name, Random(f"{self.seed} {name}"), self.targets)
        key = base64.b64encode(name.encode().ljust(32, b".")).decode()
        said = Enrolment(name, key, fingerprint(key), f"http://{name}.test", {}, "0.1.0", node.slots)
        shown, _ = executor_nodes.enrol(self.processes[0].means, said)
        identity: UUID = shown.row.id
        executor_nodes.set_authorisation(self.processes[0].means, str(identity), "authorised", key, ANNA)
        return Agent(self, node, identity)

    def _told(self) -> Story:
        with self.looking() as connection:
            rows = connection.execute(sa.select(events).order_by(events.c.position))
            log = tuple(f"{row.stream} {row.seq} {row.at} {row.type} {row.data}" for row in rows)
        return Story(self.seed, self.steps, self.agenda.now, tuple(self.violations), tuple(self.trace), log)
