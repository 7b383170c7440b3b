"""Prefect: one flow of no-op tasks, ten after one another for every host, on a private server with SQLite."""

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.baselines.command import Command
from benchmarks.environments import NotInstalled
from benchmarks.ground import Ground, Load
from demo import ports
from demo.supervisor import ProcessDied, Supervisor

#: Its server does not start with later versions of FastAPI, though it asks for them.
PACKAGES = ("prefect>=3,<4", "fastapi<0.140")
PROGRAM = Path(__file__).with_name("prefect_program.py")
THREADS, READY_S = 20, 120.0
SERVER = "prefect server"


@dataclass(frozen=True)
class Prefect:
    """See `contenders.Contender`. The flow's own clock counts: its program is loaded when it begins."""

    command: Command
    server: Supervisor

    @property
    def parts(self) -> Mapping[str, Sequence[int]]:
        """The server."""
        return {SERVER: [self.server.pid(SERVER)]}

    def run(self) -> float:
        """From the beginning of the flow to its end."""
        said = self.command.output().splitlines()  # its own lines of log may come after the program's
        told = next(line for line in reversed(said) if line.startswith("{"))
        return float(json.loads(told)["seconds"])


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
    }
    server = Supervisor(room)
    try:
        start = ["server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"]
        server.start(SERVER, [str(programs / "prefect"), *start], env)
        _wait_for(server, f"{url}/health")
        order = {"hosts": load.hosts, "steps": load.steps, "at_once": THREADS}
        yield Prefect(
            Command([str(programs / "python"), "-P", str(PROGRAM), json.dumps(order)], env, room), server
        )
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
