"""Real processes: two workers on one folder broker, and what they do while nobody else is there."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from noc_scheduler.keys import own_key
from noc_scheduler.service.triggers import schedules
from noc_scheduler.service.triggers.schedules import ScheduleOrder
from noc_scheduler.settings import PREFIX, Settings, make_home

COMMAND = (sys.executable, "-c", "from noc_scheduler.cli import main; main()")
ANNA = {"id": "p1", "name": "Anna", "kind": "person"}


def until(holds: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until it holds; fail when it doesn't in time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def handles_terminate(worker: subprocess.Popen[bytes]) -> bool:
    """Whether it is so far that it ends in order when told: the other one may have done all before."""
    status = Path(f"/proc/{worker.pid}/status").read_text()
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)


@pytest.fixture
def workers(settings: Settings, database: Any, tmp_path: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Two workers of one scheduler."""
    umask = os.umask(0o077)
    make_home(settings)
    own_key(settings.key_file)
    environment = {
        **os.environ,
        f"{PREFIX}HOME": str(settings.home),
        f"{PREFIX}TICK_MS": "100",
    }
    log = (tmp_path / "workers.log").open("wb")
    running = [
        subprocess.Popen(
            (*COMMAND, "worker"), env=environment, stdout=log, stderr=log, start_new_session=True
        )
        for _ in range(2)
    ]
    try:
        yield running
    finally:
        for worker in running:
            if worker.poll() is None:
                os.killpg(worker.pid, signal.SIGKILL)
            worker.wait(30)
        log.close()
        os.umask(umask)


def executions(world: Any) -> list[Any]:
    return [event for event in world.events() if event.type == "execution.created"]


def test_two_workers_fire_each_instant_once_and_end_when_told(world: Any, workers: Any) -> None:
    at = world.now() + timedelta(seconds=2)
    made = world.order()
    for number in range(10):
        order = ScheduleOrder(
            name=f"s{number}",
            trigger={"kind": "once", "at": at.isoformat()},
            procedure=made.procedure,
            target=made.target,
            params={},
            actor=ANNA,
            body={},
            catch_up_ms=3_600_000,
        )
        schedules.keep(world.means, order, None)

    until(lambda: len(executions(world)) == 10)
    assert min(event.at for event in executions(world)) >= at

    until(lambda: all(map(handles_terminate, workers)))
    workers[0].terminate()
    assert workers[0].wait(30) == 0
    world.start()
    until(lambda: "execution.waiting" in world.types(str(executions(world)[-1].execution)))
    assert len(executions(world)) == 11

    workers[1].terminate()
    assert workers[1].wait(30) == 0
    left = subprocess.run(("pgrep", "-g", ",".join(str(worker.pid) for worker in workers)), check=False)
    assert left.returncode == 1


def test_a_worker_that_is_killed_is_not_missed(world: Any, workers: Any, settings: Settings) -> None:
    execution = world.start()
    until(lambda: "execution.waiting" in world.types(execution))
    os.killpg(workers[0].pid, signal.SIGKILL)
    workers[0].wait(30)

    second = world.start()
    until(lambda: "execution.waiting" in world.types(second))
