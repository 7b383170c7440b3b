"""An executor node's metrics: computed from its journal, for whoever holds the token."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from uuid6 import uuid7

from noc_executor_node.acceptance import accept
from noc_executor_node.api.app import create_app
from noc_executor_node.doorbell import Doorbell
from noc_executor_node.errors import InsecureKeyFile, Misconfigured
from noc_executor_node.journal import Journal
from noc_executor_node.journal.claiming import Claimant
from noc_executor_node.journal.standing import Boot
from noc_executor_node.metrics_token import read_metrics_token
from noc_executor_node.outcomes import Outcome
from noc_executor_node.processes import process_id
from noc_executor_node.settings import Settings
from noc_executor_node.vocabulary import AttemptOutcome
from tests.executor_node.attempt_documents import attempt

TOKEN = "a-token-of-some-length"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


def client(settings: Settings, journal: Journal) -> FlaskClient:
    return create_app(settings, journal, Doorbell(settings)).test_client()


def scraped(settings: Settings, journal: Journal) -> dict[str, float]:
    """Every sample by its name and its only label's value."""
    answer = client(replace(settings, metrics_token=TOKEN), journal).get("/metrics", headers=BEARER)
    assert answer.status_code == 200
    return {
        " ".join([sample.name.removeprefix("noc_executor_node_"), *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_a_node_that_does_nothing_says_so(settings: Settings, journal: Journal) -> None:
    told = scraped(settings, journal)

    assert (told["slots"], told["attempts_open queued"], told["attempts_open running"]) == (2, 0, 0)
    assert (told["reports_unsent"], told["reports_unsent_oldest_age_seconds"]) == (0, 0)
    assert (told["executors_alive"], told["executors_taking"]) == (0, 0)


def test_what_waits_runs_and_is_not_told_yet_is_counted(settings: Settings, journal: Journal) -> None:
    own = process_id(os.getpid())
    assert own is not None
    boot = Boot(str(uuid7()), own, stopping=False)
    journal.standing.booted(boot)
    accept(journal, [attempt(), attempt(), attempt()], 10)
    claimed = journal.attempts.claim(Claimant(own, boot.id))
    assert claimed is not None
    journal.attempts.finish(claimed.id, claimed.lease, Outcome(AttemptOutcome.SUCCEEDED))
    assert journal.attempts.claim(Claimant(own, boot.id)) is not None
    told = scraped(settings, journal)

    assert (told["attempts_open queued"], told["attempts_open running"]) == (1, 1)
    assert told["reports_unsent"] == 3
    assert told["reports_unsent_oldest_age_seconds"] >= 0
    assert (told["executors_alive"], told["executors_taking"]) == (1, 1)
    assert told[f"boot_info {boot.id}"] == 1
    assert told["boot_timestamp_seconds"] > 1_700_000_000

    journal.standing.booted(replace(boot, stopping=True))
    told = scraped(settings, journal)
    assert (told["executors_alive"], told["executors_taking"]) == (1, 0)


def test_nobody_else_reads_them(settings: Settings, journal: Journal) -> None:
    assert client(settings, journal).get("/metrics", headers=BEARER).status_code == 404
    closed = client(replace(settings, metrics_token=TOKEN), journal)
    assert closed.get("/metrics").get_json()["code"] == "token.missing"
    wrong = closed.get("/metrics", headers={"Authorization": "Bearer wrong"})
    assert (wrong.status_code, wrong.get_json()["code"]) == (401, "token.invalid")
    assert TOKEN not in repr(replace(settings, metrics_token=TOKEN))


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
