"""C14, C17: what belongs to others is not found by patterns, and what opens one installation opens no other."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from noc_presentation.api.app import create_app
from noc_presentation.store.database import Database
from tests.presentation.people import group, somebody


@pytest.fixture
def elsewhere(house: Any, tmp_path: Path, empty_presentation: Path) -> Iterator[FlaskClient]:
    """A client of another installation."""
    path = tmp_path / "elsewhere.sqlite"
    path.write_bytes(empty_presentation.read_bytes())
    database = Database(f"sqlite:///{path}")
    yield create_app(replace(house.resources, database=database)).test_client(use_cookies=False)
    database.close()


def test_a_search_is_a_text_and_no_pattern(house: Any) -> None:
    house.person.post("/api/v1/groups", json={"name": "web"})
    house.person.post("/api/v1/hosts", json={"name": "web1", "address": "192.0.2.1", "groups": ["web"]})

    assert len(house.person.get("/api/v1/hosts?search=WEB").json["items"]) == 1
    for search in ("%25", "_", "%5c", "web_", "%27%20OR%201=1--"):
        assert house.person.get(f"/api/v1/hosts?search={search}").json["items"] == [], search


def test_a_token_of_one_installation_opens_no_other(house: Any, elsewhere: FlaskClient) -> None:
    assert house.person.get("/api/v1/tokens").status_code == 200

    answer = elsewhere.get("/api/v1/tokens", headers={"Authorization": f"Bearer {house.token}"})

    assert (answer.status_code, answer.json["code"]) == (401, "token.invalid")


def test_a_session_of_one_installation_opens_no_other(house: Any, elsewhere: FlaskClient) -> None:
    vera = somebody(house, "vera", ("viewer", group("web")))
    login = house.app.test_client()
    assert (
        login.post("/api/v1/session", json={"name": vera.name, "password": "seven green bridges"}).status_code
        < 300
    )
    cookies = "; ".join(f"{one.key}={one.value}" for one in login._cookies.values())

    shown = {"Cookie": cookies}
    assert house.app.test_client(use_cookies=False).get("/api/v1/session", headers=shown).status_code == 200
    assert elsewhere.get("/api/v1/session", headers=shown).status_code == 401


def test_a_group_whose_name_only_begins_alike_is_another(house: Any) -> None:
    house.person.post("/api/v1/groups", json={"name": "web"})
    olga = somebody(house, "olga", ("operator", group("web")))

    assert olga.client.get("/api/v1/groups/web").status_code == 200
    for neighbour in ("w", "we", "web2", "web-prod", "WEB\u200b", "web."):
        assert olga.client.get(f"/api/v1/groups/{neighbour}").status_code == 404, neighbour
