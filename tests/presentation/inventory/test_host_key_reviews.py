"""Keys that hosts show: unknown or changed ones wait for a person, and none is ever accepted by itself."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from noc_presentation.inventory.key_verdict import Verdict, judge

A, B = "ssh-ed25519 AAAAone", "ssh-ed25519 AAAAtwo"
RSA = "ssh-rsa AAAAthree"
REASON = {"reason": "compared with the console by Ana"}


@pytest.mark.parametrize(
    ("known", "seen", "verdict"),
    [
        ([], [A], Verdict.UNKNOWN),
        ([A], [A], Verdict.MATCHES),
        ([A], [A, RSA], Verdict.MATCHES),
        ([A, RSA], [A], Verdict.MATCHES),
        ([A], [B], Verdict.CHANGED),
        ([A], [A, B], Verdict.CHANGED),
        ([A], [RSA], Verdict.CHANGED),
        ([A], [], Verdict.CHANGED),
    ],
)
def test_a_host_is_the_one_we_know_only_if_it_shows_what_we_know(
    known: list[str], seen: list[str], verdict: Verdict
) -> None:
    assert judge(known, seen) is verdict


def shown(client: FlaskClient, host: str, *keys: str) -> Any:
    answer = client.post(f"/api/v1/hosts/{host}/seen-keys", json={"host_keys": list(keys)})
    assert answer.status_code == 200, answer.json
    return answer.json


def known(client: FlaskClient, host: str) -> Any:
    return client.get(f"/api/v1/hosts/{host}").json["host_keys"]


def test_an_unknown_key_is_pinned_once_a_person_accepts_it(
    client: FlaskClient, new_host_key: Callable[[], str]
) -> None:
    key = new_host_key()
    client.post("/api/v1/hosts", json={"name": "web1"})
    first = shown(client, "web1", key)
    assert (first["verdict"], first["review"]["status"], known(client, "web1")) == ("unknown", "open", [])
    assert shown(client, "web1", key)["review"]["id"] == first["review"]["id"]
    done = client.post(f"/api/v1/host-key-reviews/{first['review']['id']}/accept", json=REASON)
    assert (done.json["status"], done.json["decided_by"]["name"]) == ("accepted", "ana")
    assert known(client, "web1") == [key]
    assert shown(client, "web1", key) == {"verdict": "matches", "review": None}


def test_a_changed_key_never_replaces_the_known_one_by_itself(
    client: FlaskClient, new_host_key: Callable[[], str]
) -> None:
    old, new = new_host_key(), new_host_key()
    client.post("/api/v1/hosts", json={"name": "web1", "host_keys": [old]})
    found = shown(client, "web1", new)
    assert (found["verdict"], found["review"]["known"], found["review"]["seen"]) == ("changed", [old], [new])
    refused = client.post(f"/api/v1/host-key-reviews/{found['review']['id']}/refuse", json=REASON)
    assert refused.json["status"] == "refused"
    assert known(client, "web1") == [old]
    assert shown(client, "web1", new)["review"]["status"] == "refused"
    late = client.post(f"/api/v1/host-key-reviews/{found['review']['id']}/accept", json=REASON)
    assert (late.status_code, late.json["code"]) == (409, "host_key.decided")


def test_the_key_of_one_host_shown_by_another_has_changed(
    client: FlaskClient, new_host_key: Callable[[], str]
) -> None:
    one, other = new_host_key(), new_host_key()
    client.post("/api/v1/hosts", json={"name": "web1", "host_keys": [one]})
    client.post("/api/v1/hosts", json={"name": "web2", "host_keys": [other]})
    assert shown(client, "web2", one)["verdict"] == "changed"


def test_what_was_looked_at_must_still_be_so(client: FlaskClient, new_host_key: Callable[[], str]) -> None:
    old, new = new_host_key(), new_host_key()
    made = client.post("/api/v1/hosts", json={"name": "web1"})
    review = shown(client, "web1", new)["review"]["id"]
    description = {"name": "web1", "host_keys": [old]}
    client.put("/api/v1/hosts/web1", json=description, headers={"If-Match": made.headers["ETag"]})
    late = client.post(f"/api/v1/host-key-reviews/{review}/accept", json=REASON)
    assert (late.status_code, late.json["code"]) == (409, "host_key.known_changed")
    assert known(client, "web1") == [old]


def test_reviews_are_listed_and_end_with_their_host(
    client: FlaskClient, new_host_key: Callable[[], str]
) -> None:
    for name in ("web1", "web2"):
        client.post("/api/v1/hosts", json={"name": name})
        shown(client, name, new_host_key())
    listed = client.get("/api/v1/host-key-reviews?status=open").json["items"]
    assert [review["host"] for review in listed] == ["web2", "web1"]
    client.delete("/api/v1/hosts/web2")
    assert [one["host"] for one in client.get("/api/v1/host-key-reviews").json["items"]] == ["web1"]


@pytest.mark.parametrize(
    ("address", "body", "status", "code"),
    [
        ("/api/v1/hosts/web1/seen-keys", {"host_keys": []}, 422, None),
        ("/api/v1/hosts/web1/seen-keys", {"host_keys": ["ssh-dss AAAA"]}, 422, "host_key.invalid"),
        ("/api/v1/hosts/none/seen-keys", {"host_keys": ["x"]}, 404, "not_found"),
        ("/api/v1/host-key-reviews/none/accept", REASON, 404, "not_found"),
        ("/api/v1/host-key-reviews/none/accept", {}, 422, "field.missing"),
        ("/api/v1/host-key-reviews/none/refuse", {"reason": ""}, 422, None),
    ],
)
def test_what_makes_no_sense_is_refused(
    client: FlaskClient, address: str, body: dict[str, Any], status: int, code: str | None
) -> None:
    client.post("/api/v1/hosts", json={"name": "web1"})
    answer = client.post(address, json=body)
    assert answer.status_code == status
    assert code in (None, answer.json["code"])
