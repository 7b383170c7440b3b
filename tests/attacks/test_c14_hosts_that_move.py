"""C14: a host that comes to another group takes what was done to it before along to nobody, and away from nobody."""

from typing import Any

import pytest

from tests.contract.test_presentation_and_scheduler import ASK, HOLD, TELL, Layers
from tests.presentation.people import Made, group, procedure

EXECUTIONS = "/api/v1/executions"
READS = (
    "",
    "/hosts",
    "/hosts/web1",
    "/visits",
    "/matrix",
    "/compact-matrix",
    "/events",
    "/output",
    "/resumable",
)
REST = """\
apiVersion: noc/v1
kind: Procedure
metadata: {name: rest}
spec:
  nodes:
    begin: {kind: start, next: stand}
    stand: {kind: wait, for: 1h, next: done}
    done: {kind: end}
"""
PROCEDURES = {"tell": TELL, "hold": HOLD, "ask": ASK}


@pytest.fixture
def layers(layers: Layers) -> Layers:
    """Two groups with a host each; web1 will move from `web` to `databases`."""
    host = {"name": "db1", "address": "192.0.2.2", "groups": ["databases"], "host_keys": []}
    assert layers.person.post("/api/v1/hosts", json=host).status_code == 201
    for name, text in PROCEDURES.items():
        assert layers.apply(name, text).status_code == 201
    return layers


def somebody(layers: Layers, name: str, role: str, *groups: str) -> Made:
    made = layers.colleague(name)
    channels = [{"kind": "channel", "name": "oncall"}]
    for scope in (*map(group, groups), *map(procedure, PROCEDURES), *channels):
        address = f"/api/v1/users/{made.id}/grants"
        assert layers.person.post(address, json={"role": role, "scope": scope}).status_code == 201
    return made


@pytest.fixture
def olga(layers: Layers) -> Any:
    """An operator of `web`."""
    return somebody(layers, "olga", "operator", "web").client


@pytest.fixture
def dora(layers: Layers) -> Any:
    """An operator of `databases`."""
    return somebody(layers, "dora", "operator", "databases").client


def run(layers: Layers, who: Any, name: str, **target: list[str]) -> int:
    answer = who.post(EXECUTIONS, json={"procedure": name, "target": target})
    assert answer.status_code == 201, answer.text
    layers.drain()
    return int(answer.json["number"])


def move(layers: Layers, name: str, *groups: str) -> None:
    address = f"/api/v1/hosts/{name}"
    tag = layers.person.get(address).headers.get("ETag", "*")
    body = {"name": name, "address": "192.0.2.1", "groups": list(groups), "host_keys": []}
    answer = layers.person.put(address, json=body, headers={"If-Match": tag})
    assert answer.status_code == 200, answer.text


def listed(who: Any) -> list[int]:
    return [one["number"] for one in who.get(EXECUTIONS).json["items"]]


def statuses(who: Any, number: int) -> set[int]:
    return {who.get(f"{EXECUTIONS}/{number}{part}").status_code for part in READS}


@pytest.mark.parametrize("target", [{"hosts": ["web1"]}, {"groups": ["web"]}])
def test_what_it_did_before_is_seen_by_those_who_could_see_it_then(
    layers: Layers, olga: Any, dora: Any, target: dict[str, list[str]]
) -> None:
    number = run(layers, olga, "tell", **target)

    move(layers, "web1", "databases")

    assert (listed(olga), statuses(olga, number)) == ([number], {200})
    assert (listed(dora), statuses(dora, number)) == ([], {404})


def test_nor_does_it_when_its_old_group_gets_others_or_it_leaves_the_inventory(
    layers: Layers, olga: Any, dora: Any
) -> None:
    number = run(layers, dora, "tell", groups=["databases"])
    move(layers, "db1", "web")
    move(layers, "web1", "databases")
    assert (statuses(dora, number), statuses(olga, number)) == ({200, 404}, {404})
    layers.person.delete("/api/v1/hosts/db1")

    assert (listed(dora), listed(olga)) == ([number], [])


