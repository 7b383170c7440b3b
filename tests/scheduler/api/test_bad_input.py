"""What is not exactly right is refused with a clear code, never with a 500, and leaves nothing behind."""

import json
import sqlite3
from collections.abc import Callable
from typing import Any

import httpx
import pytest

DEEP = b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"

BODIES = [
    (b"", 400, "body.empty"),
    (b"{", 400, "json.invalid"),
    (b"{} {}", 400, "json.invalid"),
    (b'{"text": "a",}', 400, "json.invalid"),
    (b"{'text': 'a'}", 400, "json.invalid"),
    (b'{"text": "a"} // note', 400, "json.invalid"),
    (b'\xef\xbb\xbf{"text": "a"}', 400, "json.invalid"),
    ('{"text": "a"}'.encode("utf-16"), 400, "json.invalid"),
    (b'{"text": "\xff"}', 400, "json.invalid"),
    (b'{"text": "a\\u0000"}', 400, "json.nul"),
    (b'{"text": ["a\\u0000"]}', 400, "json.nul"),
    (b'{"text": "\\ud800"}', 400, "json.invalid"),
    (b'{"text": "a", "text": "b"}', 400, "json.duplicate_key"),
    (b'{"text": NaN}', 400, "json.not_finite"),
    (b'{"text": -Infinity}', 400, "json.not_finite"),
    (b'{"text": 1e999}', 400, "json.not_finite"),
    (b'{"text": ' + b"9" * 5_000 + b"}", 400, "json.too_many_digits"),
    (DEEP, 400, "json.too_deep"),
    (b'{"text": [' + b"0," * 100_001 + b"0]}", 400, "json.too_many_values"),
    (b'"' + b'\\"' * 400_000, 400, "json.invalid"),
    (b"[]", 422, "type.object"),
    (b"null", 422, "type.object"),
    (b"7", 422, "type.object"),
    (b"{}", 422, "field.missing"),
    (b'{"text": 7}', 422, "type.string"),
    (b'{"text": null}', 422, "field.null"),
    (b'{"text": "a", "Text": "a"}', 422, "field.unknown"),
]


@pytest.mark.parametrize(("body", "status", "code"), BODIES)
def test_a_body_that_can_not_be_read(api: httpx.Client, body: bytes, status: int, code: str) -> None:
    answer = api.post("/v1/flowcharts/check", content=body, headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
        "application/x-yaml",
    ],
)
def test_a_body_of_another_type_is_not_taken_for_an_empty_one(api: httpx.Client, content_type: str) -> None:
    answer = api.post(
        "/v1/flowcharts/check", content=b'{"text": "a"}', headers={"Content-Type": content_type}
    )

    assert (answer.status_code, answer.json()["code"]) == (415, "content_type.unsupported")


