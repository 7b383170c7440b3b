"""`noc hosts probe`: a table of who could be reached, and an exit code that says whether everybody could."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .played import ID, Moment, PlayedServer, at, execution, host
from .terminal import Run

Make = Callable[[PlayedServer], Run]


def visit(name: str, outcome: str, message: str, **more: Any) -> dict[str, Any]:
    return {
        "id": f"visit-of-{name}",
        "host": name,
        "node": "look",
        "kind": "probe",
        "outcome": outcome,
        "message": message,
        "executor_node": "node-1",
        "started_at": at(1),
        **more,
    }


@pytest.fixture
def server() -> PlayedServer:
    """Three hosts: one is as it should be, one shows another key, nobody ever looked at the third."""
    reason = {"outcome": "failed", "node": "look", "message": "no executor node took it", "code": ""}
    running = execution("running", {"running": 3})
    done = execution("failed", {"succeeded": 1, "failed": 2}, "1 of 3 hosts ok in 2 s")
    server = PlayedServer([Moment(running), Moment(done)])
    server.hosts = [
        host("web1", "succeeded"),
        host("web2", "failed"),
        host("web3", "failed", reason=reason),
    ]
    seen = [
        visit("web1", "succeeded", "reachable: its key is the known one"),
        visit("web2", "failed", "key_changed: it shows ssh-ed25519 SHA256:abc"),
        {**visit("web3", "otherwise", ""), "kind": "decision", "node": "which"},
    ]
    server.answers = {
        ("POST", "/host-probes"): (201, running),
        ("GET", f"/executions/{ID}/visits"): (200, {"items": seen, "next": None}),
    }
    return server


def test_a_table_says_who_could_be_reached_and_why_not(played_by: Make, server: PlayedServer) -> None:
    result = played_by(server)("hosts", "probe", "web1", "web2", "--group", "edge")
    assert server.bodies() == [{"target": {"groups": ["edge"], "hosts": ["web1", "web2"]}, "login": False}]
    lines = [line.split() for line in result.stdout.splitlines()]
    assert lines[1][:2] == ["web1", "10.0.0.1"]
    assert "reachable" in lines[1]
    assert "key_changed" in lines[2]
    assert "no executor node took it" in result.stdout
    assert "1 of 3 hosts ok" in result.stdout
    assert result.exit_code == 1


def test_for_programs_it_is_json(played_by: Make, server: PlayedServer) -> None:
    result = played_by(server)("hosts", "probe", "web1", "--login", "-o", "json")
    assert server.bodies()[0]["login"] is True
    first, second, third = json.loads(result.stdout)
    assert (first["seen"], first["words"]) == ("reachable", "its key is the known one")
    assert (second["outcome"], second["seen"]) == ("failed", "key_changed")
    assert (third["seen"], third["executor_node"]) == ("", None)


def test_nobody_is_never_everybody(played_by: Make, server: PlayedServer) -> None:
    assert played_by(server)("hosts", "probe").exit_code == 2
    assert server.asked == []


def test_keys_are_compared_by_fingerprint_and_taken_with_a_reason(
    run: Run, house: Any, tmp_path: Path
) -> None:
    made = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", made], check=True)
    printed = subprocess.run(
        ["ssh-keygen", "-l", "-f", made], check=True, capture_output=True, text=True
    ).stdout
    key = " ".join(made.with_suffix(".pub").read_text().split()[:2])
    house.person.post("/api/v1/hosts", json={"name": "web1"})
    review = house.person.post("/api/v1/hosts/web1/seen-keys", json={"host_keys": [key]}).json["review"]["id"]

    shown = run("hosts", "keys", "list").stdout
    assert "web1" in shown
    assert f"  seen  ssh-ed25519 {printed.split()[1]}" in shown.splitlines()
    assert f"  review {review}" in shown.splitlines()
    assert run("hosts", "keys", "accept", review).exit_code == 2
    assert "are accepted" in run("hosts", "keys", "accept", review, "--reason", "compared by Ana").stdout
    assert house.person.get("/api/v1/hosts/web1").json["host_keys"] == [key]
    assert "no key waits" in run("hosts", "keys", "list").stderr
    assert run("hosts", "keys", "refuse", review, "--reason", "too late").exit_code == 2


def test_what_was_seen_of_a_host_is_shown_with_its_age(run: Run, house: Any) -> None:
    house.person.post("/api/v1/hosts", json={"name": "web1"})
    assert "noc hosts probe web1" in run("hosts", "show", "web1").stderr
    told = {"status": "refused", "message": "nothing listens at port 22", "host_keys": []}
    seen = {
        "id": "1",
        "host": "web1",
        "execution": "e",
        "executor_node": "node-1",
        "at": "2026-11-21T11:59:00.000Z",
        "facts": {"kernel": "6.8.0", "memory_mb": 7950},
        "reachability": {**told, "address": None, "banner": None, "login": None},
    }
    house.signed().post("/api/v1/observations", json={"observations": [seen]})
    lines = run("hosts", "show", "web1").stdout.splitlines()
    assert lines[1].split()[:4] == ["reachability", "refused:", "nothing", "listens"]
    assert lines[2].split()[:2] == ["kernel", "6.8.0"]
    assert "11:59" in lines[2]
