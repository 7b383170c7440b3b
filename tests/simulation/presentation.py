"""Presentation as the scheduler sees it: names hosts, takes notifications, is away sometimes."""

from dataclasses import dataclass, field
from typing import Any

VARS = {"number": 5, "list": [1, 2]}


@dataclass(slots=True)
class SimulatedPresentation:
    """Keeps every notification by its id: the same one twice is delivered once."""

    hosts: int = 3
    alive: bool = True
    notifications: dict[str, dict[str, Any]] = field(default_factory=dict)

    def answer(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """What it says to a request."""
        if path == "/api/v1/notifications":
            for one in body["notifications"]:
                self.notifications.setdefault(one["id"], one)
            items = [{"id": one["id"], "status": "accepted", "code": None} for one in body["notifications"]]
            return {"items": items}
        names = [f"web{number}" for number in range(1, self.hosts + 1)]
        hosts = [{"name": name, "address": name, "groups": ["web"], "vars": VARS} for name in names]
        return {"hosts": hosts, "resolved_at": "2026-11-21T09:00:00.000Z"}
