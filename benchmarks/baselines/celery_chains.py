"""Plain Celery: a chain of no-op tasks for every host, each of which makes one REST call to a small Flask app."""

import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from celery import Celery

from benchmarks.baselines.celery_program import chains
from benchmarks.contenders import RunFailed
from benchmarks.ground import Ground, Load
from demo import ports
from demo.layers import PROGRAMS, ROOT
from demo.redis import Redis
from demo.supervisor import Supervisor

#: As many as our product has executors in the same workload.
CHILDREN = 4
THREADS = 16
READY_S, DEADLINE_S, LOOK_S = 60.0, 600.0, 0.02
#: One answer is waited for before anything is measured.
_ONE = Load(1, 1)


@dataclass(frozen=True)
class CeleryChains:
    """See `contenders.Contender`."""

    app: Celery
    counter: httpx.Client
    supervisor: Supervisor
    load: Load

    @property
    def parts(self) -> Mapping[str, Sequence[int]]:
        """The worker, the app that it calls, and the broker."""
        return {name: [self.supervisor.pid(name)] for name in self.supervisor.names}

    def run(self) -> float:
        """From sending the first chain until the app was called for the last task."""
        return self.go_through(self.load, DEADLINE_S)

    def go_through(self, load: Load, patience_s: float) -> float:
        """One chain per host; raises RunFailed when not every task has called in time."""
        self.counter.delete("/calls")
        began = time.monotonic()
        chains(self.app, load.hosts, load.steps)
        while (calls := self.counter.get("/calls").json()["calls"]) < load.host_tasks:
            self.supervisor.check()
            if time.monotonic() - began > patience_s:
                raise RunFailed(f"{calls} of {load.host_tasks} tasks after {patience_s:.0f} s")
            time.sleep(LOOK_S)
        return time.monotonic() - began


@contextmanager
def celery_chains(ground: Ground, load: Load) -> Iterator[CeleryChains]:
    """A Redis, a prefork worker and gunicorn of its own."""
    room = ground.room("celery")
    supervisor = Supervisor(room)
    (port,) = ports.free_ports([0])
    redis = Redis(room / "redis", supervisor)
    url = f"http://127.0.0.1:{port}"
    env = {
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(room),
        "LANG": "C.UTF-8",
        "BENCH_BROKER": redis.url(0),
        "BENCH_COUNTER": url,
    }
    module = "benchmarks.baselines.celery_program"
    serve = ["-b", f"127.0.0.1:{port}", "-k", "gthread", "--threads", str(THREADS), "--no-control-socket"]
    work = ["-A", f"{module}:worker", "worker", "-P", "prefork", "-c", str(CHILDREN), "-l", "warning"]
    try:
        redis.start()
        supervisor.start("flask", [sys.executable, "-m", "gunicorn", *serve, f"{module}:web"], env)
        supervisor.start("celery", [sys.executable, "-m", "celery", *work], env)
        with httpx.Client(base_url=url, trust_env=False) as counter:
            contender = CeleryChains(Celery(broker=redis.url(0)), counter, supervisor, load)
            _wait_for(contender)
            yield contender
    finally:
        supervisor.stop()


def _wait_for(contender: CeleryChains) -> None:
    deadline = time.monotonic() + READY_S
    while True:
        contender.supervisor.check()
        try:
            contender.go_through(_ONE, READY_S)
            return
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
