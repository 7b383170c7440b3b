"""Executor nodes over REST: how they come in, what they are given, and how they are shown."""

from typing import Any

import httpx
import pytest


def shown(api: httpx.Client, name: str) -> dict[str, Any]:
    items = api.get("/v1/executor-nodes").json()["items"]
    return next(item for item in items if item["name"] == name)


@pytest.mark.parametrize("nowhere", [None, ""])
def test_one_that_can_not_be_reached_enrols_without_a_url(
    enrolled: Any, wire: Any, api: httpx.Client, nowhere: str | None
) -> None:
    inside = type(enrolled)(wire, "inside")
    assert inside.enrol(url=nowhere).status_code == 201
    assert shown(api, "inside")["url"] is None
    assert shown(api, "node-1")["url"] == "http://node-1.test"

    assert inside.enrol(url="http://inside.test", labels={"site": "lisbon"}).status_code == 200
    assert shown(api, "inside")["url"] == "http://inside.test"
    assert shown(api, "inside")["labels"] == {"site": "lisbon"}


@pytest.mark.parametrize(("down", "expected"), [(True, 503), (False, 401)])
def test_an_introduction_lets_nobody_in_without_presentations_word(
    enrolled: Any, wire: Any, api: httpx.Client, world: Any, down: bool, expected: int
) -> None:
    world.presentation.down, world.presentation.refusal = down, ("introduction.over", "its time is over")
    shown_by_it = {"id": "01a1fbba-0000-7000-8000-00000000000b", "proof": "A" * 88}

    answer = type(enrolled)(wire, "lis-2").enrol(introduction=shown_by_it)

    assert answer.status_code == expected
    assert answer.json()["code"] == ("dependency.unavailable" if down else "introduction.over")
    assert shown(api, "lis-2")["status"] == "pending"


@pytest.mark.parametrize(
    "nonsense", [{}, {"id": "x" * 36, "proof": "A" * 88}, {"id": 1, "proof": None}, "noc_intro_x"]
)
def test_what_is_no_introduction_is_asked_nobody_about(
    enrolled: Any, wire: Any, world: Any, nonsense: Any
) -> None:
    asked = world.presentation.asked
    assert type(enrolled)(wire, "lis-2").enrol(introduction=nonsense).status_code in (401, 422)
    assert world.presentation.asked == asked


@pytest.mark.parametrize(
    "serves",
    [
        {"groups": "web", "labels": None},
        {"groups": [1], "labels": None},
        {"groups": None, "labels": {"a": 1}},
        {},
    ],
)
def test_what_an_executor_node_may_serve_is_said_plainly(node: Any, api: httpx.Client, serves: Any) -> None:
    address = f"/v1/executor-nodes/{node.id}/serves"
    assert api.put(address, json={**serves, "actor": WISH["actor"]}).status_code == 422
    assert node.http.put(address, json={"groups": None, "labels": None}).status_code == 403
    assert shown(api, "node-1")["serves"] is None


WISH: dict[str, Any] = {"actor": {"id": "p1", "name": "Anna", "kind": "person"}, "reason": "new disks"}


def test_draining_and_resuming_are_shown(node: Any, api: httpx.Client) -> None:
    drained = api.post(f"/v1/executor-nodes/{node.id}/drain", json=WISH)
    assert drained.status_code == 200
    draining = shown(api, "node-1")["draining"]
    assert draining == drained.json()["draining"]
    assert (draining["by"], draining["reason"]) == (WISH["actor"], "new disks")

    assert api.post(f"/v1/executor-nodes/{node.id}/resume", json=WISH).json()["draining"] is None
    assert shown(api, "node-1")["draining"] is None


@pytest.mark.parametrize("verb", ["drain", "stop", "resume"])
def test_only_presentation_drains_and_only_what_there_is(
    node: Any, api: httpx.Client, stored: Any, verb: str
) -> None:
    before = stored()
    meddling = node.http.post(f"/v1/executor-nodes/{node.id}/{verb}", json=WISH)
    assert (meddling.status_code, meddling.json()["code"]) == (403, "peer.not_allowed")
    for reference in ("nobody", "01a1fbc0-3913-76e8-8a63-f97687f06a8e"):
        answer = api.post(f"/v1/executor-nodes/{reference}/{verb}", json=WISH)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    wrong = api.post(f"/v1/executor-nodes/{node.id}/{verb}", json={"reason": "x" * 1_001})
    assert wrong.status_code == 422
    assert stored() == before


def test_what_is_given_back_in_a_heartbeat_is_queued_again(
    node: Any, api: httpx.Client, world: Any, order: dict[str, Any]
) -> None:
    world.presentation.has("web1")
    execution = api.post("/v1/executions", json=order).json()["id"]
    world.drain()
    (held,) = world.nodes["node-1"].held
    given_back = {
        "id": held["id"],
        "lease": held["lease"],
        "code": "executor_node.stopping",
        "message": "bye",
    }
    answer = node.beat(returned=[given_back, {**given_back, "id": "nonsense"}], slots=0)

    assert answer.status_code == 200
    (host,) = api.get(f"/v1/executions/{execution}/hosts").json()["items"]
    assert host["waiting_for"] == "executor node node-1 gave it back: executor_node.stopping bye"


def test_an_old_start_hears_that_it_was_replaced(node: Any) -> None:
    assert node.beat(boot="boot-2").status_code == 200
    for answer in (node.beat(), node.report()):
        assert (answer.status_code, answer.json()["code"]) == (409, "executor_node.old_boot")
        assert answer.json()["boot"] == "boot-2"
