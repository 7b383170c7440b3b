"""Module catalogues over the wire: executor nodes tell, editors ask, checks use them."""

import hashlib
import json
from typing import Any

import httpx
import pytest

from tests.scheduler.flowchart.modules.catalogues import document

PROCEDURE = """\
apiVersion: noc/v1
kind: Procedure
metadata: {name: case}
spec:
  nodes:
    begin: {kind: start, next: work}
    work: {kind: task, module: ansible.builtin.user, args: {nam: x}, next: done}
    done: {kind: end}
"""


def tell(node: Any, text: str, **changes: Any) -> httpx.Response:
    """An executor node says what it has, text and all."""
    said = {"hash": hashlib.sha256(text.encode()).hexdigest(), "document": text, **changes}
    answer: httpx.Response = node.http.put(f"/v1/executor-nodes/{node.id}/modules", json=said)
    return answer


@pytest.fixture
def text() -> str:
    return json.dumps(document())


def test_a_document_is_asked_for_only_when_its_hash_is_not_known(node: Any, text: str) -> None:
    assert tell(node, text, document=None).json() == {"known": False}
    assert tell(node, text).json() == {"known": True}
    assert tell(node, text, document=None).json() == {"known": True}


def test_editors_find_modules_by_words_and_see_their_options(node: Any, api: httpx.Client, text: str) -> None:
    assert api.get("/v1/modules").json() == {"items": [], "next": None}
    tell(node, text)
    found = api.get("/v1/modules", params={"search": "MANAGE acc"}).json()["items"]
    assert [one["name"] for one in found] == ["ansible.builtin.user"]
    assert found[0]["executor_nodes"] == ["node-1"]
    one = api.get("/v1/modules/user").json()
    assert one["name"] == "ansible.builtin.user"
    assert one["options"]["update_password"]["choices"] == ["always", "on_create"]
    assert api.get("/v1/modules/no.such.thing").status_code == 404


def test_the_list_comes_in_pages(node: Any, api: httpx.Client, text: str) -> None:
    tell(node, text)
    first = api.get("/v1/modules", params={"limit": 3}).json()
    second = api.get("/v1/modules", params={"limit": 3, "cursor": first["next"]}).json()
    names = [one["name"] for one in (*first["items"], *second["items"])]
    assert names == sorted(document()["modules"])
    assert second["next"] is None


def test_a_check_holds_tasks_against_what_is_known(node: Any, api: httpx.Client, text: str) -> None:
    def codes() -> list[tuple[str, str]]:
        told = api.post("/v1/flowcharts/check", json={"text": PROCEDURE}).json()
        return [(one["severity"], one["code"]) for one in told["findings"] if "module." in one["code"]]

    assert codes() == []
    tell(node, text)
    assert sorted(codes()) == [("error", "module.option_missing"), ("error", "module.option_unknown")]


def test_a_catalogue_that_nobody_has_any_more_is_forgotten(
    node: Any, api: httpx.Client, text: str, stored: Any
) -> None:
    tell(node, text)
    tell(node, json.dumps(document("2.20.0", user=None)))
    assert stored()["module_catalogues"] == 1
    assert api.get("/v1/modules/user").status_code == 404


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"hash": "0" * 64}, "modules.hash_mismatch"),
        ({"hash": "short"}, None),
        ({"more": 1}, "field.unknown"),
    ],
)
def test_what_does_not_fit_is_refused(
    node: Any, text: str, changes: dict[str, Any], code: str | None
) -> None:
    answer = tell(node, text, **changes)
    assert answer.status_code == 422
    assert code in (None, answer.json()["code"], answer.json()["errors"][0]["code"])


@pytest.mark.parametrize("nonsense", ["[]", "no json", '{"form": 9}', "[" * 50_000])
def test_what_is_no_catalogue_is_refused(node: Any, nonsense: str, stored: Any) -> None:
    answer = tell(node, nonsense)
    assert (answer.status_code, answer.json()["code"]) == (422, "modules.unreadable")
    assert stored()["module_catalogues"] == 0


def test_only_an_authorised_executor_node_is_listened_to(enrolled: Any, text: str) -> None:
    assert tell(enrolled, text).status_code == 403


def test_an_executor_node_speaks_only_for_itself(node: Any, text: str) -> None:
    elsewhere = "/v1/executor-nodes/0190f5c2-7c3a-7000-8000-000000000000/modules"
    answer = node.http.put(elsewhere, json={"hash": "0" * 64})
    assert (answer.status_code, answer.json()["code"]) == (403, "peer.not_allowed")
