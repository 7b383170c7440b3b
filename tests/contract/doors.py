"""All three layers as they are served, each with whoever its routes let in."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask

import noc_executor_node.api.app
import noc_executor_node.settings
import noc_presentation.api.current
import noc_scheduler.api.app
from noc_executor_node.doorbell import Doorbell
from noc_executor_node.journal import Journal, open_journal
from noc_executor_node.journal.standing import Pairing
from noc_executor_node.keys import fingerprint, public_text
from noc_executor_node.signatures import RequestSigner
from noc_presentation.service import peers as presentation_peers
from noc_presentation.store.tables import metadata as presentation_tables
from noc_scheduler.store.tables import metadata as scheduler_tables
from tests.contract.spoiled import Route, routes
from tests.contract.test_presentation_and_scheduler import PRESENTATION_URL, SCHEDULER_URL, AsServed, Layers

ANNA = {"id": "p1", "name": "Anna", "kind": "person"}
#: What every accepted signature, listener and refused act leaves, and what each use moves.
MOVING = frozenset({"nonces", "listeners", "audit_entries", "api_tokens", "failed_logins", "first_answers"})


@dataclass
class Layer:
    """A layer to knock at."""

    app: Flask
    document: Mapping[str, Any]
    caller_of: Callable[[Route], httpx.Client]
    stored: Callable[[], Any]
    #: Fields of a body without which whoever asks is nobody.
    shown: Mapping[str, Any] = field(default_factory=dict)

    @property
    def routes(self) -> list[Route]:
        return routes(self.document)


def served(app: Flask, base: str, auth: httpx.Auth | None = None, token: str | None = None) -> httpx.Client:
    """Somebody who signs, who has a token, or who is nobody."""
    headers = {"Authorization": token} if token else {}
    return httpx.Client(base_url=base, transport=AsServed(app), auth=auth, headers=headers)


def presentation(layers: Layers) -> Layer:
    """Presentation, with a person who may do everything and the scheduler."""
    app = layers.person.application
    resources = app.extensions[noc_presentation.api.current.EXTENSION]
    key = Ed25519PrivateKey.generate()
    with resources.database.writing() as session:
        presentation_peers.pair(
            session, presentation_peers.SCHEDULER, SCHEDULER_URL, public_text(key), resources.clock()
        )
    person = served(app, PRESENTATION_URL, token=layers.person.environ_base["HTTP_AUTHORIZATION"])
    scheduler = served(app, PRESENTATION_URL, RequestSigner("scheduler", key))

    def caller_of(route: Route) -> httpx.Client:
        return scheduler if {"signature": []} in route.operation.get("security", ()) else person

    def stored() -> Any:
        with resources.database.reading() as session:
            return _rows(session, presentation_tables)

    return Layer(app, layers.person.get("/openapi.json").json, caller_of, stored)


def scheduler(layers: Layers) -> Layer:
    """The scheduler, with presentation, an authorised executor node and one that enrols."""
    app = noc_scheduler.api.app.create_app(layers.means)
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    enrolment = {
        "name": "node-1",
        "public_key": public_text(key),
        "url": "http://node-1.test",
        "labels": {},
        "version": "0.1.0",
        "slots": 4,
    }
    with served(app, SCHEDULER_URL, RequestSigner(fingerprint(public_text(key)), key)) as enrolling:
        node = enrolling.post("/v1/executor-nodes", json=enrolment).json()["id"]
    order = {"status": "authorised", "public_key": public_text(key), "actor": ANNA}
    layers.scheduler.put(f"/v1/executor-nodes/{node}/authorisation", json=order).raise_for_status()
    callers = {
        "an executor node": served(app, SCHEDULER_URL, RequestSigner(node, key)),
        "an authorised executor node": served(app, SCHEDULER_URL, RequestSigner(node, key)),
        "an executor node that enrols, by the key it brings": served(
            app, SCHEDULER_URL, RequestSigner(fingerprint(public_text(other)), other)
        ),
    }

    def caller_of(route: Route) -> httpx.Client:
        return callers.get(route.operation.get("x-peer", ""), layers.scheduler)

    def stored() -> Any:
        with layers.means.database.reading() as connection:
            return _rows(connection, scheduler_tables)

    document = layers.scheduler.get("/openapi.json").json()
    return Layer(app, document, caller_of, stored, {"public_key": public_text(other)})


@contextmanager
def executor_node(folder: Path) -> Iterator[Layer]:
    """An executor node, with its scheduler."""
    settings = noc_executor_node.settings.Settings(home=folder / "node", profiles=folder / "profiles.yml")
    noc_executor_node.settings.make_home(settings)
    journal: Journal = open_journal(settings.journal_file)
    key = Ed25519PrivateKey.generate()
    journal.standing.pair(Pairing(("http://127.0.0.1:1",), public_text(key)))
    app = noc_executor_node.api.app.create_app(settings, journal, Doorbell(settings))
    caller = served(app, f"http://{settings.listen}", RequestSigner("scheduler", key))

    def stored() -> Any:
        rows = journal.database.reading()
        return [
            list(map(tuple, rows.execute(f"SELECT * FROM {table}")))
            for table in ("attempts", "reports", "standing")
        ]

    yield Layer(app, caller.get("/openapi.json").json(), lambda _route: caller, stored)
    journal.database.close()


def _rows(session: Any, metadata: Any) -> dict[str, list[str]]:
    return {
        table.name: sorted(map(repr, session.execute(table.select()).all()))
        for table in metadata.sorted_tables
        if table.name not in MOVING
    }
