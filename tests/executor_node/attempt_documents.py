"""ATTEMPT documents as a scheduler would send them."""

from typing import Any

from uuid6 import uuid7

HOST_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB4Eno0SkiJBhgEjJQvJDOtmgwCMeUQ3sSwJFsyeEUF4"


def text(value: Any) -> dict[str, Any]:
    """A leaf the author wrote."""
    return {"parts": [{"text": value}]}


def data(value: Any) -> dict[str, Any]:
    """A leaf that came from anywhere else."""
    return {"parts": [{"data": value}]}


def arguments(**leaves: Any) -> dict[str, Any]:
    """An argument tree; plain values and lists of them count as the author's."""
    return {"map": {name: _tree(value) for name, value in leaves.items()}}


def _tree(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    if isinstance(value, list):
        return {"list": [_tree(item) for item in value]}
    return text(value)


def attempt(
    module: str = "ansible.builtin.ping", /, host: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    """A sound document; `more` replaces members, `host` members of the host."""
    return {
        "id": str(uuid7()),
        "lease": 1,
        "number": 1,
        "execution": str(uuid7()),
        "host_run": str(uuid7()),
        "visit": 1,
        "node": "check",
        "purpose": "action",
        "module": module,
        "arguments": {"map": {}},
        "template": False,
        "timeout_ms": 30_000,
        "queue_timeout_ms": 600_000,
        "become": False,
        "check_mode": False,
        "no_log": False,
        "host": {
            "name": "web1",
            "address": "192.0.2.1",
            "port": 22,
            "user": None,
            "groups": ["web"],
            "vars": {"role": "edge"},
            "host_keys": [HOST_KEY],
            **(host or {}),
        },
        "issued_at": "2026-11-21T09:00:00.000Z",
        **more,
    }
