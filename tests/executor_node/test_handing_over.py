"""Attempts handed over REST: only the paired scheduler may, each item stands alone, and twice is once."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from noc_executor_node.api.app import create_app
from noc_executor_node.doorbell import Doorbell
from noc_executor_node.journal import Journal, open_journal
from noc_executor_node.journal.standing import Pairing
from noc_executor_node.keys import public_text
from noc_executor_node.settings import Settings, make_home
from noc_executor_node.signatures import RequestSigner
from tests.executor_node.attempt_documents import attempt


class Wire:
    """The real application, and clients that speak to it without a network."""

    def __init__(self, settings: Settings, journal: Journal) -> None:
        self.journal = journal
        self.key = Ed25519PrivateKey.generate()
        journal.standing.pair(Pairing(("http://127.0.0.1:1",), public_text(self.key)))
        self.transport = httpx.WSGITransport(create_app(settings, journal, Doorbell(settings)))
        self.url = settings.url

    def client(self, name: str, key: Ed25519PrivateKey) -> httpx.Client:
        return httpx.Client(transport=self.transport, base_url=self.url, auth=RequestSigner(name, key))

    def held(self) -> int:
        return len(self.journal.holdings.held())


@pytest.fixture
def wire(settings: Settings, journal: Journal) -> Wire:
    return Wire(settings, journal)


@pytest.fixture
def api(wire: Wire) -> Iterator[httpx.Client]:
    """The paired scheduler."""
    with wire.client("scheduler", wire.key) as client:
        yield client


def hand_over(api: httpx.Client, *documents: Any) -> list[tuple[str, str | None]]:
    answer = api.post("/v1/attempts", json={"attempts": documents})
    assert answer.status_code == 200, answer.text
    return [(item["status"], item["code"]) for item in answer.json()["items"]]


def refusal(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


def test_an_attempt_is_taken_once_however_often_it_is_sent(api: httpx.Client, wire: Wire) -> None:
    document = attempt()
    assert hand_over(api, document) == [("accepted", None)]
    assert hand_over(api, document) == [("duplicate", None)]
    assert wire.held() == 1


def test_a_bad_item_strands_no_other(api: httpx.Client, wire: Wire) -> None:
    answers = hand_over(api, attempt(), attempt(module="no-module"), "nonsense", attempt())
    assert [status for status, _ in answers] == ["accepted", "refused", "refused", "accepted"]
    assert wire.held() == 2


@pytest.mark.parametrize(
    "address", ["-oProxyCommand=touch x", "@/etc/passwd", "a b", "a;b", "$(id)", "a\nb", ""]
)
def test_an_address_that_is_none_is_refused(api: httpx.Client, wire: Wire, address: str) -> None:
    assert hand_over(api, attempt(host={"address": address}))[0][0] == "refused"
    assert wire.held() == 0


@pytest.mark.parametrize(
    "name", ["ansible_connection", "ansible_ssh_common_args", "Ansible_Become", "hostvars"]
)
def test_a_connection_variable_is_refused(api: httpx.Client, wire: Wire, name: str) -> None:
    assert hand_over(api, attempt(host={"vars": {name: "local"}}))[0][0] == "refused"
    assert wire.held() == 0


def test_a_newer_lease_replaces_one_that_never_began(api: httpx.Client, wire: Wire) -> None:
    document = attempt()
    hand_over(api, document)
    assert hand_over(api, {**document, "lease": 2}) == [("accepted", None)]
    assert hand_over(api, document) == [("refused", "attempt.stale_lease")]
    assert [held.lease for held in wire.journal.holdings.held()] == [2]


def test_one_that_waits_is_cancelled_at_once(api: httpx.Client, wire: Wire) -> None:
    document = attempt()
    hand_over(api, document)
    asked = {"attempts": [{"id": document["id"], "lease": 1, "reason": "never mind"}]}
    assert api.post("/v1/attempts/cancel", json=asked).json()["items"][0]["status"] == "asked"
    assert api.post("/v1/attempts/cancel", json=asked).json()["items"][0]["status"] == "finished"
    row = api.get(f"/v1/attempts/{document['id']}").json()
    assert (row["state"], row["outcome"]) == ("finished", "cancelled")
    assert "arguments" not in row


def test_an_unknown_attempt_is_not_found(api: httpx.Client) -> None:
    assert refusal(api.get("/v1/attempts/nobody")) == (404, "attempt.unknown")


def test_a_stranger_is_not_known(wire: Wire) -> None:
    with wire.client("presentation", wire.key) as stranger:
        assert refusal(stranger.get("/v1/attempts/x")) == (401, "signature.unknown_key")


def test_a_forged_signature_changes_nothing(wire: Wire) -> None:
    with wire.client("scheduler", Ed25519PrivateKey.generate()) as forger:
        answer = forger.post("/v1/attempts", json={"attempts": [attempt()]})
    assert refusal(answer) == (401, "signature.invalid")
    assert wire.held() == 0


def test_an_altered_body_changes_nothing(wire: Wire, api: httpx.Client) -> None:
    sent = api.post("/v1/attempts", json={"attempts": [attempt()]}).request
    with httpx.Client(transport=wire.transport) as altering:
        answer = altering.send(
            httpx.Request("POST", sent.url, headers=sent.headers, content=sent.content + b" ")
        )
    assert refusal(answer)[0] == 401
    assert wire.held() == 1


def test_a_replayed_request_changes_nothing(wire: Wire, api: httpx.Client) -> None:
    sent = api.post("/v1/attempts", json={"attempts": [attempt()]}).request
    with httpx.Client(transport=wire.transport) as replaying:
        answer = replaying.send(httpx.Request("POST", sent.url, headers=sent.headers, content=sent.content))
    assert refusal(answer) == (401, "signature.replayed")
    assert wire.held() == 1


def test_nor_does_one_that_is_replayed_after_a_restart(
    wire: Wire, api: httpx.Client, settings: Settings
) -> None:
    sent = api.post("/v1/attempts", json={"attempts": [attempt()]}).request
    again = create_app(settings, wire.journal, Doorbell(settings))
    with httpx.Client(transport=httpx.WSGITransport(again)) as replaying:
        answer = replaying.send(httpx.Request("POST", sent.url, headers=sent.headers, content=sent.content))
    assert refusal(answer) == (401, "signature.replayed")
    assert wire.held() == 1


def test_what_was_signed_for_one_executor_node_is_worth_nothing_at_another(
    wire: Wire, api: httpx.Client, settings: Settings, tmp_path: Path
) -> None:
    sent = api.post("/v1/attempts", json={"attempts": [attempt()]}).request
    elsewhere = replace(
        settings, home=tmp_path / "other", listen="192.0.2.8:8200", url="http://other.test:8200"
    )
    make_home(elsewhere)
    journal = open_journal(elsewhere.journal_file)
    journal.standing.pair(Pairing(("http://127.0.0.1:1",), public_text(wire.key)))
    transport = httpx.WSGITransport(create_app(elsewhere, journal, Doorbell(elsewhere)))
    with httpx.Client(transport=transport) as replaying:
        for headers in (sent.headers, {**sent.headers, "host": "other.test:8200"}):
            answer = replaying.send(httpx.Request("POST", sent.url, headers=headers, content=sent.content))
            assert refusal(answer) == (401, "signature.invalid")
    assert list(journal.holdings.held()) == []
    journal.database.close()


@pytest.mark.parametrize(
    ("content", "content_type", "code"),
    [
        (b"{}", "text/plain", (415, "content_type.unsupported")),
        (b"", "application/json", (400, "body.empty")),
        (b'{"attempts": NaN}', "application/json", (400, "json.not_finite")),
        (b"[" * 100_000, "application/json", (400, "json.too_deep")),
        (b'{"attempts": [], "attempts": []}', "application/json", (400, "json.duplicate_key")),
        (b'{"attempts": ["\\u0000"]}', "application/json", (400, "json.nul")),
        (b'{"attempts": [{"\\udFFF": 1}]}', "application/json", (400, "json.surrogate")),
        (b'{"attempts": ["\\uD83D"]}', "application/json", (400, "json.surrogate")),
        (b'{"attempts": ["\\\\u0000 \\uD83D\\uDE00"], "x": 1}', "application/json", (422, "field.unknown")),
        (b'{"attempts": ["\x00"]}', "application/json", (400, "json.invalid")),
        (b'{"attempts": ["\xed\xa0\x80"]}', "application/json", (400, "json.invalid")),
        (b"[]", "application/json", (422, "type.object")),
        (b'{"attempts": []}', "application/json", (422, "string.length")),
    ],
)
def test_a_bad_body_gets_a_clear_error(
    api: httpx.Client, wire: Wire, content: bytes, content_type: str, code: tuple[int, str]
) -> None:
    answer = api.post("/v1/attempts", content=content, headers={"Content-Type": content_type})
    assert refusal(answer) == code
    assert wire.held() == 0
