"""Prefect: one flow of no-op tasks, ten after one another for every host, on a private server with SQLite."""

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.baselines.command import Command
from benchmarks.contenders import RunFailed
from benchmarks.cpu import spent
from benchmarks.environments import NotInstalled
from benchmarks.ground import Ground, Load, Say
from demo import ports
from demo.supervisor import ProcessDied, Supervisor

#: Its server does not start with later versions of FastAPI, though it asks for them.
PACKAGES = ("prefect>=3,<4", "fastapi<0.140")
PROGRAM = Path(__file__).with_name("prefect_program.py")
THREADS, READY_S = 20, 120.0
#: How often its books are looked into (as often as our client asks ours), and for how long once its flow is over.
LOOK_S, BOOKS_S, ANSWER_S = 0.2, 600.0, 60.0
#: Its server is quiet when it spends less CPU than this in the time it is measured for; so often is looked.
QUIET_CPU_S, MEASURED_S, QUIET_LOOKS = 0.1, 1.0, 120
SERVER = "prefect server"
#: It writes what it heard of task runs down one by one unless told otherwise; what makes no whole batch waits.
BATCHES = {
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
}
DONE = {"task_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}}


@dataclass(frozen=True)
class Look:
    """How many task runs its server had as completed, and when; by the clock that all processes share."""

    at: float
    counted: int


@dataclass(frozen=True)
class Prefect:
    """See `contenders.Contender`. Its program is loaded before the clock starts; its server's books stop it."""

    command: Command
    server: Supervisor
    api: httpx.Client
    load: Load
    say: Say
    patience_s: float = BOOKS_S

    @property
    def parts(self) -> Mapping[str, Sequence[int]]:
        """The server."""
        return {SERVER: [self.server.pid(SERVER)]}

    def run(self) -> float:
        """From the beginning of the flow until its server has all task runs in its books; see decision 0160."""
        try:
            before = self._look().counted
            # Beside the program, whose process goes on sending when its flow is over: for seconds, or not at all.
            with ThreadPoolExecutor(1) as pool:
                program = pool.submit(self.command.output)
                looks = self._until_full(program, before)
        except (httpx.HTTPError, ProcessDied) as error:
            raise RunFailed(f"its server: {error}") from error
        said = program.result().splitlines()  # its own lines of log may come after the program's
        told = json.loads(next(line for line in reversed(said) if line.startswith("{")))
        began, seconds = float(told["began"]), float(told["seconds"])
        kept = max((each.counted for each in looks if each.at <= began + seconds), default=before) - before
        full = looks[-1].at - began
        self.say(
            f"Prefect's flow ended after {seconds:.1f} s by its own clock, with {kept:,} of "
            f"{self.load.host_tasks:,} task runs in its server's books; all of them were there after {full:.1f} s"
        )
        self._wait_for_quiet()
        return max(seconds, full)  # the books of a small load are full before its flow is over

    def _until_full(self, program: Future[str], before: int) -> list[Look]:
        looks, over = [self._look()], None
        while (counted := looks[-1].counted - before) < self.load.host_tasks:
            if program.done():
                program.result()  # raises what the program failed with
                over = over or looks[-1].at
                if looks[-1].at - over > self.patience_s:
                    raise RunFailed(
                        f"{counted} of {self.load.host_tasks} task runs in its server's books "
                        f"{self.patience_s:.0f} s after its program had ended"
                    )
            self.server.check()
            time.sleep(LOOK_S)
            looks.append(self._look())
        return looks

    def _wait_for_quiet(self) -> None:
        """It writes other events down when its books are full: no later run of anybody is to pay for that."""
        used = spent(self.parts, (), ()).parts[SERVER]
        for _ in range(QUIET_LOOKS):
            time.sleep(MEASURED_S)
            before, used = used, spent(self.parts, (), ()).parts[SERVER]
            if used - before < QUIET_CPU_S:
                return

    def _look(self) -> Look:
        answer = self.api.post("/task_runs/count", json=DONE).raise_for_status()
        return Look(time.monotonic(), int(answer.json()))


@contextmanager
def prefect(ground: Ground, load: Load) -> Iterator[Prefect]:
    """In an environment of its own, installed on first use."""
    programs = ground.environments.having(*PACKAGES)
    room = ground.room("prefect")
    (port,) = ports.free_ports([0])
    url = f"http://127.0.0.1:{port}/api"
    env = {
        "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "HOME": str(room),
        "LANG": "C.UTF-8",
        "PREFECT_HOME": str(room / "home"),
        "PREFECT_API_URL": url,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "ERROR",
        **BATCHES,
    }
    server = Supervisor(room)
    try:
        start = ["server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"]
        server.start(SERVER, [str(programs / "prefect"), *start], env)
        _wait_for(server, f"{url}/health")
        order = {"hosts": load.hosts, "steps": load.steps, "at_once": THREADS}
        command = Command([str(programs / "python"), "-P", str(PROGRAM), json.dumps(order)], env, room)
        with httpx.Client(base_url=url, timeout=ANSWER_S, trust_env=False) as api:
            yield Prefect(command, server, api, load, ground.say)
    finally:
        server.stop()


def _wait_for(server: Supervisor, url: str) -> None:
    deadline = time.monotonic() + READY_S
    while True:
        try:
            server.check()
            if httpx.get(url, timeout=5, trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        except ProcessDied as error:
            raise NotInstalled(f"its server does not start: {str(error).splitlines()[-1]}") from error
        if time.monotonic() > deadline:
            raise NotInstalled(f"its server did not answer within {READY_S:.0f} s")
        time.sleep(0.2)
