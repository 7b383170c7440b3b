"""Secret canaries: used over real SSH in runs that end in every way, and found nowhere but encrypted."""

import base64
import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from demo import ports
from demo.fleet import Fleet
from demo.layers import Layers
from demo.stack import Stack
from demo.stories import HostPlan
from noc_executor_node.executors.playbook import pids_in

CANARY = "S3cr3t-ÄÖ{{x}}'\"$ canary"
PROC = Path("/proc")
SCRAPER = "a-token-for-the-metrics-alone"
LAYERS = ("PRESENTATION", "SCHEDULER", "EXECUTOR_NODE")
#: Where an attempt has its secret while it runs: folders of its own, for one user's eyes, swept afterwards.
PRIVATE = ("node/attempts/", "node/resident/")
PROCEDURE = """\
apiVersion: noc/v1
kind: Procedure
metadata: {{name: {name}}}
spec:
  nodes:
    begin: {{kind: start, next: act}}
    act:
      kind: task
      purpose: action
      module: ansible.builtin.command
      args: {{argv: {argv}}}
      timeout: {timeout}
      next: done
    done: {{kind: end}}
"""
RUNS = {
    "succeeds": (["echo", "fine"], "60s"),
    "fails": (["sh", "-c", "exit 3"], "60s"),
    "hangs": (["sleep", "600"], "6s"),
    "crashes": (["sleep", "601"], "120s"),
    "cancelled": (["sleep", "602"], "120s"),
}


def forms(key: str) -> list[bytes]:
    """The canary and the private key, as they might be written somewhere."""
    body = [line for line in key.splitlines() if line and not line.startswith("-----")]
    texts = [CANARY, json.dumps(CANARY)[1:-1], repr(CANARY)[1:-1], quote(CANARY, safe="")]
    encoded = base64.b64encode(CANARY.encode()).decode()[:-4]
    return [text.encode() for text in (*texts, encoded, body[1], body[-2])]


def found_in(raw: bytes, canaries: list[bytes]) -> bool:
    return any(canary in raw for canary in canaries)


class Watch(threading.Thread):
    """Reads every command line and environment there is, and now and then every file but the private ones."""

    def __init__(self, canaries: list[bytes], folder: Path) -> None:
        super().__init__(daemon=True)
        self.canaries, self.folder, self.ended, self.looks = canaries, folder, threading.Event(), 0
        self.seen: set[str] = set()

    def run(self) -> None:
        while not self.ended.wait(0.05):
            self.looks += 1
            if self.looks % 20 == 1:
                found = files_with(self.folder, self.canaries)
                self.seen.update(name for name in found if not name.startswith(PRIVATE))
            for pid in [entry.name for entry in PROC.iterdir() if entry.name.isdigit()]:
                for name in ("cmdline", "environ"):
                    with suppress(OSError):
                        if found_in((PROC / pid / name).read_bytes(), self.canaries):
                            self.seen.add(f"{name} of {(PROC / pid / 'cmdline').read_bytes()!r}"[:200])


@contextmanager
def watching(canaries: list[bytes], folder: Path) -> Iterator[Watch]:
    watch = Watch(canaries, folder)
    watch.start()
    yield watch
    watch.ended.set()
    watch.join(10)


def files_with(folder: Path, canaries: list[bytes]) -> list[str]:
    """Databases, journals, broker files, logs and whatever else lies there; what is gone meanwhile has nothing."""
    found = []
    for parent, _, names in os.walk(folder):
        for path in (Path(parent) / name for name in names):
            with suppress(OSError):
                if path.is_file() and found_in(path.read_bytes(), canaries):
                    found.append(str(path.relative_to(folder)))
    return found


