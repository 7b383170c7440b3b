"""Presentation's metrics: computed from rows, for whoever holds the token."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from noc_presentation.api.app import create_app
from noc_presentation.errors import InsecureKeyFile, Misconfigured
from noc_presentation.metrics_token import read_metrics_token
from noc_presentation.notifications import outbox
from noc_presentation.notifications.message import Message
from noc_presentation.notifications.outbox import Incoming
from noc_presentation.store.database import Database
from noc_presentation.store.figures import figures
from tests.presentation.conftest import NOON

TOKEN = "a-token-of-some-length"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


def client(house: Any) -> FlaskClient:
    return create_app(replace(house.resources, metrics_token=TOKEN)).test_client()


def scraped(house: Any) -> dict[str, float]:
    answer = client(house).get("/metrics", headers=BEARER)
    assert answer.status_code == 200
    return {
        " ".join([sample.name.removeprefix("noc_presentation_"), *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def incoming(number: int) -> Incoming:
    message = Message(
        id=f"n{number}",
        channel="oncall",
        subject="",
        text="down",
        procedure="restart-web",
        execution_number=1,
        host="web1",
        node="tell",
        at=NOON,
    )
    return Incoming(message, "e1")


def test_notifications_that_wait_grow_old(house: Any) -> None:
    with house.resources.database.writing() as session:
        outbox.take_in(session, [incoming(1), incoming(2)], NOON)
    house.clock.pass_by(seconds=90)
    told = scraped(house)

    assert (told["notifications queued"], told["notifications delivered"]) == (2, 0)
    assert told["notification_queued_oldest_age_seconds"] == 90
    assert told["notification_due_oldest_age_seconds"] == 90
    assert (told["api_tokens"], told["inventory_hosts"], told["procedures"]) == (1, 0, 0)


def test_nobody_else_reads_them(house: Any) -> None:
    assert house.anybody.get("/metrics", headers=BEARER).status_code == 404
    assert client(house).get("/metrics").json["code"] == "token.missing"
    api_token = client(house).get("/metrics", headers={"Authorization": f"Bearer {house.token}"})
    assert (api_token.status_code, api_token.json["code"]) == (401, "token.invalid")
    assert TOKEN not in repr(replace(house.resources, metrics_token=TOKEN))


def test_the_counts_are_the_same_on_either_database(database: Database) -> None:
    with database.writing() as session:
        outbox.take_in(session, [incoming(1)], NOON)
        found = figures(session, NOON + timedelta(hours=1))

    assert (found.notifications, found.oldest_queued) == ({"queued": 1}, NOON)
    assert (found.living_tokens, found.hosts, found.procedures) == (0, 0, 0)


def test_the_token_may_stand_in_a_private_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    file.chmod(0o600)
    assert read_metrics_token("NOC_", "", str(file)) == TOKEN
    file.chmod(0o644)
    with pytest.raises(InsecureKeyFile):
        read_metrics_token("NOC_", "", str(file))
    with pytest.raises(Misconfigured, match="NOC_METRICS_TOKEN"):
        read_metrics_token("NOC_", "short", "")
