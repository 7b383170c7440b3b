"""What an operator asks of presentation's API, for the demo's own check and for the end-to-end tests."""

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import httpx

OVER = frozenset({"succeeded", "failed", "cancelled"})


class NotOver(Exception):
    """An execution took longer than it may; the text says how far it is."""


class Operator:
    """Speaks to presentation at `url`; answers are the API's own JSON, anything but 2xx raises."""

    def __init__(self, url: str, token: str) -> None:
        self.client = httpx.Client(
            base_url=f"{url}/api/v1",
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
            trust_env=False,
        )

    def close(self) -> None:
        self.client.close()

    def get(self, path: str, **query: str | int) -> Any:
        return self.client.get(path, params=query).raise_for_status().json()

    def post(self, path: str, document: Mapping[str, Any]) -> Any:
        return self.client.post(path, json=document).raise_for_status().json()

    def every(self, path: str, **query: str | int) -> Iterator[dict[str, Any]]:
        """All items of a list, page by page."""
        page = self.get(path, **query, limit=200)
        yield from page["items"]
        while page["next"]:
            page = self.get(path, **query, limit=200, cursor=page["next"])
            yield from page["items"]

    def start(
        self,
        procedure: str,
        groups: Sequence[str] = (),
        hosts: Sequence[str] = (),
        params: Mapping[str, Any] | None = None,
        start_at: str | None = None,
    ) -> dict[str, Any]:
        """Starts an execution, now or at an instant."""
        document = {
            "procedure": procedure,
            "target": {"groups": list(groups), "hosts": list(hosts)},
            "params": dict(params or {}),
        }
        return self.post("/executions", document | ({"start_at": start_at} if start_at else {}))

    def execution(self, execution: str) -> dict[str, Any]:
        return self.get(f"/executions/{execution}")

    def newest(self, procedure: str) -> dict[str, Any]:
        """The last execution of a procedure."""
        started = (one for one in self.every("/executions") if one["procedure"]["name"] == procedure)
        return max(started, key=lambda execution: execution["number"])

    def until_over(self, execution: str, seconds: float) -> dict[str, Any]:
        """Waits until an execution is over; answers it, raises NotOver when it takes longer."""
        deadline = time.monotonic() + seconds
        while (now := self.execution(execution))["status"] not in OVER:
            if time.monotonic() > deadline:
                raise NotOver(f"after {seconds:.0f} s: {now['status']} {now['counts']}, {now['waiting_for']}")
            time.sleep(0.2)
        return now

    def hosts(self, execution: str) -> list[dict[str, Any]]:
        return list(self.every(f"/executions/{execution}/hosts"))

    def host(self, execution: str, name: str) -> dict[str, Any]:
        """One host of an execution, with its path."""
        return self.get(f"/executions/{execution}/hosts/{name}")

    def paths(self, execution: str) -> dict[str, tuple[str, ...]]:
        """The nodes that each host visited, in the order the visits began."""
        return {
            host["name"]: tuple(visit["node"] for visit in self.host(execution, host["name"])["path"])
            for host in self.hosts(execution)
        }

    def visits(self, execution: str, **query: str) -> list[dict[str, Any]]:
        return list(self.every(f"/executions/{execution}/visits", **query))

    def events(self, execution: str) -> list[dict[str, Any]]:
        """Every event of an execution so far."""
        found: list[dict[str, Any]] = []
        after: dict[str, str] = {}
        while (page := self.get(f"/executions/{execution}/events", limit=200, **after))["items"]:
            found += page["items"]
            after = {"after": page["next"]}
        return found

    def node(self, name: str) -> dict[str, Any] | None:
        """An executor node by name; None before it has enrolled."""
        return next((node for node in self.get("/executor-nodes")["items"] if node["name"] == name), None)
