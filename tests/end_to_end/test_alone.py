"""Each layer installs alone into an empty environment, answers there, and finds neither of the other two."""

import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from demo import ports, processes
from demo.layers import ROOT


@dataclass(frozen=True)
class Layer:
    """A layer's folder, its command, and its Python package."""

    folder: str
    command: str
    package: str

    @property
    def variable(self) -> str:
        return self.package.upper()


LAYERS = (
    Layer("presentation", "noc-presentation", "noc_presentation"),
    Layer("scheduler", "noc-scheduler", "noc_scheduler"),
    Layer("executor_node", "noc-executor-node", "noc_executor_node"),
)
ANSWER_DEADLINE = 60.0


def run(*words: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, env=settings or None, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


@contextmanager
def serving(command: Path, settings: dict[str, str], folder: Path, url: str) -> Iterator[None]:
    """The layer's API as a process that answers at `url`."""
    log = folder / "api.log"
    api = processes.start([str(command), "api"], log, settings, folder)
    try:
        deadline = time.monotonic() + ANSWER_DEADLINE
        while not listens(url):
            assert api.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        yield
    finally:
        assert processes.end(processes.tree([api.pid]), grace=10) == []
        api.wait()


def listens(url: str) -> bool:
    try:
        httpx.get(url, timeout=5, trust_env=False)
    except httpx.TransportError:
        return False
    return True


@pytest.mark.proof
@pytest.mark.timeout(900)  # everything the layer needs is installed anew
@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.package)
def test_a_layer_installed_alone_answers_and_knows_no_other(tmp_path: Path, layer: Layer) -> None:
    environment = tmp_path / "venv"
    venv.create(environment, with_pip=True)
    programs = environment / "bin"
    installed = run(programs / "python", "-m", "pip", "install", "-q", ROOT / layer.folder)
    assert installed.returncode == 0, installed.stderr

    port = ports.free_port_on_all(["127.0.0.1"])
    settings = {
        "PATH": f"{programs}:/usr/bin:/bin",
        "HOME": str(tmp_path),
        f"{layer.variable}_HOME": str(tmp_path / "state"),
        f"{layer.variable}_LISTEN": f"127.0.0.1:{port}",
    }
    made = run(programs / layer.command, "setup", **settings)
    assert made.returncode == 0, made.stderr
    health = f"http://127.0.0.1:{port}/healthz"
    with serving(programs / layer.command, settings, tmp_path, health):
        assert httpx.get(health, trust_env=False).status_code == httpx.codes.OK

    for other in LAYERS:
        found = run(programs / "python", "-c", f"import {other.package}", **settings)
        assert (found.returncode == 0) == (other is layer), found.stderr
        assert other is layer or "ModuleNotFoundError" in found.stderr


def test_the_environment_of_development_would_find_all_three() -> None:
    for layer in LAYERS:
        assert run(sys.executable, "-c", f"import {layer.package}").returncode == 0
