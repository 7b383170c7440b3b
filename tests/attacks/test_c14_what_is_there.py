"""C14, C24: an order tells nobody whether what they may not see is there."""

from typing import Any

import pytest

from tests.presentation.people import Made, group, procedure, somebody

ORDERS = {
    "start": ("/api/v1/executions", {}),
    "preview": ("/api/v1/executions/preview", {}),
    "schedule": (
        "/api/v1/schedules",
        {"name": "nightly", "trigger": {"kind": "once", "at": "2027-01-01T00:00:00Z"}},
    ),
}


@pytest.fixture
def olga(house: Any) -> Made:
    """She may run `restart` on the group web, and see nothing else."""
    for name, groups in (("web1", ["web"]), ("db1", ["databases"]), ("alone", [])):
        host = {"name": name, "address": "192.0.2.1", "groups": groups}
        assert house.person.post("/api/v1/hosts", json=host).status_code == 201
    house.person.post("/api/v1/groups", json={"name": "empty"})
    for name in ("restart", "wipe"):
        house.person.put(f"/api/v1/procedures/{name}", json={"text": f"name: {name}"})
    house.person.put("/api/v1/procedures/drafted", json={"text": "name: drafted", "publish": False})
    login = {
        "name": "db-login",
        "kind": "password",
        "groups": ["databases"],
        "values": {"password": "secret"},
    }
    assert house.person.post("/api/v1/credentials", json=login).status_code == 201
    roles, scopes = ("operator", "author"), (group("web"), procedure("restart"))
    return somebody(house, "olga", *((role, scope) for role in roles for scope in scopes))


def order(who: Any, kind: str, name: str, target: dict[str, list[str]]) -> tuple[int, Any, Any]:
    address, more = ORDERS[kind]
    answer = who.post(address, json={"procedure": name, "target": target, **more})
    return answer.status_code, answer.json.get("code"), answer.json.get("detail")


@pytest.mark.parametrize("kind", ORDERS)
def test_hidden_targets_are_answered_like_those_that_are_not_there(house: Any, olga: Made, kind: str) -> None:
    hidden = [{"groups": ["databases"]}, {"groups": ["empty"]}, {"hosts": ["db1"]}, {"hosts": ["alone"]}]
    absent = [{"groups": ["nowhere"]}, {"hosts": ["nobody"]}, {"groups": ["web"], "hosts": ["nobody"]}]

    answers = {order(olga.client, kind, "restart", target) for target in (*hidden, *absent)}

    ((status, code, _),) = answers
    assert (status, code) == (403, "permission.denied")
    assert order(house.person, kind, "restart", {"groups": ["nowhere"]})[1] == "target.unknown_group"
    assert order(olga.client, kind, "restart", {"groups": ["web"]})[0] in (200, 201)


@pytest.mark.parametrize("kind", ORDERS)
def test_hidden_procedures_are_answered_like_those_that_are_not_there(olga: Made, kind: str) -> None:
    answers = {
        order(olga.client, kind, name, {"groups": [target]})
        for name in ("wipe", "drafted", "nothing")
        for target in ("web", "databases", "nowhere")
    }

    ((status, code, _),) = answers
    assert (status, code) == (403, "permission.denied")


def test_whoever_sees_a_group_is_told_that_nobody_is_in_it(house: Any, olga: Made) -> None:
    house.person.delete("/api/v1/hosts/web1")

    assert order(olga.client, "start", "restart", {"groups": ["web"]})[:2] == (422, "target.empty")


def test_a_probe_tells_no_more(olga: Made) -> None:
    answers = {
        (answer.status_code, answer.json["detail"])
        for target in ({"hosts": ["db1"]}, {"hosts": ["nobody"]}, {"groups": ["nowhere"]})
        for answer in [olga.client.post("/api/v1/host-probes", json={"target": target})]
    }

    assert [status for status, _ in answers] == [403]
