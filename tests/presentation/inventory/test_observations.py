"""What runs have shown of hosts: facts with their age, how a host was reached, and keys that people must look at."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from flask.testing import FlaskClient

HOST_KEY = Callable[[], str]
NODE = "node-1"


def observation(host: str = "web1", minute: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "id": f"o{minute}",
        "host": host,
        "execution": "01a1fb00-0000-7000-8000-0000000000ee",
        "executor_node": NODE,
        "at": f"2026-11-21T12:{minute:02}:00.000Z",
        "facts": {},
        "reachability": None,
        **more,
    }


def reached(status: str = "reachable", *keys: str, **more: Any) -> dict[str, Any]:
    told = {"message": "as seen", "address": "192.0.2.7", "banner": "SSH-2.0-x", "login": None}
    return {"status": status, "host_keys": list(keys), **told, **more}


@pytest.fixture
def tell(client: FlaskClient, scheduler: httpx.Client) -> Callable[..., list[dict[str, Any]]]:
    """Hands observations in as the scheduler does; there is a host web1."""
    client.post("/api/v1/hosts", json={"name": "web1"})

    def hand_in(*observations: Any) -> list[dict[str, Any]]:
        answer = scheduler.post("/api/v1/observations", json={"observations": list(observations)})
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    return hand_in


def shown(client: FlaskClient) -> Any:
    return client.get("/api/v1/hosts/web1").json


def reviews(client: FlaskClient) -> Any:
    return client.get("/api/v1/host-key-reviews?status=open").json["items"]


def test_a_host_nobody_has_seen_says_so(tell: Any, client: FlaskClient) -> None:
    assert (shown(client)["facts"], shown(client)["reachability"]) == ({}, None)


def test_each_fact_is_kept_with_its_own_age(tell: Any, client: FlaskClient) -> None:
    tell(observation(facts={"kernel": "6.1", "memory_mb": 7_950}))
    tell(observation(minute=5, facts={"kernel": "6.8"}))
    assert shown(client)["facts"] == {
        "kernel": {"value": "6.8", "at": "2026-11-21T12:05:00.000Z"},
        "memory_mb": {"value": 7_950, "at": "2026-11-21T12:00:00.000Z"},
    }


def test_what_comes_late_or_twice_changes_nothing(tell: Any, client: FlaskClient) -> None:
    new = observation(minute=9, facts={"kernel": "6.8"}, reachability=reached())
    old = observation(minute=1, facts={"kernel": "6.1"}, reachability=reached("refused"))
    assert [item["status"] for item in tell(new, old)] == ["accepted", "accepted"]
    before = shown(client)
    tell(old, new)
    assert shown(client) == before
    assert before["facts"]["kernel"]["value"] == "6.8"
    assert before["reachability"]["status"] == "reachable"
    assert before["reachability"]["at"] == "2026-11-21T12:09:00.000Z"
    assert before["reachability"]["executor_node"] == NODE


def test_an_unknown_key_waits_for_a_person_and_is_not_taken(
    tell: Any, client: FlaskClient, new_host_key: HOST_KEY
) -> None:
    key = new_host_key()
    tell(observation(reachability=reached("key_unknown", key)))
    tell(observation(minute=1, reachability=reached("key_unknown", key)))
    (review,) = reviews(client)
    assert (review["verdict"], review["seen"], review["seen_by"]["name"]) == ("unknown", [key], NODE)
    assert shown(client)["host_keys"] == []


def test_a_changed_key_waits_for_a_person_and_the_known_one_stays(
    tell: Any, client: FlaskClient, new_host_key: HOST_KEY
) -> None:
    known, other = new_host_key(), new_host_key()
    client.post("/api/v1/hosts", json={"name": "web2", "host_keys": [known]})
    tell(observation("web2", reachability=reached("key_changed", other)))
    (review,) = reviews(client)
    assert (review["verdict"], review["known"], review["seen"]) == ("changed", [known], [other])
    assert client.get("/api/v1/hosts/web2").json["host_keys"] == [known]


def test_a_key_that_nobody_could_accept_is_no_question_to_anybody(
    tell: Any, client: FlaskClient, new_host_key: HOST_KEY
) -> None:
    key = new_host_key()
    tell(observation(reachability=reached("key_unknown", "ssh-dss AAAAB3NzaC1kc3MAAACBAP", key)))
    assert [review["seen"] for review in reviews(client)] == [[key]]
    assert shown(client)["reachability"]["status"] == "key_unknown"


def test_the_known_key_makes_no_review(tell: Any, client: FlaskClient, new_host_key: HOST_KEY) -> None:
    known = new_host_key()
    client.post("/api/v1/hosts", json={"name": "web2", "host_keys": [known]})
    tell(observation("web2", reachability=reached("reachable", known)))
    assert reviews(client) == []


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (observation("gone"), "not_found"),
        (observation(facts={"kernel": 6}), "observation.invalid"),
        (observation(facts={"password": "x"}), "observation.invalid"),
        (observation(facts={"memory_mb": 2**60}), "observation.invalid"),
        (observation(reachability=reached("fine")), "observation.invalid"),
        (observation(at="now"), "observation.invalid"),
        (observation(extra=1), "observation.invalid"),
        ("observation", "observation.invalid"),
    ],
)
def test_one_that_can_not_be_used_keeps_no_other_from_being_kept(
    tell: Any, client: FlaskClient, bad: Any, code: str
) -> None:
    items = tell(bad, observation(facts={"kernel": "6.8"}))
    assert [(item["status"], item["code"]) for item in items] == [("refused", code), ("accepted", None)]
    assert list(shown(client)["facts"]) == ["kernel"]
    assert reviews(client) == []


def test_nobody_but_the_scheduler_may_say_what_was_seen(client: FlaskClient) -> None:
    answer = client.post("/api/v1/observations", json={"observations": [observation()]})
    assert answer.status_code == 401


def test_a_host_that_is_deleted_takes_what_was_seen_along(tell: Any, client: FlaskClient) -> None:
    tell(observation(facts={"kernel": "6.8"}, reachability=reached()))
    assert client.delete("/api/v1/hosts/web1").status_code == 204
    client.post("/api/v1/hosts", json={"name": "web1"})
    assert shown(client)["facts"] == {}
