"""`noc hosts probe`: a table of who could be reached, and an exit code that says whether everybody could."""

import json
from collections.abc import Callable
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
