"""Executor nodes: an administrator compares a fingerprint, and from then on exactly that key is let in."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from noc_presentation.errors import Conflict
from noc_presentation.keys import fingerprint, public_text
from noc_presentation.service.node_standing import (
    TRANSITIONS,
    Decision,
    Standing,
    after,
    shown_as,
    standing_of,
)

NODES = "/api/v1/executor-nodes"
ID = "01a1fb00-0000-7000-8000-0000000000b1"
AUTHORISATION = f"/v1/executor-nodes/{ID}/authorisation"


def enrolled(house: Any, status: str = "pending") -> dict[str, Any]:
    """An executor node as the scheduler shows it, with a key of its own."""
    key = public_text(Ed25519PrivateKey.generate())
    node = {
        "id": ID,
        "name": "node-1",
        "status": status,
        "fingerprint": fingerprint(key),
        "public_key": key,
        "url": "http://node-1.test",
        "labels": {},
        "slots": 4,
    }
    house.scheduler.executor_nodes = [node]
    house.scheduler.answer("PUT", AUTHORISATION, 200, {"status": "authorised"})
    house.scheduler.answer("PUT", f"/v1/executor-nodes/{ID}/serves", 200, {"serves": None})
    return node


def test_a_pending_one_is_shown_with_nothing_decided_yet(house: Any) -> None:
    node = enrolled(house)

    (shown,) = house.person.get(NODES).json["items"]

    assert shown == node | {"authorisation": None, "standing": "pending", "key_mismatch": False}


def test_the_compared_key_is_kept_here_and_told_to_the_scheduler(house: Any) -> None:
    node = enrolled(house)

    answer = house.person.post(f"{NODES}/{ID}/authorise", json={"fingerprint": node["fingerprint"]})

    assert (answer.status_code, answer.json["status"]) == (200, "authorised")
    told = house.scheduler.body()
    assert (told["status"], told["public_key"], told["actor"]["name"]) == (
        "authorised",
        node["public_key"],
        "ana",
    )
    authorisation = house.person.get(NODES).json["items"][0]["authorisation"]
    assert authorisation["fingerprint"] == node["fingerprint"]
    assert authorisation["decided_by"]["name"] == "ana"
    assert authorisation["decided_at"] == "2026-11-21T12:00:00.000Z"


def test_another_fingerprint_lets_nobody_in(house: Any) -> None:
    enrolled(house)
    other = fingerprint(public_text(Ed25519PrivateKey.generate()))
    before = house.rows()

    answer = house.person.post(f"{NODES}/{ID}/authorise", json={"fingerprint": other})

    assert (answer.status_code, answer.json["code"]) == (409, "executor_node.key_mismatch")
    assert [request.method for request in house.scheduler.asked] == ["GET"]
    assert house.rows() == before


@pytest.mark.parametrize("key", ["", "AAAA", "no base64 at all", "é"])
def test_a_scheduler_that_shows_no_key_lets_nobody_in(house: Any, key: str) -> None:
    node = enrolled(house)
    node["public_key"] = key
    before = house.rows()

    answer = house.person.post(f"{NODES}/{ID}/authorise", json={"fingerprint": node["fingerprint"]})

    assert (answer.status_code, answer.json["code"]) == (409, "executor_node.key_mismatch")
    assert house.rows() == before


def test_a_key_that_is_not_the_shown_fingerprints_lets_nobody_in(house: Any) -> None:
    node = enrolled(house)
    node["public_key"] = public_text(Ed25519PrivateKey.generate())

    answer = house.person.post(f"{NODES}/{ID}/authorise", json={"fingerprint": node["fingerprint"]})

    assert (answer.status_code, answer.json["code"]) == (409, "executor_node.key_mismatch")


def test_when_the_scheduler_refuses_nothing_is_kept(house: Any) -> None:
    node = enrolled(house)
    problem = {"code": "executor_node.key_mismatch", "detail": "another key by now"}
    house.scheduler.answer("PUT", AUTHORISATION, 409, problem)
    before = house.rows()

    answer = house.person.post(f"{NODES}/{ID}/authorise", json={"fingerprint": node["fingerprint"]})

    assert (answer.status_code, answer.json["code"]) == (409, "executor_node.key_mismatch")
    assert house.rows() == before


def test_an_executor_node_that_comes_back_with_another_key_is_shown_so(house: Any) -> None:
    node = enrolled(house)
    house.person.post(f"{NODES}/{ID}/authorise", json={"fingerprint": node["fingerprint"]})

    enrolled(house, status="authorised")

    (shown,) = house.person.get(NODES).json["items"]
    assert shown["key_mismatch"] is True
    assert shown["authorisation"]["fingerprint"] == node["fingerprint"]


def test_suspending_is_told_and_kept(house: Any) -> None:
    node = enrolled(house)
    house.person.post(f"{NODES}/{ID}/authorise", json={"fingerprint": node["fingerprint"]})
    house.scheduler.answer("PUT", AUTHORISATION, 200, {"status": "suspended"})

    answer = house.person.post(f"{NODES}/{ID}/suspend", json={})

    assert answer.json["status"] == answer.json["authorisation"]["status"] == "suspended"
    assert house.scheduler.body()["status"] == "suspended"


@pytest.mark.parametrize("verb", ["drain", "stop", "resume"])
def test_draining_and_resuming_are_told_with_who_and_why(house: Any, verb: str) -> None:
    node = enrolled(house, status="authorised")
    house.scheduler.answer("POST", f"/v1/executor-nodes/{ID}/{verb}", 200, node | {"draining": None})

    answer = house.person.post(f"{NODES}/{ID}/{verb}", json={"reason": "new disks"})

    assert (answer.status_code, answer.json["key_mismatch"]) == (200, False)
    told = house.scheduler.body()
    assert (told["reason"], told["actor"]["name"]) == ("new disks", "ana")
    assert house.person.post(f"{NODES}/{ID}/{verb}", json={"why": "x"}).status_code == 422
    assert house.person.post(f"{NODES}/node-1/{verb}", json={}).status_code == 404


@pytest.mark.parametrize("act", ["authorise", "suspend"])
@pytest.mark.parametrize("node", ["01a1fb00-0000-7000-8000-0000000000ff", "node-1", "..%2f.."])
def test_one_that_never_enrolled_is_not_found(house: Any, act: str, node: str) -> None:
    enrolled(house)
    body = {"fingerprint": "SHA256:x"} if act == "authorise" else {}

    assert house.person.post(f"{NODES}/{node}/{act}", json=body).status_code == 404


def test_how_much_it_may_do_at_once_is_passed_on_with_who_said_so(house: Any) -> None:
    node = enrolled(house, "authorised")
    house.scheduler.answer("PUT", f"/v1/executor-nodes/{ID}/limit", 200, node | {"max_parallel": 2})

    answer = house.person.put(f"{NODES}/{ID}/limit", json={"max_parallel": 2, "reason": "it swaps"})

    assert (answer.status_code, answer.json["max_parallel"]) == (200, 2)
    told = house.scheduler.body()
    assert (told["max_parallel"], told["reason"], told["actor"]["name"]) == (2, "it swaps", "ana")
    assert house.person.put(f"{NODES}/{ID}/limit", json={"max_parallel": 0}).status_code == 422


@pytest.mark.parametrize("standing", list(Standing))
@pytest.mark.parametrize("decision", list(Decision))
def test_every_standing_knows_what_may_become_of_it(standing: Standing, decision: Decision) -> None:
    if (standing, decision) in TRANSITIONS:
        assert after(standing, decision) == TRANSITIONS[standing, decision]
        return
    assert standing is Standing.REVOKED
    with pytest.raises(Conflict, match=r"executor_node\.revoked"):
        after(standing, decision)


def test_the_strictest_word_of_two_layers_counts() -> None:
    assert standing_of("authorised", "revoked") == Standing.REVOKED
    assert standing_of("authorised", None) == Standing.AUTHORISED
    assert standing_of("a word from the future") == Standing.PENDING


def test_a_revoked_one_is_never_let_in_again(house: Any) -> None:
    node = enrolled(house)
    for _ in range(2):
        answer = house.person.post(f"{NODES}/{ID}/revoke", json={})
        assert answer.status_code == 200, answer.json
    assert house.scheduler.body()["status"] == "revoked"
    again = house.person.post(f"{NODES}/{ID}/authorise", json={"fingerprint": node["fingerprint"]})
    assert (again.status_code, again.json["code"]) == (409, "executor_node.revoked")
    assert house.person.post(f"{NODES}/{ID}/suspend", json={}).status_code == 409


def test_which_groups_it_serves_is_said_by_groups_there_are(house: Any) -> None:
    node = enrolled(house)
    early = house.person.put(f"{NODES}/{ID}/groups", json={"groups": None})
    assert (early.status_code, early.json["code"]) == (409, "executor_node.pending")
    house.person.post(f"{NODES}/{ID}/authorise", json={"fingerprint": node["fingerprint"]})
    house.person.post("/api/v1/groups", json={"name": "edge"})
    said = house.person.put(f"{NODES}/{ID}/groups", json={"groups": ["EDGE"]})
    assert said.json["authorisation"]["groups"] == ["edge"]
    wrong = house.person.put(f"{NODES}/{ID}/groups", json={"groups": ["nobody"]})
    assert (wrong.status_code, wrong.json["code"]) == (422, "executor_node.unknown_group")
    house.person.put(f"{NODES}/{ID}/groups", json={"groups": ["edge"], "labels": {"site": "lisbon"}})
    told = house.scheduler.body()
    assert (told["groups"], told["labels"]) == (["edge"], {"site": "lisbon"})
    everything = house.person.put(f"{NODES}/{ID}/groups", json={"groups": None})
    assert everything.json["authorisation"]["groups"] is None
    assert everything.json["authorisation"]["labels"] == {"site": "lisbon"}, "they weren't mentioned"


def test_a_scheduler_that_was_not_told_leaves_it_as_it_was(house: Any) -> None:
    node = enrolled(house)
    house.person.post(f"{NODES}/{ID}/authorise", json={"fingerprint": node["fingerprint"]})
    house.person.post("/api/v1/groups", json={"name": "edge"})
    house.scheduler.answer("PUT", f"/v1/executor-nodes/{ID}/serves", 404, {"code": "not_found"})

    assert house.person.put(f"{NODES}/{ID}/groups", json={"groups": ["edge"]}).status_code == 404

    assert house.person.get(NODES).json["items"][0]["authorisation"]["groups"] is None


@pytest.mark.parametrize(
    ("status", "decided", "key_mismatch", "draining", "now"),
    [
        ("authorised", "authorised", False, None, "authorised"),
        ("authorised", "authorised", False, {"until": "resumed"}, "draining"),
        ("authorised", "authorised", False, {"until": "suspended"}, "stopping"),
        ("authorised", "authorised", False, {"by": {}}, "draining"),
        ("suspended", "authorised", False, None, "suspended"),
        ("authorised", "suspended", False, {"until": "resumed"}, "suspended"),
        ("authorised", "authorised", True, None, "pending"),
        ("revoked", "authorised", True, {"until": "resumed"}, "revoked"),
        ("pending", None, False, None, "pending"),
    ],
)
def test_it_is_shown_as_what_it_is_now(
    status: str, decided: str | None, key_mismatch: bool, draining: Any, now: str
) -> None:
    assert shown_as(status, decided, key_mismatch, draining) == now
