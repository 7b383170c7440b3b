"""The API's processes: as many as its database can make use of, and one that is killed is replaced."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from demo.ports import free_ports
from noc_scheduler.keys import own_key, public_text
from noc_scheduler.settings import PREFIX, Settings, make_home
from noc_scheduler.signatures import RequestSigner
from noc_scheduler.store import executor_nodes
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.database import Database
from noc_scheduler.store.executor_nodes import Authorisation, Enrolment
from noc_scheduler.store.schema import migrate
from tests.scheduler.jobs.test_shutdown import until
from tests.servers import private_postgresql

COMMAND = (sys.executable, "-c", "from noc_scheduler.cli import main; main()", "api")


@pytest.fixture
def database_url() -> Iterator[str]:
    with private_postgresql() as server:
        server.create("scheduler")
        yield server.url("scheduler")


@pytest.fixture
def signer(database_url: str) -> RequestSigner:
    """Signs as an executor node that may report."""
    key = Ed25519PrivateKey.generate()
    database = Database(database_url)
    migrate(database)
    with database.writing() as connection:
        node = Enrolment("node-1", public_text(key), "SHA256:x", "http://127.0.0.1:9", {}, "0.1.0", 1)
        identity = executor_nodes.add(connection, node, database_now(connection))
        executor_nodes.change(connection, identity, {"status": Authorisation.AUTHORISED})
    database.close()
    return RequestSigner(str(identity), key)


@dataclass(frozen=True)
class Api:
    """An API on PostgreSQL that is told nothing of processes; `signer` is an executor node that may report to it."""

    url: str
    head: int
    signer: RequestSigner

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/healthz").is_success
        except httpx.TransportError:
            return False

    def process(self) -> str:
        """Which process reads what comes over a new connection."""
        with httpx.Client(auth=self.signer, timeout=30) as client:
            answer = client.post(f"{self.url}/v1/reports", json={"boot": "boot-1", "reports": []})
        return str(answer.raise_for_status().json()["process"])

    def workers(self) -> list[int]:
        return [int(pid) for pid in Path(f"/proc/{self.head}/task/{self.head}/children").read_text().split()]


@pytest.fixture
def api(settings: Settings, database_url: str, signer: RequestSigner, tmp_path: Path) -> Iterator[Api]:
    make_home(settings)
    own_key(settings.key_file)
    (port,) = free_ports([0])
    told = {"HOME": settings.home, "LISTEN": f"127.0.0.1:{port}", "DATABASE_URL": database_url}
    environment = {**os.environ, **{f"{PREFIX}{name}": str(value) for name, value in told.items()}}
    with (tmp_path / "api.log").open("wb") as log:
        process = subprocess.Popen(COMMAND, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        found = Api(f"http://127.0.0.1:{port}", process.pid, signer)
        until(found.answers)
        yield found
        process.terminate()
        assert process.wait(30) == 0
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(30)


def test_two_processes_read_reports_and_a_killed_one_is_replaced(api: Api) -> None:
    seen: set[str] = set()
    until(lambda: len(seen.add(api.process()) or seen) == 2)
    killed, survivor = api.workers()
    os.kill(killed, signal.SIGKILL)
    until(lambda: killed not in api.workers() and len(api.workers()) == 2)
    until(lambda: len(seen.add(api.process()) or seen) == 3)
    assert survivor in api.workers()


@pytest.mark.parametrize(
    ("url", "processes"),
    [("", 1), ("sqlite:////tmp/x.sqlite3", 1), ("postgresql+psycopg://noc@127.0.0.1/noc", 3)],
)
def test_sqlite_has_one_writer_so_one_process_is_all_it_can_use(
    settings: Settings, url: str, processes: int
) -> None:
    assert replace(settings, database_url=url, most_api_processes=3).api_processes == processes
