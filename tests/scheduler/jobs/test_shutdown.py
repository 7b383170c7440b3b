"""Told to end, api and worker finish what they do and leave nothing claimed; told twice, they end at once."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from noc_scheduler.keys import own_key, public_text
from noc_scheduler.settings import PREFIX, Settings, make_home
from noc_scheduler.signatures import RequestSigner
from noc_scheduler.store import peers
from noc_scheduler.store.clock import database_now

COMMAND = (sys.executable, "-c", "from noc_scheduler.cli import main; main()")


def until(holds: Callable[[], object], seconds: float = 60) -> None:
    """Wait until it holds; fail when it doesn't in time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@dataclass
class SlowPresentation:
    """Names its hosts only when it may; notes that it was asked."""

    hosts: list[dict[str, Any]]
    asked: threading.Event = field(default_factory=threading.Event)
    may_answer: threading.Event = field(default_factory=threading.Event)
    url: str = ""


@pytest.fixture
def presentation(world: Any) -> Iterator[SlowPresentation]:
    """A real server that the scheduler is paired with."""
    slow = SlowPresentation(world.presentation.hosts)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            slow.asked.set()
            slow.may_answer.wait(30)
            body = json.dumps({"hosts": slow.hosts, "resolved_at": "2026-11-21T09:00:00.000Z"}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nobody reads it."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that ends at once is what these tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    slow.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield slow
    slow.may_answer.set()
    server.shutdown()
    server.server_close()
    thread.join(30)


@dataclass
class Running:
    """A process of the scheduler that was made to ask presentation for hosts, and waits for the answer."""

    process: subprocess.Popen[bytes]
    execution: str
    log: Path


@pytest.fixture(params=["api", "worker"])
def asking(
    request: pytest.FixtureRequest,
    world: Any,
    settings: Settings,
    presentation: SlowPresentation,
    tmp_path: Path,
) -> Iterator[Running]:
    make_home(settings)
    own_key(settings.key_file)
    key = Ed25519PrivateKey.generate()
    with world.means.database.writing() as connection:
        peers.pair(connection, "presentation", presentation.url, public_text(key), database_now(connection))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    environment = {
        **os.environ,
        f"{PREFIX}HOME": str(settings.home),
        f"{PREFIX}LISTEN": address,
        f"{PREFIX}TICK_MS": "100",
    }
    log = tmp_path / "process.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            (*COMMAND, request.param), env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        if request.param == "worker":
            execution = str(world.start())
        else:
            until(lambda: _answers(f"http://{address}/healthz"))
            execution = _start(world, f"http://{address}", key)
        until(presentation.asked.is_set)
        yield Running(process, execution, log)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url).is_success
    except httpx.TransportError:
        return False


def _start(world: Any, url: str, key: Ed25519PrivateKey) -> str:
    order = {
        "procedure": dict(world.order().procedure),
        "target": {"groups": ["web"], "hosts": []},
        "actor": {"id": "p1", "name": "Anna", "kind": "person"},
    }
    with httpx.Client(auth=RequestSigner("presentation", key), timeout=60) as client:
        answer = client.post(f"{url}/v1/executions", json=order)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def nothing_runs(process: subprocess.Popen[bytes]) -> bool:
    """Zombies don't run: they wait for whoever reaps them here."""
    found = ("pgrep", "-g", str(process.pid), "--runstates", "D,R,S")
    return subprocess.run(found, check=False, capture_output=True).returncode == 1


def test_what_was_begun_is_finished(asking: Running, presentation: SlowPresentation, world: Any) -> None:
    asking.process.terminate()
    time.sleep(0.3)  # it has heard by now, and waits for presentation all the same
    presentation.may_answer.set()

    assert asking.process.wait(30) == 0, asking.log.read_text()
    assert "execution.started" in world.types(asking.execution)
    assert world.shown(asking.execution)["counts"] == {"queued": 3}
    until(lambda: nothing_runs(asking.process))
    assert "Traceback" not in asking.log.read_text()


def test_it_ends_though_another_layer_does_not_answer(asking: Running, world: Any) -> None:
    asking.process.terminate()

    assert asking.process.wait(30) == 0, asking.log.read_text()
    until(lambda: nothing_runs(asking.process))
    assert world.shown(asking.execution)["status"] == "queued"


@pytest.mark.proof
@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT])
def test_told_twice_it_ends_at_once(asking: Running, second: signal.Signals) -> None:
    asking.process.terminate()
    time.sleep(0.5)
    assert asking.process.poll() is None
    asking.process.send_signal(second)

    assert asking.process.wait(30) == 128 + second
    until(lambda: nothing_runs(asking.process))
