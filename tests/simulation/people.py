"""People: they start executions, answer questions, decide what is lost, release what is held, and cancel."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from noc_scheduler.flowchart.vocabulary import ACTIVE
from noc_scheduler.service.executions import start
from noc_scheduler.service.means import Means
from noc_scheduler.service.operating import cancel, decide, pausing, questions, release, resuming
from noc_scheduler.service.operating.acting import Act
from noc_scheduler.service.operating.questions import Said
from noc_scheduler.service.operating.redirecting import Redirection, redirect
from noc_scheduler.service.vocabulary import How
from noc_scheduler.store.pace import Pace
from noc_scheduler.store.tables import executions, host_runs, visits, waits
from noc_scheduler.store.tables import questions as asked
from noc_scheduler.store.waits import WaitAct
from tests.simulation.procedures import CALLED, draw_procedure, version

if TYPE_CHECKING:
    from tests.simulation.simulation import Simulation

ANNA = {"id": "p1", "name": "Anna", "kind": "person"}
OTHERS = [{"id": f"p{number}", "name": f"Person {number}", "kind": "person"} for number in (2, 3, 4)]
POLICIES: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"max_parallel": 1},
    {"waves": [1, "rest"]},
    {"waves": [1, "rest"], "stop": {"failed": 1}, "on_stop": "hold"},
    {"max_parallel": 2, "stop": {"failed": 1}, "on_stop": "abandon"},
)
EXECUTIONS = 3


class People:
    """Whoever asks something of the scheduler asks again until it is answered."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation, self.random = simulation, Random(f"{simulation.seed} people")
        self.cancels = self.random.choice((0, 0, 1))
        self.operations = self.random.choice((0, 3, 10))

    def begin(self) -> None:
        """Some executions, and then whatever there is to be said."""
        for number in range(EXECUTIONS):
            pause = number * self.random.uniform(0, 12)
            self._simulation.plan(pause, f"start {number}", partial(self._start, f"order {number}"))
        self._simulation.plan(1, "people look", self._look)

    def _start(self, key: str) -> None:
        procedure = draw_procedure(self.random)
        order = start.Order(
            procedure=procedure,
            target={"groups": ["web"], "hosts": []},
            params={},
            actor=ANNA,
            start_at=None,
            body={"key": key},
            policy=self.random.choice(POLICIES),
            procedures=[version("called", CALLED)],
        )
        self._ask_for(order, key)

    def _ask_for(self, order: start.Order, key: str) -> None:
        process = self._simulation.somebody()
        answer = None
        if process is not None:
            answer = process.do(f"start {key}", lambda: str(start.start(process.means, order, key)))
        if isinstance(answer, str):
            self._simulation.started[key] = answer
        else:
            self._simulation.plan(1, f"{key} again", lambda: self._ask_for(order, key))

    def _look(self) -> None:
        simulation, process = self._simulation, self._simulation.somebody()
        simulation.plan(self.random.uniform(1, 5), "people look", self._look)
        if process is None:
            return
        means = process.means
        with simulation.looking() as connection:
            open_ones = list(connection.execute(sa.select(asked).where(asked.c.closed_at.is_(None))))
            lost = list(
                connection.execute(
                    sa.select(visits.c.id, visits.c.execution)
                    .join(waits, (waits.c.subject == visits.c.host_run) & (waits.c.visit == visits.c.number))
                    .where(waits.c.act == WaitAct.GIVE_UP_DECISION)
                )
            )
            under_way = list(
                connection.execute(sa.select(executions).where(executions.c.status.in_(sorted(ACTIVE))))
            )
        if open_ones:
            row = self.random.choice(open_ones)
            outcome = self.random.choice(("approved", "approved", "refused"))
            answer = Said(row.digest, outcome, "because", self.random.choice(OTHERS))
            self._say(f"answers {outcome}", lambda: questions.answer(means, str(row.id), answer))
        if lost:
            row = self.random.choice(lost)
            word = self.random.choice(("succeeded", "failed", "lost"))
            about = str(row.execution), str(row.id)
            self._say(f"decides {word}", lambda: decide.decide(means, *about, word, "I looked", OTHERS[0]))
        held = [row for row in under_way if row.hold is not None]
        if held:
            self._say("releases", lambda: release.release(means, str(held[0].id), OTHERS[0], "go on"))
        if under_way and self.cancels and self.random.random() < 0.05:
            self.cancels -= 1
            row = self.random.choice(under_way)
            how = self.random.choice(list(How)[:2])
            self._say(
                f"cancels {how}", lambda: cancel.ask_cancel(means, str(row.id), Act(ANNA, "enough"), how)
            )
        self._operate(means, under_way)

    def _operate(self, means: Means, under_way: Sequence[sa.Row[Any]]) -> None:
        """What people do to executions by hand, as often as they feel like it; whatever was paused goes on."""
        with self._simulation.looking() as connection:
            standing = set(
                connection.scalars(sa.select(host_runs.c.execution).where(host_runs.c.pace == Pace.PAUSED))
            )
        paused = [row for row in under_way if row.pace == Pace.PAUSED or row.id in standing]
        if paused and (not self.operations or self.random.random() < 0.4):
            whom = str(paused[0].id)
            self._say("lets it go on", lambda: pausing.go_on(means, whom, Act(ANNA, "go on")))
        if not self.operations or self.random.random() < 0.5:
            return
        self.operations -= 1
        with self._simulation.looking() as connection:
            everything = list(connection.execute(sa.select(executions.c.id).order_by(executions.c.number)))
            walks = list(
                connection.execute(
                    sa.select(host_runs.c.execution, host_runs.c.name).order_by(host_runs.c.id)
                )
            )
        if not walks:
            return
        whole = str(self.random.choice(everything).id)
        one = self.random.choice(walks)
        of_one, act = (str(one.execution), one.name), Act(ANNA, "by hand")
        skip = Redirection(outcome="succeeded")
        kind, deed = self.random.choice(
            (
                ("pauses", lambda: pausing.pause(means, whole, act)),
                ("resumes", lambda: resuming.resume(means, whole, act)),
                ("resumes", lambda: resuming.resume(means, whole, act)),
                ("pauses one", lambda: pausing.pause(means, of_one[0], Act(ANNA, "wait", (of_one[1],)))),
                ("skips", lambda: redirect(means, *of_one, skip, ANNA, "by hand")),
                ("does again", lambda: redirect(means, *of_one, Redirection(), ANNA, "by hand")),
            )
        )
        self._say(kind, deed)

    def _say(self, what: str, said: Any) -> None:
        process = self._simulation.somebody()
        if process is not None:
            process.do(f"somebody {what}", lambda: said() or 0)
