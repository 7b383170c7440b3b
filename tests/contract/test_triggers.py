"""Webhooks from end to end of the two layers: kept by people, sent to by others, and shown to people again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import noc_scheduler.api.app
from tests.contract.test_presentation_and_scheduler import TELL, Layers, layers
from tests.scheduler.api.senders import Sender
from tests.scheduler.triggers.messages import ALERTMANAGER

__all__ = ["layers"]
WEBHOOK = {
    "kind": "webhook",
    "source": "alertmanager",
    "proof": "token",
    "params": {"word": "$.labels.alertname"},
    "storm": {"kind": "once_within", "within_ms": 60_000},
}


@pytest.fixture
def kept(layers: Layers) -> Iterator[dict[str, Any]]:
    layers.apply("tell", TELL)
    order = {"name": "alarms", "procedure": "tell", "target": {"groups": ["web"]}, "trigger": WEBHOOK}
    made = layers.person.post("/api/v1/schedules", json=order)
    assert made.status_code == 201, made.text
    yield made.json


def test_people_keep_a_webhook_and_see_what_it_was_sent(layers: Layers, kept: dict[str, Any]) -> None:
    address = f"/api/v1/schedules/{kept['id']}"
    assert kept["next_fires"] == []
    secret = layers.person.post(f"{address}/secret", json={"reason": "for Alertmanager"})
    assert secret.status_code == 200, secret.text
    anybody = httpx.Client(
        transport=httpx.WSGITransport(noc_scheduler.api.app.create_app(layers.means)),
        base_url="http://scheduler.test",
    )
    sender = Sender(anybody, secret.json["path"], secret.json["secret"])
    assert sender.bearing(ALERTMANAGER).status_code == 202
    layers.drain()

    items = layers.person.get(f"{address}/items").json["items"]
    assert [(one["host"], one["status"]) for one in items] == [(None, "refused"), ("web1", "started")]
    assert "'web2' is no host that this schedule is for" in items[0]["reason"]
    told = layers.person.get(f"{address}/deliveries").json
    assert (told["accepted"], told["items"][0]["items"]) == (1, 2)
    assert layers.person.get(f"{address}/items?status=parked").json["items"] == []
    again = layers.person.post(f"{address}/items/again", json={"items": [items[0]["id"]], "reason": "x"})
    assert (again.status_code, again.json) == (200, {"items": 0})
    execution = layers.person.get(f"/api/v1/executions/{items[1]['execution_number']}").json
    assert execution["params"] == {"word": "ServiceDown"}
    intake = {"senders": ["192.0.2.0/24"], "retry": {"most": 1}, "reason": "only from there"}
    assert layers.person.put(f"{address}/intake", json=intake).status_code == 204
    assert layers.person.get(address).json["trigger"]["senders"] == ["192.0.2.0/24"]


COUNT = """\
apiVersion: noc/v1
kind: Procedure
metadata: {name: count}
spec:
  nodes:
    begin: {kind: start, next: keep}
    keep: {kind: publish, queue: counted, value: 1, next: done}
    done: {kind: end}
"""


def test_people_run_a_procedure_without_hosts_and_hear_which_steps_need_some(layers: Layers) -> None:
    layers.apply("count", COUNT)
    layers.apply("tell", TELL)
    nobody = {"target": {"without_hosts": True}}
    previewed = layers.person.post("/api/v1/executions/preview", json={"procedure": "count", **nobody})
    assert (previewed.status_code, previewed.json["hosts"]) == (200, [])
    number = layers.start(procedure="count", **nobody).json["number"]
    layers.drain()
    shown = layers.person.get(f"/api/v1/executions/{number}").json
    assert (shown["status"], shown["target"]) == (
        "succeeded",
        {"groups": [], "hosts": [], "without_hosts": True},
    )
    refused = layers.start(procedure="tell", **nobody)
    assert (refused.status_code, refused.json["code"]) == (422, "host.needed")
    assert "tell, say: it reads host" in refused.text
    for target in ({}, {"without_hosts": True, "groups": ["web"]}):
        answer = layers.start(procedure="count", target=target)
        assert (answer.status_code, answer.json["code"].partition(".")[0]) == (422, "target")
    probed = layers.person.post("/api/v1/host-probes", json=nobody)
    assert (probed.status_code, probed.json["code"]) == (422, "target.empty")


REFUSED: Any = [
    ({"kind": "webhook", "at": "2099-01-01T00:00:00Z"}, "trigger.invalid"),
    ({"kind": "webhook", "script": "x"}, "field.unknown"),
    ({"kind": "webhook", "source": "nagios"}, "source.unknown"),
    ({"kind": "webhook", "params": {"word": "$..x"}}, "mapping.invalid"),
    ({"kind": "webhook", "retry": {"most": 0}}, "retry.number"),
    ({"kind": "webhook", "senders": ["192.0.2.1/24"]}, "senders.invalid"),
    ({"kind": "webhook", "expect_every_ms": 1}, "expectation.number"),
    ({"kind": "webhook", "retry": {"most": 1, "for": 2}}, "field.unknown"),
    ({"kind": "once", "at": "2099-01-01T00:00:00Z", "retry": {"most": 1}}, "trigger.invalid"),
    ({"kind": "queue"}, "trigger.invalid"),
    ({"kind": "queue", "queue": "Not A Name"}, "queue.invalid"),
    ({"kind": "trap", "host": "$.h"}, "trigger.invalid"),
    ({"kind": "trap", "security": "v1"}, "security.unknown"),
    ({"kind": "cron", "expression": "* * * * *", "time_zone": "UTC", "join": True}, "trigger.invalid"),
]


def test_what_is_no_trigger_is_refused(layers: Layers) -> None:
    layers.apply("tell", TELL)
    for trigger, code in REFUSED:
        order = {"name": "alarms", "procedure": "tell", "target": {"groups": ["web"]}, "trigger": trigger}
        answer = layers.person.post("/api/v1/schedules", json=order)
        assert (answer.status_code, answer.json["code"]) == (422, code), trigger


def test_the_media_type_for_zabbix_names_what_the_mapping_reads() -> None:
    shipped = Path("contrib/zabbix/noc-orchestrator-media-type.yaml").read_text(encoding="utf-8")
    for name in ("event_id", "status", "host"):
        assert f"- name: {name}" in shipped
