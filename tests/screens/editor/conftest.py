"""Presentation and the scheduler in this process, served to a real browser in which Bea has logged in."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

import noc_scheduler.keys
from noc_presentation.api.screens import BUILD
from noc_scheduler.service.nodes import executor_nodes, modules
from noc_scheduler.store.executor_nodes import Enrolment
from tests.contract.test_presentation_and_scheduler import Layers, layers
from tests.scheduler.flowchart.modules.catalogues import document

__all__ = ["layers"]

PASSWORD = "seven green herons wade"


@dataclass
class House:
    """What is served, and the API of those who don't use the screens."""

    url: str
    layers: Layers

    def draft(self, name: str) -> str:
        text: str = self.layers.person.get(f"/api/v1/procedures/{name}/draft").json["text"]
        return text

    def path(self, name: str, **script: Any) -> list[str]:
        """The way of a host through the draft, as the scheduler walks it."""
        order = {"text": self.draft(name), **script}
        told = self.layers.person.post("/api/v1/procedures/rehearse", json=order).json
        path: list[str] = told["hosts"][0]["path"]
        return path


@pytest.fixture
def house(layers: Layers) -> Iterator[House]:
    """The screens are built by `make frontend`."""
    assert (BUILD / "index.html").is_file(), "the screens have not been built: make frontend"
    _know_modules(layers)
    person = {"name": "bea", "kind": "person", "password": PASSWORD}
    assert layers.person.post("/api/v1/users", json=person).status_code == 201
    everything = {"role": "administrator", "scope": None}
    assert layers.person.post("/api/v1/users/bea/grants", json=everything).status_code == 201
    server = make_server("127.0.0.1", 0, layers.person.application, threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield House(f"http://127.0.0.1:{server.port}", layers)
    server.shutdown()
    serving.join()
    server.server_close()


def _know_modules(layers: Layers) -> None:
    key = noc_scheduler.keys.public_text(Ed25519PrivateKey.generate())
    fingerprint = noc_scheduler.keys.fingerprint(key)
    executor_nodes.enrol(
        layers.means, Enrolment("node-1", key, fingerprint, "http://node-1.test", {}, "1", 4)
    )
    (node,) = layers.person.get("/api/v1/executor-nodes").json["items"]
    address = f"/api/v1/executor-nodes/{node['id']}/authorise"
    assert layers.person.post(address, json={"fingerprint": fingerprint}).status_code == 200
    catalogue = json.dumps(document())
    digest = hashlib.sha256(catalogue.encode()).hexdigest()
    assert modules.publish(layers.means, UUID(node["id"]), digest, catalogue)


@contextmanager
def a_browser(browser: Browser, house: House) -> Iterator[BrowserContext]:
    """One of its own, that knows nobody yet."""
    with browser.new_context(
        base_url=house.url, locale="en-US", viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
    ) as opened:
        opened.grant_permissions(["clipboard-read", "clipboard-write"])
        yield opened


@pytest.fixture
def context(browser: Browser, house: House) -> Iterator[BrowserContext]:
    with a_browser(browser, house) as opened:
        yield opened


@pytest.fixture
def elsewhere(browser: Browser, house: House) -> Iterator[Page]:
    """A page in another browser, where somebody is in as well."""
    with a_browser(browser, house) as opened:
        page = opened.new_page()
        page.goto("/procedures")
        log_in(page)
        expect(page.get_by_role("heading", name="Procedures")).to_be_visible()
        yield page


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page of somebody who is in; at the end it may not have complained on its console."""
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda told: complaints.append(told.text) if "Security Policy" in told.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/procedures")
    log_in(page)
    expect(page.get_by_role("heading", name="Procedures")).to_be_visible()
    yield page
    assert complaints == []


def log_in(page: Page) -> None:
    page.get_by_label("Name").fill("bea")
    page.locator("input[autocomplete=current-password]").fill(PASSWORD)
    page.locator("button[type=submit]").click()
