"""The API describes itself: what is committed is what is served, it is valid, its page needs nobody else."""

import json
import platform
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from openapi_spec_validator import validate

from noc_presentation.api.app import create_app
from noc_presentation.store.migrate import revision

COMMITTED = Path(__file__).parents[2] / "presentation" / "openapi.json"
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture
def served(house: Any) -> dict[str, Any]:
    document: dict[str, Any] = house.anybody.get("/openapi.json").json
    return document


def test_what_is_committed_is_what_is_served(served: dict[str, Any]) -> None:
    assert json.loads(COMMITTED.read_text()) == served, (
        "run `make openapi` and commit presentation/openapi.json"
    )


def test_it_is_valid_openapi_3_1(served: dict[str, Any]) -> None:
    validate(served)
    assert served["openapi"] == "3.1.0"


def test_every_route_is_in_it_but_the_screens(house: Any, served: dict[str, Any]) -> None:
    routes = {
        (method.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in house.app.url_map.iter_rules()
        for method in rule.methods & METHODS
        if not rule.endpoint.startswith("screens.")
    }
    described = {
        (method, path)
        for path, operations in served["paths"].items()
        for method in operations
        if method.upper() in METHODS
    }

    assert described == routes


def test_it_says_who_may_come_in(served: dict[str, Any]) -> None:
    paths = served["paths"]

    assert served["security"] == [{"token": []}]
    assert paths["/healthz"]["get"]["security"] == []
    assert paths["/api/v1/targets"]["post"]["security"] == [{"signature": []}]
    assert paths["/api/v1/notifications"]["post"]["security"] == [{"signature": []}]
    assert "security" not in paths["/api/v1/notifications"]["get"]


def test_the_page_loads_nothing_from_elsewhere(house: Any) -> None:
    page = house.anybody.get("/docs")
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)

    assert loaded
    assert all(house.anybody.get(address).status_code == 200 for address in loaded)
    assert "http" not in "".join(loaded)
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["index.html", "..%2f__init__.py", "swagger-ui.js.map", "x"])
def test_the_page_has_its_files_and_no_others(house: Any, name: str) -> None:
    assert house.anybody.get(f"/docs/{name}").status_code == 404


def test_the_process_says_that_it_lives_what_it_is_and_when_it_is_ready(house: Any) -> None:
    assert house.anybody.get("/healthz").json == {"status": "alive"}
    assert house.anybody.get("/readyz").json == {"status": "ready"}
    version = house.anybody.get("/version").json
    assert (version["name"], version["contract"]) == ("noc-presentation", 1)
    assert (version["schema"], version["python"]) == (revision(), platform.python_version())


def test_without_a_database_it_lives_but_is_not_ready(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(house.resources.database), "answers", lambda _database: False)

    assert house.anybody.get("/healthz").status_code == 200
    answer = house.anybody.get("/readyz")
    assert (answer.status_code, answer.json["code"]) == (503, "not_ready")
    assert [error["path"] for error in answer.json["errors"]] == ["/database"]


def test_with_other_tables_or_without_its_folder_it_is_not_ready(house: Any, tmp_path: Path) -> None:
    with house.resources.database.writing() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    resources = replace(house.resources, home=tmp_path / "gone")
    answer = create_app(resources).test_client().get("/readyz")

    assert answer.status_code == 503
    assert {error["path"]: error["code"] for error in answer.json["errors"]} == {
        "/database": "schema.wrong_revision",
        "/home": "home.not_writable",
    }