def test_before_it_begins_an_execution_is_its_targets_of_today(layers: Layers, olga: Any, dora: Any) -> None:
    later = {"procedure": "tell", "target": {"hosts": ["web1"]}, "start_at": "2126-01-01T00:00:00Z"}
    number = olga.post(EXECUTIONS, json=later).json["number"]

    move(layers, "web1", "databases")

    assert (listed(olga), listed(dora)) == ([], [number])


def test_it_goes_on_only_by_somebody_who_may_run_it_today_and_is_stopped_by_whoever_began_it(
    layers: Layers, olga: Any
) -> None:
    number = run(layers, olga, "hold", hosts=["web1"])
    pauses = olga.post(f"{EXECUTIONS}/{number}/pause", json={})
    assert pauses.status_code == 202, pauses.text
    move(layers, "web1", "databases")

    going_on = {
        "continue": {},
        "resume": {},
        "release": {},
        "hosts/web1/redo": {"reason": "again"},
        "hosts/web1/skip": {"reason": "over"},
        "hosts/web1/move": {"reason": "there", "to": "done"},
        "hosts/web1/take-lock": {"reason": "mine"},
        "visits/01890000-0000-7000-8000-000000000000/decision": {"reason": "ok", "outcome": "succeeded"},
    }
    for act, body in going_on.items():
        answer = olga.post(f"{EXECUTIONS}/{number}/{act}", json=body)
        assert (answer.status_code, answer.json["code"]) == (403, "permission.denied"), act
        assert "databases" not in answer.text
    assert olga.get(f"{EXECUTIONS}/{number}").json["paused"] is not None
    assert olga.post(f"{EXECUTIONS}/{number}/cancel", json={"reason": "enough"}).status_code == 202


def test_an_operator_of_both_groups_lets_it_go_on(layers: Layers, olga: Any) -> None:
    number = run(layers, olga, "hold", hosts=["web1"])
    olga.post(f"{EXECUTIONS}/{number}/pause", json={})
    move(layers, "web1", "databases")
    both = somebody(layers, "bob", "operator", "web", "databases").client

    assert both.post(f"{EXECUTIONS}/{number}/continue", json={}).status_code == 202


def test_one_without_hosts_goes_on_by_whoever_may_run_its_procedure(layers: Layers) -> None:
    assert layers.apply("rest", REST).status_code == 201
    rita = layers.colleague("rita")
    grant = {"role": "operator", "scope": procedure("rest")}
    assert layers.person.post(f"/api/v1/users/{rita.id}/grants", json=grant).status_code == 201
    started = rita.client.post(EXECUTIONS, json={"procedure": "rest", "target": {"without_hosts": True}})
    assert started.status_code == 201, started.text
    layers.drain()
    execution = f"{EXECUTIONS}/{started.json['number']}"

    acts = {"pause": {}, "continue": {}, "hosts/-/skip": {"reason": "long enough"}}
    for act, body in acts.items():
        answer = rita.client.post(f"{execution}/{act}", json=body)
        assert answer.status_code == 202, (act, answer.text)
        layers.drain()


def test_it_is_approved_by_nobody_who_may_not_do_so_today(layers: Layers, olga: Any) -> None:
    number = run(layers, olga, "ask", hosts=["web1"])
    vera, dirk, bert = (
        somebody(layers, name, "approver", *groups).client
        for name, groups in {"vera": ["web"], "dirk": ["databases"], "bert": ["web", "databases"]}.items()
    )
    (question,) = vera.get("/api/v1/questions?status=open").json["items"]
    yes = {"digest": question["digest"], "outcome": "approved", "reason": "yes"}
    address = f"/api/v1/questions/{question['id']}/answers"
    move(layers, "web1", "databases")

    assert vera.post(address, json=yes).status_code == 403
    assert dirk.post(address, json=yes).status_code == 404
    assert dirk.get("/api/v1/questions").json["items"] == []
    assert bert.post(address, json=yes).status_code == 200
    assert layers.person.get(f"{EXECUTIONS}/{number}").json["status"] == "waiting"
