"""Background work: rings are gathered, errors survived, and nothing is left behind."""

import threading
from datetime import timedelta
from typing import Any

from noc_scheduler.errors import Unavailable
from noc_scheduler.service.background import Background
from noc_scheduler.service.upkeep.retention import retain


def test_rings_during_a_run_lead_to_one_more_run() -> None:
    began, go_on, runs = threading.Semaphore(0), threading.Semaphore(0), []

    def work() -> None:
        runs.append(1)
        began.release()
        go_on.acquire(timeout=30)

    background = Background("test", work)
    background.start()
    background.ring()
    assert began.acquire(timeout=30)
    for _ in range(5):
        background.ring()
    go_on.release()
    assert began.acquire(timeout=30)
    go_on.release(2)
    background.stop()
    assert len(runs) == 2


def test_an_error_does_not_end_it() -> None:
    began = threading.Semaphore(0)
    errors = iter([Unavailable("dependency.unavailable", "away"), RuntimeError("broken"), None])

    def work() -> None:
        began.release()
        error = next(errors)
        if error is not None:
            raise error

    background = Background("test", work)
    background.start()
    for _ in range(3):
        background.ring()
        assert began.acquire(timeout=30)
    background.stop()
    assert next(errors, "all raised") == "all raised"


def test_a_periodic_one_runs_without_rings_and_ends_when_told() -> None:
    runs = threading.Semaphore(0)
    background = Background("test", runs.release, period=0.01)
    background.start()
    for _ in range(3):
        assert runs.acquire(timeout=30)
    background.stop()
    assert "test" not in {thread.name for thread in threading.enumerate()}


def test_what_is_told_to_stop_claims_nothing_more(world: Any) -> None:
    execution = world.start()
    world.means.stopping.set()

    assert world.drain() == world.tick() == world.reap() == 0
    assert world.types(execution) == ["execution.created"]
    assert retain(world.means, timedelta(minutes=1)) is not None
