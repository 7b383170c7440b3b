"""Health: alive as long as it answers, ready when it can do its part, and what it is."""

import platform
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from noc_scheduler import __version__
from noc_scheduler.api.app import create_app
from noc_scheduler.store.database import Database
from noc_scheduler.store.schema import revision


@pytest.fixture
def anybody(wire: Any) -> FlaskClient:
    client: FlaskClient = wire.app.test_client()
    return client


def reasons(client: FlaskClient) -> dict[str, str]:
    """Why it is not ready: codes by what they are about."""
    answer = client.get("/readyz")
    problem = answer.get_json()
    assert (answer.status_code, problem["code"]) == (503, "not_ready")
    assert all(error["message"] in problem["detail"] for error in problem["errors"])
    return {error["path"]: error["code"] for error in problem["errors"]}


def test_it_is_alive_whatever_is_missing(world: Any) -> None:
    nowhere = Database("sqlite:////nowhere/at/all.sqlite3")
    client = create_app(replace(world.means, database=nowhere)).test_client()

    assert client.get("/healthz").get_json() == {"status": "alive"}
    assert reasons(client) == {"/database": "dependency.unavailable"}
    assert client.get("/version").status_code == 200
    nowhere.close()


def test_it_is_ready_once_a_worker_works(world: Any, anybody: FlaskClient) -> None:
    assert reasons(anybody) == {"/worker": "worker.never_heard"}
    world.tick()
    assert anybody.get("/readyz").get_json() == {"status": "ready"}

    world.pass_time(61)
    assert reasons(anybody) == {"/worker": "worker.silent"}
    world.tick()
    assert anybody.get("/readyz").status_code == 200


def test_other_tables_are_named(world: Any, anybody: FlaskClient) -> None:
    with world.means.database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")

    assert reasons(anybody) == {"/database": "schema.wrong_revision"}


def test_every_reason_is_told_at_once(world: Any, tmp_path: Path) -> None:
    settings = replace(world.means.settings, home=tmp_path / "gone")
    client = create_app(replace(world.means, settings=settings)).test_client()

    assert reasons(client) == {"/worker": "worker.never_heard", "/home": "home.not_writable"}


def test_nothing_is_left_in_the_state_folder(world: Any, anybody: FlaskClient) -> None:
    before = sorted(world.means.settings.home.iterdir())
    anybody.get("/readyz")
    assert sorted(world.means.settings.home.iterdir()) == before


def test_it_says_what_it_is(anybody: FlaskClient) -> None:
    assert anybody.get("/version").get_json() == {
        "name": "noc-scheduler",
        "version": __version__,
        "contract": 1,
        "schema": revision(),
        "python": platform.python_version(),
    }
