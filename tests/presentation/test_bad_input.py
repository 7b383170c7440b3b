"""Bad input is refused with a clear code, never with a 500, and leaves everything as it was."""

import json
from typing import Any

import pytest

TOKENS = "/api/v1/tokens"
JSON = "application/json"


def refused(house: Any, answer: Any, before: Any, status: int, code: str) -> None:
    assert (answer.status_code, answer.json["code"]) == (status, code), answer.text
    assert answer.mimetype == "application/problem+json"
    assert answer.json["request_id"] == answer.headers["X-Request-Id"]
    assert house.rows() == before


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
        "application/yaml",
    ],
)
def test_only_json_in_utf8_is_read(house: Any, content_type: str | None) -> None:
    before = house.rows()

    answer = house.person.post(TOKENS, data='{"name": "x"}', content_type=content_type)

    refused(house, answer, before, 415, "content_type.unsupported")


def test_a_compressed_body_is_refused(house: Any) -> None:
    before = house.rows()

    answer = house.person.post(
        TOKENS, data=b"\x1f\x8b", content_type=JSON, headers={"Content-Encoding": "gzip"}
    )

    refused(house, answer, before, 415, "content_encoding.unsupported")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "body.empty"),
        (b"  \n", "body.empty"),
        (b"{", "json.invalid"),
        (b"{} {}", "json.invalid"),
        (b'{"name": "x",}', "json.invalid"),
        (b"{'name': 'x'}", "json.invalid"),
        (b'{"name": "x"} // why', "json.invalid"),
        (b'\xef\xbb\xbf{"name": "x"}', "json.invalid"),
        ('{"name": "x"}'.encode("utf-16"), "json.invalid"),
        (b'{"name": "\xff"}', "json.invalid"),
        (b'{"name": NaN}', "json.not_finite"),
        (b'{"name": -Infinity}', "json.not_finite"),
        (b'{"name": 1e999}', "json.not_finite"),
        (b'{"name": "x", "name": "y"}', "json.duplicate_key"),
        (b'{"name": "x\\u0000"}', "json.nul"),
        (b'{"name": ["x\\u0000"]}', "json.nul"),
        (b'{"na\\u0000me": 1}', "json.nul"),
        (b'{"name": "\\ud800"}', "json.surrogate"),
        (b'{"name": ' + b"9" * 5_000 + b"}", "json.too_many_digits"),
        (b'{"name": ' + b"[" * 33 + b"]" * 33 + b"}", "json.too_deep"),
        (b"[" * 100_000 + b"]" * 100_000, "json.too_deep"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "json.too_deep"),
        (b"[" + b"1," * 100_001 + b"1]", "json.too_many_values"),
    ],
)
def test_what_is_not_exactly_json_is_refused(house: Any, body: bytes, code: str) -> None:
    before = house.rows()

    answer = house.person.post(TOKENS, data=body, content_type=JSON)

    refused(house, answer, before, 400, code)


@pytest.mark.parametrize("body", ["[]", "null", "5", '"text"', "true"])
def test_a_body_is_an_object(house: Any, body: str) -> None:
    before = house.rows()

    answer = house.person.post(TOKENS, data=body, content_type=JSON)

    refused(house, answer, before, 422, "type.object")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", 5, "type.string"),
        ("name", None, "field.null"),
        ("name", True, "type.string"),
        ("name", ["x"], "type.string"),
        ("name", "", "string.length"),
        ("name", "x" * 129, "string.length"),
        ("expires_at", 1_800_000_000, "datetime.invalid"),
        ("expires_at", "2026-02-30T00:00:00Z", "datetime.invalid"),
        ("expires_at", "2026-11-21T24:30:00Z", "datetime.invalid"),
        ("expires_at", "2026-12-31T23:59:60Z", "datetime.invalid"),
        ("expires_at", "0000-01-01T00:00:00Z", "datetime.invalid"),
        ("expires_at", "10000-01-01T00:00:00Z", "datetime.invalid"),
        ("expires_at", "2026-12-01T00:00:00+99:99", "datetime.invalid"),
        ("expires_at", "2026-12-01T00:00:00", "datetime.timezone_required"),
        ("expires_at", "tomorrow", "datetime.invalid"),
        ("Name", "x", "field.unknown"),
        ("id", "x", "field.unknown"),
        ("__proto__", {}, "field.unknown"),
    ],
)
def test_a_field_is_exactly_what_it_says(house: Any, field: str, value: Any, code: str) -> None:
    before = house.rows()

    answer = house.person.post(TOKENS, json={"name": "x"} | {field: value})

    refused(house, answer, before, 422, code)
    assert [error["path"] for error in answer.json["errors"]] == [f"/{field}"]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("version", 5.9, "type.integer"),
        ("version", 1.0, "type.integer"),
        ("version", "5", "type.integer"),
        ("version", True, "type.integer"),
        ("version", 2**63, "type.integer"),
        ("version", 0, "number.range"),
        ("params", [], "type.object"),
        ("target", "web", "type.object"),
        ("target", {"group": "web"}, "field.unknown"),
        ("target", {"groups": "web"}, "type.array"),
        ("target", {"groups": [5]}, "type.string"),
    ],
)
def test_numbers_lists_and_objects_are_not_guessed(house: Any, field: str, value: Any, code: str) -> None:
    before = house.rows()
    order = {"procedure": "p", "target": {"groups": ["web"]}} | {field: value}

    answer = house.person.post("/api/v1/executions", json=order)

    refused(house, answer, before, 422, code)
    assert house.scheduler.asked == []


