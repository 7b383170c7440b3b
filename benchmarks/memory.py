"""What 10,000 waiting hosts cost the scheduler in memory: `python -m benchmarks.memory` prints it per process.

The processes are the real ones, `noc-scheduler api` and `noc-scheduler worker`, with their children; only presentation
is a stand-in. What a process has for itself (USS) is read before the execution starts and after its hosts stand still.
"""

import argparse
import json
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import run
from typing import Any

import httpx
import sqlalchemy as sa

from benchmarks.databases import WORDS, databases
from benchmarks.house import described_host, order, wait_for
from demo import processes
from demo.ports import free_ports
from demo.supervisor import Supervisor
from noc_scheduler.clients.presentation import Presentation
from noc_scheduler.flowchart.vocabulary import Status
from noc_scheduler.nodes.client import ExecutorNodes
from noc_scheduler.service.executions import start
from noc_scheduler.service.means import Means
from noc_scheduler.settings import Settings
from noc_scheduler.store import peers
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.database import Database
from noc_scheduler.store.tables import host_runs

HOSTS, AIM_MB, SETTLE_S, PATIENCE = 10_000, 200.0, 6.0, 240.0
PROGRAMS = Path(sys.executable).parent
NAMES = ("api", "worker")
WAITING = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: waiting}
spec:
  nodes:
    begin: {kind: start, next: pause}
    pause: {kind: wait, for: 1h, next: done}
    done: {kind: end}
"""


@contextmanager
def presentation(hosts: int) -> Iterator[str]:
    """A presentation that names so many hosts; its URL."""
    answer = json.dumps(
        {
            "hosts": [described_host(number) for number in range(hosts)],
            "resolved_at": "2026-01-01T00:00:00.000Z",
        }
    ).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def uss_mb(supervisor: Supervisor, name: str) -> float:
    """Megabytes that this process and those it started have for themselves."""
    total = 0
    for process in processes.tree([supervisor.pid(name)]):
        for line in Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith(("Private_Clean:", "Private_Dirty:")):
                total += int(line.split()[1])
    return total / 1024


def measure(url: str, folder: Path, hosts: int) -> dict[str, Mapping[str, float]]:
    """USS of each process before and after, with nothing between but the execution."""
    folder.mkdir()
    (port,) = free_ports([8100])
    env = {
        "PATH": f"{PROGRAMS}:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "NOC_SCHEDULER_HOME": str(folder / "home"),
        "NOC_SCHEDULER_LISTEN": f"127.0.0.1:{port}",
        "NOC_SCHEDULER_DATABASE_URL": url,
    }
    run(["noc-scheduler", "setup"], env=env, check=True, timeout=60, executable=PROGRAMS / "noc-scheduler")
    client = httpx.Client()
    means = Means(Settings(home=folder / "home"), Database(url), Presentation(client), ExecutorNodes(client))
    supervisor = Supervisor(folder)
    try:
        with presentation(hosts) as where:
            with means.database.writing() as connection:
                peers.pair(connection, "presentation", where, "key", database_now(connection))
            for name in NAMES:
                supervisor.start(name, ["noc-scheduler", name], env)
            wait_for(lambda: port in supervisor.listening(), PATIENCE, "API")
            time.sleep(SETTLE_S)
            before = {name: uss_mb(supervisor, name) for name in NAMES}
            start.start(means, order(WAITING), None)
            wait_for(lambda: _waiting(means) == hosts, PATIENCE, "execution of waiting hosts")
            time.sleep(SETTLE_S)
            supervisor.check()
            after = {name: uss_mb(supervisor, name) for name in NAMES}
    finally:
        supervisor.stop()
        means.close()
    return {name: {"idle_mb": before[name], "waiting_mb": after[name]} for name in NAMES}


def _waiting(means: Means) -> int:
    query = sa.select(sa.func.count()).where(host_runs.c.status == Status.WAITING)
    with means.database.reading() as connection:
        return int(connection.execute(query).scalar_one())


def main() -> None:
    """Print a table per database; `--json` keeps the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, metavar="PATH")
    parser.add_argument("--database", action="append", choices=list(WORDS))
    parser.add_argument("--hosts", type=int, default=HOSTS)
    asked = parser.parse_args()
    everything: dict[str, Any] = {}
    for kind in asked.database or WORDS:
        with databases(kind) as fresh:
            found: dict[str, Any] = measure(*fresh(), asked.hosts)
        everything[kind] = found
        print(f"\n{WORDS[kind]}: USS in MB {'idle':>21} {f'{asked.hosts:,} hosts wait':>21}", flush=True)
        for name, one in found.items():
            print(f"  noc-scheduler {name:<40} {one['idle_mb']:>10.0f} {one['waiting_mb']:>21.0f}")
        more = sum(one["waiting_mb"] - one["idle_mb"] for one in found.values())
        print(f"  together {more:,.0f} MB more; the aim is at most {AIM_MB:.0f} MB more")
    if asked.json:
        asked.json.write_text(json.dumps(everything, indent=1) + "\n")


if __name__ == "__main__":
    main()
