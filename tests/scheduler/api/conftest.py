"""The application with real signatures: its peers speak to it as they would over the wire."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask

from noc_scheduler.keys import fingerprint, public_text
from noc_scheduler.signatures import RequestSigner
from noc_scheduler.store import clock, peers
from noc_scheduler.store.tables import metadata
from tests import applications

BASE = "http://scheduler.test"
ANNA = {"id": "p1", "name": "Anna", "kind": "person"}


@dataclass
class Wire:
    """Everything that is said to the application, kept to be said again or otherwise."""

    app: Flask
    now: Callable[[], datetime]
    requests: list[httpx.Request] = field(default_factory=list)

    def client(self, key_id: str, key: Ed25519PrivateKey, wrong_by: timedelta = timedelta(0)) -> httpx.Client:
        """A peer with its key, whose clock may be wrong."""
        return httpx.Client(
            base_url=BASE,
            transport=httpx.WSGITransport(self.app),
            auth=RequestSigner(key_id, key, clock=lambda: self.now() + wrong_by),
            event_hooks={"request": [self.requests.append]},
        )

    def replay(self, request: httpx.Request, **changes: Any) -> httpx.Response:
        """Send a request that was sent before, as it was or with another body, url, host or headers."""
        headers = httpx.Headers(changes.get("headers", request.headers))
        headers["Host"] = changes.get("host", request.headers["Host"])
        with httpx.Client(transport=httpx.WSGITransport(self.app)) as client:
            return client.send(
                httpx.Request(
                    request.method,
                    changes.get("url", request.url),
                    headers=headers,
                    content=changes.get("content", request.content),
                )
            )


class NodePeer:
    """An executor node that speaks for itself over the wire."""

    def __init__(self, wire: Wire, name: str) -> None:
        self.wire, self.name, self.key = wire, name, Ed25519PrivateKey.generate()
        self.public = public_text(self.key)
        self.id = ""

    def enrol(self, **changes: Any) -> httpx.Response:
        said = {
            "name": self.name,
            "public_key": self.public,
            "url": f"http://{self.name}.test",
            "labels": {},
            "version": "0.1.0",
            "slots": 4,
        }
        with self.wire.client(fingerprint(self.public), self.key) as stranger:
            answer = stranger.post("/v1/executor-nodes", json={**said, **changes})
        if answer.is_success:
            self.id = answer.json()["id"]
            self.http = self.wire.client(self.id, self.key)
        return answer

    def beat(self, journal: list[Any] | None = None, **changes: Any) -> httpx.Response:
        said = {
            "boot": "boot-1",
            "at": "2026-11-21T09:00:00.000Z",
            "slots": 4,
            "running": 0,
            "queued": 0,
            "version": "0.1.0",
            "clock_offset_ms": 0,
            "journal": journal or [],
        }
        return self.http.post(f"/v1/executor-nodes/{self.id}/heartbeat", json={**said, **changes})

    def report(self, *reports: Any) -> httpx.Response:
        body = json.dumps({"boot": "boot-1", "reports": list(reports)})
        return self.http.post("/v1/reports", content=body, headers={"Content-Type": "application/json"})


@pytest.fixture
def wire(world: Any) -> Wire:
    """The application over the world's means."""
    return Wire(applications.scheduler(world.means), world.now)


@pytest.fixture
def presentation_key(world: Any) -> Ed25519PrivateKey:
    """The key that the scheduler was paired with."""
    key = Ed25519PrivateKey.generate()
    with world.means.database.writing() as connection:
        known = peers.find(connection, "presentation")
        peers.pair(connection, "presentation", known.url, public_text(key), clock.database_now(connection))
    return key


@pytest.fixture
def api(wire: Wire, presentation_key: Ed25519PrivateKey) -> Iterator[httpx.Client]:
    """Presentation's client."""
    with wire.client("presentation", presentation_key) as client:
        yield client


@pytest.fixture
def enrolled(wire: Wire, world: Any) -> NodePeer:
    """An executor node that has enrolled and is pending; it takes what it is offered."""
    peer = NodePeer(wire, "node-1")
    assert peer.enrol().status_code == 201
    world.attach("node-1", peer.id)
    return peer


@pytest.fixture
def node(enrolled: NodePeer, api: httpx.Client) -> NodePeer:
    """An executor node that is authorised and was just heard of."""
    order = {"status": "authorised", "public_key": enrolled.public, "actor": ANNA}
    assert api.put(f"/v1/executor-nodes/{enrolled.id}/authorisation", json=order).status_code == 200
    assert enrolled.beat().status_code == 200
    return enrolled


@pytest.fixture
def order(world: Any) -> dict[str, Any]:
    """A start as presentation sends it."""
    made = world.order()
    return {
        "procedure": dict(made.procedure),
        "target": {"groups": ["web"], "hosts": []},
        "params": {},
        "start_at": None,
        "actor": ANNA,
    }


@pytest.fixture
def stored(world: Any) -> Any:
    """How many rows each table has, but for nonces, which every accepted signature leaves."""

    def stored() -> dict[str, int]:
        with world.means.database.reading() as connection:
            return {
                table.name: connection.exec_driver_sql(f"SELECT count(*) FROM {table.name}").scalar_one()
                for table in metadata.sorted_tables
                if table.name not in ("nonces", "listeners")
            }

    return stored