@pytest.mark.parametrize("value", [1, 0, "true", "yes", None])
def test_only_true_and_false_are_boolean(house: Any, value: Any) -> None:
    before = house.rows()

    answer = house.person.put("/api/v1/procedures/p", json={"text": "name: p", "publish": value})

    refused(house, answer, before, 422, "field.null" if value is None else "type.boolean")


def test_all_mistakes_come_at_once(house: Any) -> None:
    before = house.rows()

    answer = house.person.post(TOKENS, json={"nam": "x", "expires_at": "soon"})

    refused(house, answer, before, 422, "request.invalid")
    assert [(error["path"], error["code"]) for error in answer.json["errors"]] == [
        ("/expires_at", "datetime.invalid"),
        ("/nam", "field.unknown"),
        ("/name", "field.missing"),
    ]


def test_of_many_mistakes_the_first_fifty_are_told(house: Any) -> None:
    before = house.rows()

    answer = house.person.post(TOKENS, json={"name": "x"} | {f"field{n:02}": 1 for n in range(60)})

    refused(house, answer, before, 422, "field.unknown")
    assert [error["path"] for error in answer.json["errors"]] == [f"/field{n:02}" for n in range(50)]
    assert answer.json["truncated"] is True


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("limit=0", "page.size"),
        ("limit=201", "page.size"),
        ("limit=-1", "type.integer"),
        ("limit=abc", "type.integer"),
        ("limit=1e9", "type.integer"),
        ("limit=%D9%A3", "type.integer"),
        ("limit=", "type.integer"),
        ("limit=5&limit=7", "query.duplicate"),
        ("cursor=x", "cursor.invalid"),
        ("cursor=%00", "query.nul"),
        ("%00=1", "query.nul"),
        ("cursor=YQBi", "cursor.invalid"),
        ("cursor=" + "x" * 2049, "string.length"),
        ("order_by=digest", "query.unknown"),
        ("name__startswith=a", "query.unknown"),
    ],
)
def test_a_query_is_read_as_strictly(house: Any, query: str, code: str) -> None:
    before = house.rows()

    answer = house.person.get(f"{TOKENS}?{query}")

    refused(house, answer, before, 422, code)


def test_an_address_without_a_query_takes_none(house: Any) -> None:
    answer = house.person.get("/api/v1/node-kinds?kind=task")

    assert (answer.status_code, answer.json["code"]) == (422, "query.unknown")


@pytest.mark.parametrize(
    ("address", "most"), [(TOKENS, 1024 * 1024), ("/api/v1/procedures", 2 * 1024 * 1024)]
)
def test_a_body_over_the_limit_is_refused_before_it_is_read(house: Any, address: str, most: int) -> None:
    before = house.rows()
    body = json.dumps({"name": "x", "text": "y" * most})

    answer = house.person.post(address, data=body, content_type=JSON)

    refused(house, answer, before, 413, "body.too_large")


@pytest.mark.parametrize(
    "execution",
    ["0", "01", "-1", "x", "..%2fx", "%2e%2e", "{8c4f1c3e-0000-7000-8000-000000000001}", "x" * 10_000, "٣"],
)
def test_what_can_be_no_execution_is_not_found_here(house: Any, execution: str) -> None:
    answer = house.person.get(f"/api/v1/executions/{execution}")

    assert answer.status_code == 404
    assert house.scheduler.asked == []


@pytest.mark.parametrize("host", ["%2e%2e", "%2e", "a%0ab", "x" * 256])
def test_what_can_be_no_host_is_not_found_here(house: Any, host: str) -> None:
    answer = house.person.get(f"/api/v1/executions/1/hosts/{host}")

    assert answer.status_code == 404
    assert house.scheduler.asked == []


@pytest.mark.parametrize("address", ["procedures/%00", "tokens/%00", "hosts/a%00b", "procedures/%FF"])
def test_names_that_cannot_be_are_not_found(house: Any, address: str) -> None:
    assert house.person.delete(f"/api/v1/{address}").status_code == 404


def test_an_id_in_capitals_is_the_same_id(house: Any) -> None:
    house.person.get("/api/v1/executions/8C4F1C3E-0000-7000-8000-00000000000A")

    assert house.scheduler.asked[-1].url.path == "/v1/executions/8c4f1c3e-0000-7000-8000-00000000000a"


def test_pages_are_answered_as_json_whatever_is_accepted(house: Any) -> None:
    answer = house.person.get(TOKENS, headers={"Accept": "text/html"})

    assert (answer.status_code, answer.mimetype) == (200, "application/json")


def test_nothing_is_kept_by_caches_or_guessed_by_browsers(house: Any) -> None:
    answer = house.person.get(TOKENS, headers={"Origin": "http://elsewhere.test"})

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_database_that_fails_is_a_503(house: Any) -> None:
    with house.resources.database.writing() as session:
        session.connection().exec_driver_sql("ALTER TABLE procedures RENAME TO elsewhere")

    answer = house.person.get("/api/v1/procedures")

    assert (answer.status_code, answer.json["code"]) == (503, "dependency.unavailable")
    assert "elsewhere" not in answer.text
