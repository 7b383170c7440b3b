"""The ground a simulation stands on: the database's clock, ids, threads and sleep, all made its own."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa

from noc_scheduler.service import at_once, isolation
from noc_scheduler.service.attempts import dispatch
from noc_scheduler.store import clock, ids
from tests.simulation.agenda import Agenda
from tests.simulation.faults import ALL, Faults
from tests.simulation.simulation import Simulation, Story

T = TypeVar("T")
R = TypeVar("R")


class OneAfterTheOther:
    """A pool of threads without threads."""

    def __init__(self, *_: Any, **__: Any) -> None: ...

    def __enter__(self) -> "OneAfterTheOther":
        return self

    def __exit__(self, *_: Any) -> None: ...

    def map(self, act: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Each item at once, in their order."""
        return iter([act(item) for item in items])


def simulate(seed: int, faults: Faults = ALL) -> Story:
    """A whole simulated run; the same seed gives the same story."""
    agenda = Agenda()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ids, "_ticks", lambda: round(agenda.instant.timestamp() * 1000) * 4096)
        patch.setattr(ids, "_chance", partial(next, itertools.count(1)))
        patch.setattr(ids, "_last", 0)
        patch.setattr(clock, "_SQLITE", sa.text("noc_now()"))
        patch.setattr(at_once, "ThreadPoolExecutor", OneAfterTheOther)
        patch.setattr("tenacity.nap.time", SimpleNamespace(sleep=lambda _: None))
        simulation = Simulation(seed, agenda, faults)
        patch.setattr(isolation, "log", SimpleNamespace(exception=simulation.stranded))
        told = SimpleNamespace(exception=simulation.stranded, warning=lambda *_, **__: None)
        patch.setattr(dispatch, "log", told)
        return simulation.run()
