"""Metrics: computed from rows at every scrape, in Prometheus' words, for whoever holds the token."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from noc_scheduler.api.app import create_app
from noc_scheduler.errors import InsecureKeyFile, WrongSettings
from noc_scheduler.metrics_token import read_metrics_token

TOKEN = "a-token-of-some-length"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
Figures = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@pytest.fixture
def scrape(world: Any) -> Any:
    """What Prometheus would be told now: the value of a metric with these labels."""
    means = replace(world.means, settings=replace(world.means.settings, metrics_token=TOKEN))
    client = create_app(means).test_client()

    def scrape() -> Any:
        answer = client.get("/metrics", headers=BEARER)
        assert answer.status_code == 200
        assert answer.content_type.startswith("text/plain; version=0.0.4")
        found: Figures = {
            (sample.name, tuple(sorted(sample.labels.items()))): sample.value
            for family in text_string_to_metric_families(answer.text)
            for sample in family.samples
        }

        def value(name: str, **labels: str) -> float | None:
            return found.get((f"noc_scheduler_{name}", tuple(sorted(labels.items()))))

        return value

    return scrape


def test_a_scheduler_that_does_nothing_says_so_with_zeros(scrape: Any) -> None:
    value = scrape()

    assert value("executions", status="running") == 0
    assert value("outbox_messages", kind="notification") == 0
    assert value("waits_overdue", act="elapse") == 0
    assert value("attempt_queued_oldest_age_seconds") == 0
    assert value("executor_nodes", status="authorised", reachable="true") == 0


def test_an_execution_is_counted_as_it_goes(world: Any, scrape: Any) -> None:
    world.node(slots=2)
    world.start()
    world.drain()
    world.pass_time(5)
    value = scrape()

    assert value("executions", status="running") == 1
    assert value("host_runs_active", status="running") == 3
    assert value("attempts_open", status="queued", executor_node="node-1") == 2
    assert value("attempts_open", status="queued", executor_node="") == 1
    assert value("waits", act="give_up_queue") == 1
    assert 5 <= value("attempt_queued_oldest_age_seconds") < 60
    assert value("executor_node_slots", executor_node="node-1") == 2
    assert value("executor_node_outstanding_attempts", executor_node="node-1") == 2
    assert 5 <= value("executor_node_heard_age_seconds", executor_node="node-1") < 60


def test_what_nobody_does_becomes_overdue(world: Any, scrape: Any) -> None:
    world.start()
    world.drain()
    world.pass_time(3_700)

    assert scrape()("waits_overdue", act="give_up_queue") == 3
    world.tick()
    value = scrape()
    assert value("waits_overdue", act="give_up_queue") == 0
    assert value("process_heard_age_seconds", process="worker") < 60


def test_mail_that_presentation_does_not_take_grows_old(world: Any, scrape: Any) -> None:
    world.presentation.has("web1")
    node = world.node()
    world.start()
    world.drain()
    world.presentation.down = True
    world.finish(node.on("web1"), outcome="failed", rc=3)
    world.finish(node.on("web1", "restart"), outcome="failed", rc=1)
    world.pass_time(90)
    value = scrape()

    assert value("outbox_messages", kind="notification") == 1
    assert 90 <= value("outbox_oldest_age_seconds", kind="notification") < 200


def test_an_executor_node_that_falls_silent_is_not_reachable(world: Any, scrape: Any) -> None:
    world.node()
    world.enrol("node-2")
    world.pass_time(11)
    value = scrape()

    assert value("executor_nodes", status="authorised", reachable="false") == 1
    assert value("executor_nodes", status="pending", reachable="false") == 1
    assert value("executor_node_slots", executor_node="node-2") is None


def test_no_host_is_named_and_every_metric_is_explained(world: Any) -> None:
    world.node()
    world.start()
    world.drain()
    means = replace(world.means, settings=replace(world.means.settings, metrics_token=TOKEN))
    text = create_app(means).test_client().get("/metrics", headers=BEARER).text

    assert "web1" not in text
    families = list(text_string_to_metric_families(text))
    assert all(family.documentation and family.name.startswith("noc_scheduler_") for family in families)
    assert all(family.name.endswith("_seconds") == ("_age_" in family.name) for family in families)


def test_without_a_token_set_there_are_no_metrics(wire: Any) -> None:
    answer = wire.app.test_client().get("/metrics", headers=BEARER)

    assert (answer.status_code, answer.get_json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "token.missing"),
        ({"Authorization": f"Basic {TOKEN}"}, "token.missing"),
        ({"Authorization": "Bearer another"}, "token.invalid"),
        ({"Authorization": "Bearer "}, "token.invalid"),
        ({"Authorization": "Bearer käse"}, "token.invalid"),
    ],
)
def test_nobody_else_reads_them(world: Any, headers: dict[str, str], code: str) -> None:
    means = replace(world.means, settings=replace(world.means.settings, metrics_token=TOKEN))
    answer = create_app(means).test_client().get("/metrics", headers=headers)

    assert (answer.status_code, answer.get_json()["code"]) == (401, code)


def test_the_token_may_stand_in_a_private_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    file.chmod(0o600)
    assert read_metrics_token("NOC_", "", str(file)) == TOKEN
    assert read_metrics_token("NOC_", "", "") is None

    file.chmod(0o640)
    with pytest.raises(InsecureKeyFile):
        read_metrics_token("NOC_", "", str(file))
    for text, path in (("short", ""), ("has a space inside", ""), ("", str(tmp_path / "none")), (TOKEN, "x")):
        with pytest.raises(WrongSettings, match="NOC_METRICS_TOKEN"):
            read_metrics_token("NOC_", text, path)


def test_the_token_is_not_shown_with_the_settings(world: Any) -> None:
    assert TOKEN not in repr(replace(world.means.settings, metrics_token=TOKEN))
