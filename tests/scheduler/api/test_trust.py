"""Who is believed: signatures forged, replayed, altered, late; executor nodes that are pending or meddle."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from noc_scheduler.api.admission import Peer
from noc_scheduler.service.nodes import executor_nodes

#: Others send here, and show what the webhook asks for.
BY_PROOF = {"/v1/hooks/<string:schedule>"}
BY_TOKEN = {"/metrics"}  # 404 as long as no token is set; test_metrics.py
PUBLIC = {"/healthz", "/readyz", "/version", "/openapi.json", "/docs", "/docs/<string:name>"}


def code(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal, which is always a problem document."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


def report_on(attempt: dict[str, Any], seq: int = 1, **changes: Any) -> dict[str, Any]:
    said = {"id": attempt["id"], "lease": attempt["lease"], "seq": seq, "state": "finished"}
    return {**said, "outcome": "succeeded", "rc": 0, **changes}


@pytest.fixture
def attempt(node: Any, api: httpx.Client, world: Any, order: dict[str, Any]) -> dict[str, Any]:
    """An attempt that node-1 holds."""
    world.presentation.has("web1")
    api.post("/v1/executions", json=order)
    world.drain()
    return world.nodes["node-1"].held[0]


def test_every_route_says_who_may_ask(wire: Any) -> None:
    open_to_all = set()
    for rule in wire.app.url_map.iter_rules():
        blueprint = wire.app.blueprints[rule.endpoint.partition(".")[0]]
        assert isinstance(blueprint.peer, Peer), rule
        if blueprint.peer is Peer.ANYONE:
            open_to_all.add(rule.rule)
    assert open_to_all == PUBLIC


def test_no_route_answers_without_a_signature(wire: Any) -> None:
    client = wire.app.test_client()
    for rule in wire.app.url_map.iter_rules():
        if rule.rule in PUBLIC | BY_TOKEN:
            continue
        path = rule.rule.replace("<string:", "<").replace("<", "x").replace(">", "")
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            answer = client.open(path, method=method, json={})
            refused = "webhook.refused" if rule.rule in BY_PROOF else "signature.missing"
            assert (answer.status_code, answer.get_json()["code"]) == (401, refused), path


def test_a_stranger_is_not_known(wire: Any) -> None:
    with wire.client("stranger", Ed25519PrivateKey.generate()) as stranger:
        assert code(stranger.get("/v1/executions")) == (401, "signature.unknown_key")


def test_a_forged_signature_is_refused(wire: Any, api: httpx.Client, stored: Any) -> None:
    before = stored()
    with wire.client("presentation", Ed25519PrivateKey.generate()) as forger:
        assert code(forger.post("/v1/executions", json={})) == (401, "signature.invalid")
    assert stored() == before


def test_the_same_request_counts_once(wire: Any, api: httpx.Client, order: dict[str, Any]) -> None:
    assert api.post("/v1/executions", json=order).status_code == 201

    assert code(wire.replay(wire.requests[-1])) == (401, "signature.replayed")
    assert len(api.get("/v1/executions").json()["items"]) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"content": b'{"text": "other"}'},
        {"url": "http://scheduler.test/v1/executions"},
        {"host": "elsewhere.test"},
        {"url": "http://scheduler.test/v1/flowcharts/check?x=1"},
    ],
)
def test_an_altered_request_is_refused(wire: Any, api: httpx.Client, changes: dict[str, Any]) -> None:
    assert api.post("/v1/flowcharts/check", json={"text": "a"}).status_code == 200

    assert code(wire.replay(wire.requests[-1], **changes)) == (401, "signature.invalid")


def test_a_body_without_its_digest_is_refused(wire: Any, api: httpx.Client) -> None:
    api.post("/v1/flowcharts/check", json={"text": "a"})
    headers = {k: v for k, v in wire.requests[-1].headers.items() if k != "content-digest"}

    assert wire.replay(wire.requests[-1], headers=headers).status_code == 401


def test_a_client_with_a_wrong_clock_learns_the_time_and_comes_through(
    wire: Any, presentation_key: Ed25519PrivateKey
) -> None:
    with wire.client("presentation", presentation_key, wrong_by=timedelta(minutes=-10)) as slow:
        assert slow.get("/v1/executions").status_code == 200
        assert 599 < slow.auth.offset.total_seconds() < 601


def test_a_request_signed_long_ago_is_refused(
    wire: Any, presentation_key: Ed25519PrivateKey, world: Any
) -> None:
    with wire.client("presentation", presentation_key) as client:
        client.get("/v1/node-kinds")
    world.pass_time(61)

    refusal = wire.replay(wire.requests[-1])
    assert code(refusal) == (401, "signature.clock_skew")
    assert refusal.json()["server_time"]


def test_an_executor_node_may_not_ask_what_presentation_may(node: Any, order: dict[str, Any]) -> None:
    assert code(node.http.post("/v1/executions", json=order)) == (403, "peer.not_allowed")
    assert code(node.http.get("/v1/executor-nodes")) == (403, "peer.not_allowed")


def test_presentation_may_not_speak_as_an_executor_node(api: httpx.Client, node: Any) -> None:
    assert code(api.post("/v1/reports", json={})) == (403, "peer.not_allowed")


def test_enrolment_proves_the_key(enrolled: Any, wire: Any, stored: Any) -> None:
    again = enrolled.enrol()
    assert (again.status_code, again.json()["status"]) == (200, "pending")
    before = stored()

    other = type(enrolled)(wire, "node-1")
    assert code(other.enrol()) == (409, "executor_node.duplicate")
    assert code(type(enrolled)(wire, "node-2").enrol(public_key=enrolled.public)) == (
        401,
        "signature.unknown_key",
    )
    assert code(enrolled.enrol(name="node-2")) == (409, "executor_node.duplicate")
    assert stored() == before


def test_who_was_revoked_stays_so_however_often_they_enrol(enrolled: Any, api: httpx.Client) -> None:
    actor = {"id": "1", "name": "A", "kind": "person"}
    order = {"status": "revoked", "public_key": enrolled.public, "actor": actor}
    assert api.put(f"/v1/executor-nodes/{enrolled.id}/authorisation", json=order).status_code == 200

    assert enrolled.enrol().json()["status"] == "revoked"
    assert code(enrolled.beat()) == (403, "executor_node.not_authorised")


def test_a_pending_executor_node_gets_nothing_and_the_reason_is_shown(
    enrolled: Any, api: httpx.Client, world: Any, order: dict[str, Any]
) -> None:
    execution = api.post("/v1/executions", json=order).json()
    refusal = enrolled.beat()
    world.drain()

    assert code(refusal) == (403, "executor_node.not_authorised")
    assert refusal.json()["executor_node"] == "pending"
    assert world.nodes["node-1"].held == []
    shown = api.get(f"/v1/executions/{execution['id']}").json()
    assert shown["waiting_for"] == "no executor node is authorised: node-1 is pending"
    hosts = api.get(f"/v1/executions/{execution['id']}/hosts").json()["items"]
    assert {host["waiting_for"] for host in hosts} == {"no executor node is authorised: node-1 is pending"}


def test_authorising_needs_the_enrolled_key(enrolled: Any, api: httpx.Client) -> None:
    order = {
        "status": "authorised",
        "public_key": "A" * 43 + "=",
        "actor": {"id": "1", "name": "A", "kind": "person"},
    }
    answer = api.put(f"/v1/executor-nodes/{enrolled.id}/authorisation", json=order)

    assert code(answer) == (409, "executor_node.key_mismatch")


def test_a_suspended_executor_node_is_off_at_once(
    node: Any, attempt: dict[str, Any], api: httpx.Client, stored: Any
) -> None:
    order = {
        "status": "suspended",
        "public_key": node.public,
        "actor": {"id": "1", "name": "A", "kind": "person"},
    }
    assert api.put(f"/v1/executor-nodes/{node.id}/authorisation", json=order).status_code == 200
    before = stored()

    assert code(node.report(report_on(attempt))) == (403, "executor_node.not_authorised")
    assert stored() == before


def test_a_report_about_an_attempt_of_another_is_refused(
    wire: Any, api: httpx.Client, attempt: dict[str, Any], enrolled: Any, stored: Any
) -> None:
    meddler = type(enrolled)(wire, "node-2")
    meddler.enrol()
    order = {
        "status": "authorised",
        "public_key": meddler.public,
        "actor": {"id": "1", "name": "A", "kind": "person"},
    }
    api.put(f"/v1/executor-nodes/{meddler.id}/authorisation", json=order)
    before = stored()

    items = meddler.report(report_on(attempt)).json()["items"]
    assert (items[0]["status"], items[0]["code"]) == ("refused", "attempt.not_yours")
    assert stored() == before


def test_an_executor_node_beats_only_for_itself(node: Any, api: httpx.Client) -> None:
    node.id = "01900000-0000-7000-8000-000000000009"
    assert code(node.beat()) == (403, "peer.not_allowed")


def test_forged_replayed_and_altered_reports_change_nothing(
    node: Any, wire: Any, attempt: dict[str, Any], stored: Any
) -> None:
    before = stored()
    with wire.client(node.id, Ed25519PrivateKey.generate()) as forger:
        forged = forger.post("/v1/reports", json={"boot": "b", "reports": [report_on(attempt)]})
    assert code(forged) == (401, "signature.invalid")
    assert stored() == before

    assert node.report(report_on(attempt, outcome="failed", rc=1)).status_code == 200
    after = stored()
    sent = wire.requests[-1]
    assert code(wire.replay(sent)) == (401, "signature.replayed")
    altered = sent.content.replace(b'"failed"', b'"succeeded"')
    assert altered != sent.content
    assert code(wire.replay(sent, content=altered)) == (401, "signature.invalid")
    assert stored() == after


def test_one_bad_report_never_strands_the_others(node: Any, attempt: dict[str, Any]) -> None:
    items = node.report(
        "nonsense",
        {"id": "x"},
        report_on({"id": "01900000-0000-7000-8000-000000000009", "lease": 1}),
        report_on(attempt, outcome="gone wild"),
        report_on(attempt, seq=5),
        report_on(attempt, seq=1),
        report_on(attempt, seq=1),
        report_on(attempt, seq=1, rc=7),
        report_on(attempt, seq=2),
    ).json()["items"]

    assert [(item["status"], item["code"]) for item in items] == [
        ("refused", "report.invalid"),
        ("refused", "report.invalid"),
        ("refused", "attempt.unknown"),
        ("refused", "report.invalid"),
        ("refused", "report.seq_gap"),
        ("applied", None),
        ("duplicate", None),
        ("refused", "report.conflict"),
        ("refused", "report.conflict"),
    ]


def test_what_hosts_print_never_strands_a_report(
    node: Any, attempt: dict[str, Any], api: httpx.Client
) -> None:
    deep: Any = "end"
    for _ in range(80):
        deep = {"x": deep}
    about = {"id": attempt["id"], "lease": 1, "seq": 1, "state": "finished", "outcome": "succeeded"}
    items = node.report({**about, "stdout": "a\x00b\ud800c", "facts": deep}).json()["items"]

    assert items[0]["status"] == "applied"
    visit = api.get("/v1/executions/1/visits", params={"node": "check"}).json()["items"][0]
    assert visit["stdout"] == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c"


def test_only_so_many_may_wait_to_be_authorised(enrolled: Any, wire: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(executor_nodes, "MOST_PENDING", 1)
    assert code(type(enrolled)(wire, "node-2").enrol()) == (429, "executor_node.too_many_pending")
    assert enrolled.enrol().status_code == 200