def every_list(stack: Stack) -> list[str]:
    """All that an operator can read without naming anything, and the credential that was used."""
    described = httpx.get(f"{stack.layers.presentation_url}/openapi.json", trust_env=False).json()["paths"]
    lists = [
        path.removeprefix("/api/v1/")
        for path, operations in described.items()
        if "get" in operations and path.startswith("/api/v1/") and "{" not in path
    ]
    assert {"audit", "audit/export", "credentials", "events", "executor-nodes"} <= set(lists)
    return [*lists, "credentials/login"]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stack, str]]:
    """The layers, whose executor node has no key of its own that opens anything; and the key of its hosts."""
    tokens = {f"NOC_{layer}_METRICS_TOKEN": SCRAPER for layer in LAYERS}
    layers = Layers(tmp_path_factory.mktemp("canary"), *ports.free_ports((0, 0, 0)), extra=tokens)
    plans = [HostPlan(name) for name in RUNS]
    with (
        Fleet(tmp_path_factory.mktemp("hosts"), plans, network=5) as fleet,
        Stack(layers, fleet.user, layers.folder / "no-such-key") as stack,
    ):
        stack.authorise_node()
        stack.noc("import", "inventory", str(fleet.write_flat_inventory("vaulted")))
        key = fleet.private_key.read_text()
        for name, kind, values in (
            ("login", "ssh_key", {"private_key": key}),
            ("root", "become_password", {"password": CANARY}),
        ):
            body = {"name": name, "kind": kind, "groups": ["vaulted"], "values": values}
            stack.operator.post("/credentials", body)
        procedure = layers.folder / "tmp" / "procedure.yml"
        for name, (argv, timeout) in RUNS.items():
            procedure.write_text(PROCEDURE.format(name=name, argv=json.dumps(argv), timeout=timeout))
            stack.noc("apply", "-f", str(procedure))
        yield stack, key


@pytest.mark.timeout(300)
def test_secrets_used_in_runs_of_every_ending_are_found_nowhere(house: tuple[Stack, str]) -> None:
    stack, key = house
    operator, folder, canaries = stack.operator, stack.layers.folder, forms(key)
    attempts = folder / "node" / "attempts"

    def running(name: str) -> list[Path]:
        """The private folders of attempts on this host whose secret is there by now."""
        inventories = attempts.glob("*/inventory/hosts.yml")
        with suppress(OSError):
            return [path.parents[1] for path in inventories if name in path.read_text()]
        return []

    with watching(canaries, folder) as watch:
        started = {name: operator.start(name, hosts=[name])["id"] for name in RUNS}
        stack.wait_for(lambda: running("crashes"), "an attempt to begin that will crash")
        stack.wait_for(lambda: any(map(pids_in, running("crashes"))), "its processes")
        (crashing,) = running("crashes")
        assert CANARY in (crashing / "project" / "become_password").read_text()
        for pid in pids_in(crashing):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        stack.wait_for(lambda: running("cancelled"), "an attempt to begin that will be cancelled")
        operator.post(f"/executions/{started['cancelled']}/cancel", {"reason": "enough"})
        over = {name: operator.until_over(execution, 120)["status"] for name, execution in started.items()}
    assert over == {
        "succeeds": "succeeded",
        "fails": "failed",
        "hangs": "failed",
        "crashes": "failed",
        "cancelled": "cancelled",
    }
    assert watch.looks > 20 and watch.seen == set()
    assert files_with(folder, canaries) == []
    assert not list(attempts.iterdir())
    for name, execution in started.items():
        told = [operator.host(execution, name), operator.events(execution), operator.visits(execution)]
        assert not found_in(json.dumps(told).encode(), canaries)
    for path in every_list(stack):
        assert not found_in(operator.client.get(path).content, canaries), path
    for url in stack.layers.urls:
        metrics = httpx.get(f"{url}/metrics", headers={"Authorization": f"Bearer {SCRAPER}"}, trust_env=False)
        assert metrics.status_code == 200 and b"noc_" in metrics.content
        assert not found_in(metrics.content, canaries), url
    assert {one["last_used"]["executor_node"] for one in operator.every("/credentials")} != {None}
    assert "chain is whole" in stack.noc("audit", "verify")


@pytest.mark.proof
@pytest.mark.timeout(200)
def test_a_revoked_credential_opens_nothing_in_the_next_run(house: tuple[Stack, str]) -> None:
    stack, _ = house
    execution = stack.operator.start("succeeds", hosts=["succeeds"])["id"]
    assert stack.operator.until_over(execution, 60)["status"] == "succeeded"
    stack.operator.client.delete("credentials/login").raise_for_status()
    again = stack.operator.start("succeeds", hosts=["succeeds"])["id"]
    over = stack.operator.until_over(again, 60)
    assert over["status"] == "failed", "the profile has no key either"
