"""The executor node's API describes itself truly, and its pages need nothing from elsewhere."""

import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from noc_executor_node.api.app import create_app
from noc_executor_node.doorbell import Doorbell
from noc_executor_node.journal import Journal
from noc_executor_node.settings import Settings

COMMITTED = Path(__file__).parents[2] / "executor_node" / "openapi.json"
BY_TOKEN = {"/metrics"}  # 404 as long as no token is set; test_metrics_of_a_node.py
OPEN = {"/healthz", "/readyz", "/version", "/openapi.json", "/docs", "/docs/<string:name>"}


@pytest.fixture
def app(settings: Settings, journal: Journal) -> Flask:
    return create_app(settings, journal, Doorbell(settings))


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    """Somebody who signs nothing."""
    return app.test_client()


def test_the_committed_description_is_the_served_one(stranger: FlaskClient) -> None:
    served = stranger.get("/openapi.json").get_json()
    assert served == json.loads(COMMITTED.read_text()), "run make openapi"


def test_a_new_address_would_not_go_unnoticed(settings: Settings, journal: Journal) -> None:
    described = set(json.loads(COMMITTED.read_text())["paths"])
    app = create_app(settings, journal, Doorbell(settings))
    addresses = {re.sub(r"<string:(\w+)>", r"{\1}", rule.rule) for rule in app.url_map.iter_rules()}
    pages = {"/openapi.json", "/docs", "/docs/{name}"}
    assert addresses - pages == described


def test_the_description_is_valid() -> None:
    description = json.loads(COMMITTED.read_text())
    assert description["openapi"] == "3.1.0"
    validate(description, cls=OpenAPIV31SpecValidator)


def test_the_page_loads_only_what_is_served_here(stranger: FlaskClient) -> None:
    page = stranger.get("/docs")
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    for address in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert "//" not in address
        assert stranger.get(f"/{address}").status_code == 200
    assert stranger.get("/docs/index.html").status_code == 404


def test_every_other_address_wants_a_signature(app: Flask, stranger: FlaskClient) -> None:
    closed = [rule for rule in app.url_map.iter_rules() if rule.rule not in OPEN | BY_TOKEN]
    assert closed
    for rule in closed:
        path = re.sub(r"<[^>]+>", "x", rule.rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            answer = stranger.open(path, method=method, json={})
            assert (answer.status_code, answer.get_json()["code"]) == (401, "signature.missing"), path
