"""An executor node's health: alive, ready or why not, and what it is."""

import os
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from uuid6 import uuid7

from noc_executor_node.api.app import create_app
from noc_executor_node.doorbell import Doorbell
from noc_executor_node.journal import Journal
from noc_executor_node.journal.standing import Boot, Pairing
from noc_executor_node.processes import process_id
from noc_executor_node.settings import Settings


@pytest.fixture
def anybody(settings: Settings, journal: Journal) -> FlaskClient:
    return create_app(settings, journal, Doorbell(settings)).test_client()


def reasons(client: FlaskClient) -> dict[str, str]:
    """Why it is not ready: codes by what they are about."""
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["code"]) == (503, "not_ready")
    return {error["path"]: error["code"] for error in answer.get_json()["errors"]}


def test_a_new_node_lacks_a_scheduler_and_executors(anybody: FlaskClient) -> None:
    assert anybody.get("/healthz").get_json() == {"status": "alive", "speaking": None}
    assert reasons(anybody) == {
        "/scheduler": "scheduler.not_paired",
        "/executors": "executors.not_running",
    }


def test_it_is_ready_while_its_executors_take_attempts(anybody: FlaskClient, journal: Journal) -> None:
    own = process_id(os.getpid())
    assert own is not None
    boot = Boot(str(uuid7()), own, stopping=False)
    journal.standing.pair(Pairing(("http://127.0.0.1:1",), "key"))
    journal.standing.booted(boot)
    assert anybody.get("/readyz").get_json() == {"status": "ready"}

    journal.standing.booted(replace(boot, stopping=True))
    assert reasons(anybody) == {"/executors": "executors.stopping"}
    journal.standing.booted(replace(boot, parent=replace(own, started=own.started - 1)))
    assert reasons(anybody) == {"/executors": "executors.not_running"}


def test_a_journal_that_is_no_database_is_named(
    settings: Settings, journal: Journal, anybody: FlaskClient
) -> None:
    journal.database.close()
    for path in settings.home.glob("journal.sqlite3*"):
        path.write_bytes(b"this is no database" * 1000)

    assert reasons(anybody) == {"/journal": "journal.unavailable"}
    assert anybody.get("/healthz").status_code == 200


def test_it_says_what_it_is(anybody: FlaskClient) -> None:
    told = anybody.get("/version").get_json()
    assert (told["name"], told["contract"], told["schema"]) == ("noc-executor-node", 1, "1")
    assert told["python"]
