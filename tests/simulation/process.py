"""A process of the scheduler: the real service over the simulated database, clock and network."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, TypeVar

import httpx
from sqlalchemy.exc import IntegrityError, OperationalError

from noc_scheduler.clients.presentation import Presentation
from noc_scheduler.errors import NocError
from noc_scheduler.nodes.client import ExecutorNodes
from noc_scheduler.nodes.documents import Parcel
from noc_scheduler.service.attempts.delivery import hand_over
from noc_scheduler.service.attempts.reap import reap
from noc_scheduler.service.drain import ERRANDS, Act
from noc_scheduler.service.listening import listen
from noc_scheduler.service.means import Means
from noc_scheduler.service.operating.pausing import give_up_pauses
from noc_scheduler.service.operating.release import give_up_holds
from noc_scheduler.service.triggers.clock import clock
from noc_scheduler.service.walks.elapse import elapse
from noc_scheduler.settings import Settings
from tests.simulation.hazards import Crashed, Hazard, Point, Said

if TYPE_CHECKING:
    from tests.simulation.simulation import Simulation

T = TypeVar("T")
TIMED: tuple[Act, ...] = (elapse, elapse, reap, reap, give_up_holds, give_up_pauses, clock)


class SchedulerProcess:
    """Serves whoever asks, sends what it was rung for, and looks by itself for what nobody did."""

    def __init__(self, name: str, simulation: Simulation, settings: Settings) -> None:
        self.name, self._simulation, self.random = name, simulation, Random(f"{simulation.seed} {name}")
        self.alive, self.lives = True, 1
        self._errands: list[Act] = []
        self._again, self._pause = False, 1.0
        client = httpx.Client(transport=httpx.MockTransport(self._send), trust_env=False)
        database = simulation.database
        self._posted: list[Parcel] = []
        self.means = Means(
            settings, database, Presentation(client), ExecutorNodes(client), self._ring, self._posted.extend
        )

    def begin(self) -> None:
        """Come to life."""
        self.alive, self._errands, self._again = True, [], True
        self._posted.clear()
        life = self.lives
        self._simulation.plan(0, f"{self.name} wakes", lambda: self._wake(life))
        self._simulation.plan(0.1, f"{self.name} listens", lambda: self._listen(life))

    def die(self, seconds: float | None = None) -> None:
        """Everything that was not committed or sent is gone; somebody starts it again after a while."""
        if not self.alive:
            return
        self.alive, self.lives = False, self.lives + 1
        pause = self.random.choice((0.5, 3, 12)) if seconds is None else seconds
        self._simulation.plan(pause, f"{self.name} starts", self.begin)

    def do(self, name: str, work: Callable[[], T]) -> T | NocError | None:
        """Do something that may go wrong anywhere: its answer, what it raised, None where the process died."""
        simulation, life = self._simulation, self.lives
        simulation.steps += 1
        outer, simulation.database.hazard = simulation.database.hazard, Hazard()
        if self.random.random() < simulation.faults.harm:
            simulation.database.hazard.arm(self.random, simulation.faults.harms)
        answer: T | NocError | None = None
        try:
            answer = work()
        except Crashed as crashed:
            simulation.note(f"{self.name} dies: {crashed}")
            self.die()
        except IntegrityError as error:
            if not simulation.kind.unlocked:  # without locks it is what keeps an event from being told twice
                simulation.violate(f"{self.name} {name} raised {error!r}")
        except (NocError, OperationalError) as error:
            cause = error if isinstance(error, OperationalError) else error.__cause__
            if isinstance(cause, OperationalError) and not isinstance(cause.orig, Said):
                simulation.violate(f"{self.name} {name}: {cause}")
            answer = error if isinstance(error, NocError) else None
        except Exception as error:
            simulation.violate(f"{self.name} {name} raised {error!r}")
        finally:
            simulation.database.hazard = outer
        if answer != 0 and name != "listens":
            simulation.note(f"{self.name} {name}: {answer if isinstance(answer, int | NocError) else 'done'}")
        return answer if life == self.lives else None

    def _ring(self) -> None:
        self._again = True

    def _wake(self, life: int) -> None:
        """One act: what was leased goes out first, then what was rung for, as in a drain; else what time asks for."""
        if life != self.lives:
            return
        if self._posted:
            parcels = [self._posted.pop(0)]
            self.do("delivers", lambda: hand_over(self.means, parcels))
            self._simulation.plan(self.random.expovariate(50), f"{self.name} wakes", lambda: self._wake(life))
            return
        if not self._errands and (self._again or self.random.random() < 0.3):
            self._errands, self._again = list(ERRANDS), False
        act = self._errands.pop(0) if self._errands else self.random.choice(TIMED)
        done = self.do(act.__name__, lambda: act(self.means))
        self._again = self._again or (isinstance(done, int) and done > 0)
        pause = self.random.expovariate(50 if self._errands or self._again else 1)
        self._simulation.plan(pause, f"{self.name} wakes", lambda: self._wake(life))

    def _listen(self, life: int) -> None:
        if life == self.lives:
            self.do("listens", lambda: listen(self.means))
            pause = self.random.uniform(1, 4)
            self._simulation.plan(pause, f"{self.name} listens", lambda: self._listen(life))

    def _send(self, request: httpx.Request) -> httpx.Response:
        """A request under way: this process may die before and after, and others don't wait for it."""
        simulation, life, hazard = self._simulation, self.lives, self._simulation.database.hazard
        hazard.pass_by(Point.SEND)
        simulation.meanwhile()
        if life != self.lives:
            raise Crashed("while it waited for an answer")
        answer = simulation.network.carry(request.url.host, request.url.path, json.loads(request.content))
        hazard.pass_by(Point.SEND)
        return answer