def test_a_compressed_body_is_refused(api: httpx.Client) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    answer = api.post("/v1/flowcharts/check", content=b"\x1f\x8b", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (415, "content_encoding.unsupported")


def test_a_body_over_the_limit_is_not_parsed(api: httpx.Client) -> None:
    body = b"[" * (5 * 2**20 + 1)
    answer = api.post("/v1/flowcharts/check", content=body, headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (413, "body.too_large")


QUERIES = [
    ("limit=0", "page.size"),
    ("limit=201", "page.size"),
    ("limit=-1", "type.integer"),
    ("limit=abc", "type.integer"),
    ("limit=1e9", "type.integer"),
    ("limit=%D9%A3", "type.integer"),
    ("limit=5&limit=7", "query.duplicate"),
    ("order_by=password", "query.unknown"),
    ("cursor=nonsense", "cursor.invalid"),
    ("cursor=WyJhIl0", "cursor.invalid"),
    ("cursor=WzEsMl0", "cursor.invalid"),
    ("cursor=W3RydWVd", "cursor.invalid"),
    ("cursor=%00", "query.nul"),
]


@pytest.mark.parametrize(("query", "code"), QUERIES)
def test_a_query_that_is_not_right(api: httpx.Client, query: str, code: str) -> None:
    answer = api.get(f"/v1/executions?{query}")

    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.parametrize("cursor", ["x", "MS4", "LTEuLTE", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5Ljk", "é"])
def test_a_feed_cursor_that_nobody_wrote(api: httpx.Client, cursor: str) -> None:
    answer = api.get("/v1/events", params={"after": cursor})

    assert (answer.status_code, answer.json()["code"]) == (422, "cursor.invalid")


UNKNOWN = [
    "2",
    "0",
    "-1",
    "01",
    "1" * 40,
    "x" * 10_000,
    "01900000-0000-7000-8000-000000000009",
    "{01900000-0000-7000-8000-000000000009}",
    "urn:uuid:01900000-0000-7000-8000-000000000009",
    "..%2Fx",
]


@pytest.mark.parametrize("part", ["", "/hosts", "/visits", "/matrix", "/hosts/web1"])
@pytest.mark.parametrize("reference", UNKNOWN)
def test_an_execution_that_is_not_there(api: httpx.Client, reference: str, part: str) -> None:
    answer = api.get(f"/v1/executions/{reference}{part}")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_an_id_may_be_written_in_capitals(api: httpx.Client, order: dict[str, Any]) -> None:
    execution = api.post("/v1/executions", json=order).json()

    assert api.get(f"/v1/executions/{execution['id'].upper()}").json()["number"] == 1


def without(name: str) -> Callable[[dict[str, Any]], None]:
    return lambda order: order.pop(name)


def put(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(order: dict[str, Any]) -> None:
        *parents, last = path.split(".")
        place = order
        for parent in parents:
            place = place[parent]
        place[last] = value

    return change


ORDERS = [
    (without("procedure"), 422, "field.missing"),
    (without("actor"), 422, "field.missing"),
    (put("hosts", []), 422, "field.unknown"),
    (put("procedure.version", "3"), 422, "type.integer"),
    (put("procedure.version", 3.0), 422, "type.integer"),
    (put("procedure.version", True), 422, "type.integer"),
    (put("procedure.version", 0), 422, "number.range"),
    (put("procedure.digest", "sha256:00"), 409, "procedure.digest_mismatch"),
    (put("procedure.canonical", {}), 409, "procedure.digest_mismatch"),
    (put("procedure.canonical.spec.nodes.done.status", "failed"), 409, "procedure.digest_mismatch"),
    (put("procedure.canonical", {"spec": 2**60}), 422, "document.not_canonical"),
    (put("target", {}), 422, "target.empty"),
    (put("target", {"groups": [], "hosts": []}), 422, "target.empty"),
    (put("target.groups", "web"), 422, "type.array"),
    (put("target.groups", [7]), 422, "type.string"),
    (put("target.groups", ["we\u202eb"]), 422, "name.not_printable"),
    (put("target.everything", True), 422, "field.unknown"),
    (put("params", []), 422, "type.object"),
    (put("params", {"servce": "nginx"}), 422, "param.unknown"),
    (put("params", {"service": 7}), 422, "param.type"),
    (put("params", {"service": None}), 422, "param.type"),
    (put("params", {"service": "rm -rf /"}), 422, "param.pattern"),
    (put("start_at", "2026-11-21T09:00:00"), 422, "datetime.timezone_required"),
    (put("start_at", "2026-02-30T09:00:00Z"), 422, "datetime.invalid"),
    (put("start_at", 1763715600), 422, "datetime.invalid"),
    (put("start_at", "2020-01-01T00:00:00Z"), 422, "schedule.past"),
    (put("actor.kind", "god"), 422, "value.unknown"),
    (put("actor.name", ""), 422, "string.length"),
]


@pytest.mark.parametrize(("change", "status", "code"), ORDERS)
def test_an_order_that_is_not_right(
    api: httpx.Client,
    order: dict[str, Any],
    stored: Any,
    change: Callable[[dict[str, Any]], None],
    status: int,
    code: str,
) -> None:
    order = json.loads(json.dumps(order))
    before = stored()
    change(order)
    answer = api.post("/v1/executions", json=order)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert stored() == before


def test_all_that_is_wrong_is_said_at_once(api: httpx.Client, order: dict[str, Any]) -> None:
    order["params"] = {"service": 7, "servce": 1}
    answer = api.post("/v1/executions", json=order)

    complaints = {(error["path"], error["code"]) for error in answer.json()["errors"]}
    assert (answer.status_code, answer.json()["code"]) == (422, "param.invalid")
    assert complaints == {("/params/service", "param.type"), ("/params/servce", "param.unknown")}


def test_an_unsound_flowchart_is_refused_with_its_findings(
    api: httpx.Client, order: dict[str, Any], stored: Any
) -> None:
    text = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: twice}
spec: {nodes: {a: {kind: start, next: nowhere}, b: {kind: start, next: c}, c: {kind: end}}}
"""
    checked = api.post("/v1/flowcharts/check", json={"text": text}).json()
    order["procedure"] = {
        "name": "twice",
        "version": 1,
        "digest": checked["digest"],
        "canonical": checked["canonical"],
    }
    before = stored()
    answer = api.post("/v1/executions", json=order)

    assert not checked["valid"]
    assert (answer.status_code, answer.json()["code"]) == (422, "procedure.unsound")
    codes = {error["code"] for error in answer.json()["errors"]}
    assert {"start.multiple", "edge.dangling"} <= codes
    assert stored() == before


@pytest.mark.parametrize("key", ["", "x" * 129, "a b"])
def test_an_idempotency_key_that_is_none(api: httpx.Client, order: dict[str, Any], key: str) -> None:
    answer = api.post("/v1/executions", json=order, headers={"Idempotency-Key": key})

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency.key")


ENROLMENTS = [
    ({"name": ""}, "string.length"),
    ({"name": "no\u200bde"}, "name.not_printable"),
    ({"url": "javascript:alert(1)"}, "url.invalid"),
    ({"url": "http://user:secret@host"}, "url.invalid"),
    ({"url": "http://"}, "url.invalid"),
    ({"url": "http://[::1"}, "url.invalid"),
    ({"url": "http://host:99999"}, "url.invalid"),
    ({"url": "file:///etc/passwd"}, "url.invalid"),
    ({"slots": -1}, "number.range"),
    ({"slots": "4"}, "type.integer"),
    ({"labels": {"site": 7}}, "labels.invalid"),
    ({"role": "admin"}, "field.unknown"),
]


@pytest.mark.parametrize(("changes", "code"), ENROLMENTS)
def test_an_enrolment_that_is_not_right(
    enrolled: Any, wire: Any, stored: Any, changes: dict[str, Any], code: str
) -> None:
    before = stored()
    answer = type(enrolled)(wire, "node-9").enrol(**changes)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert stored() == before


def test_methods_that_are_not_there_say_which_are(api: httpx.Client) -> None:
    answer = api.request("PATCH", "/v1/executions")

    assert (answer.status_code, answer.json()["code"]) == (405, "method.not_allowed")
    assert set(answer.headers["Allow"].split(", ")) >= {"GET", "POST"}


def test_a_database_that_is_down_is_a_503(
    api: httpx.Client, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    world.means.database.close()
    monkeypatch.setattr(world.means.database.engine.dialect, "do_execute", refuse)
    answer = api.get("/v1/executions")

    assert (answer.status_code, answer.json()["code"]) == (503, "dependency.unavailable")
    assert answer.headers["Retry-After"]
