"""Every route of every layer refuses bad input with a stable code and a problem document, and nothing moves.

The requests are made of what each layer says of itself (`spoiled.py`), so a new route is covered by itself;
docs/bad-input.md says which line of the catalogue is held where.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.contract import doors, spoiled
from tests.contract.doors import Layer
from tests.contract.spoiled import Route, Spoiled
from tests.contract.test_presentation_and_scheduler import Layers, layers  # noqa: F401 - a fixture

PROBLEM = "application/problem+json"
CODE = re.compile(r"[a-z_]+(\.[a-z_]+)*")
#: Where hosts' words come in: bad characters are mended there, never refused.
MENDED = frozenset({"/v1/reports"})
#: Batches whose items are read one by one: what is wrong with one is said in its own answer.
BY_ITEM = frozenset({"/v1/reports", "/v1/attempts", "/v1/executor-nodes/{executor_node}/heartbeat"})
#: A queue is there with its first message: before it is only empty.
EMPTY_IF_UNKNOWN = frozenset({"/api/v1/queues/{queue}/messages", "/v1/queues/{queue}/messages"})
#: Our own clients refuse to sign an address that is no address.
UNSIGNABLE = frozenset({"%", "%zz"})
#: Pages for people, who are told in HTML.
PAGES = frozenset({"/answer/{link}"})
#: Whoever has no proof, or comes without a session where one is needed, hears nothing of what is there.
UNPROVED = frozenset({"/v1/hooks/{schedule}", "/api/v1/sessions/{login_session}"})
#: What was not set up here says so before anything else.
OFF = frozenset({"oidc.off"})
#: Not there as long as no token is set.
BY_TOKEN = frozenset({"/metrics"})
#: By whose key the enrolment comes is only known from its body.
ENROLMENT = ("post", "/v1/executor-nodes")


@pytest.fixture(params=["presentation", "scheduler", "executor_node"])
def layer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Layer]:
    if request.param == "executor_node":
        entered: Any = doors.executor_node(tmp_path)
    else:
        both: Layers = request.getfixturevalue("layers")
        entered = nullcontext(getattr(doors, request.param)(both))
    with entered as made:
        yield made


def sent(caller: httpx.Client, one: Spoiled) -> httpx.Response:
    return caller.request(one.method.upper(), one.address, content=one.content, headers=dict(one.headers))


def whole(layer: Layer, route: Route) -> dict[str, Any]:
    """A body of this route that is right in its shape."""
    assert route.body is not None
    made: dict[str, Any] = spoiled.example(route.body, route.document)
    return {**made, **{name: value for name, value in layer.shown.items() if name in made}}


def is_problem(answer: httpx.Response) -> bool:
    if answer.headers.get("Content-Type") != PROBLEM:
        return False
    said = answer.json()
    named = said["request_id"] == answer.headers.get("X-Request-Id") and said["status"] == answer.status_code
    return named and CODE.fullmatch(said["code"]) is not None


def refusals(layer: Layer, route: Route, requests: Iterable[Spoiled], told: Counter[int]) -> list[str]:
    """What was answered otherwise than expected."""
    wrong = []
    for one in requests:
        answer = sent(layer.caller_of(route), one)
        told[answer.status_code] += 1
        problem = answer.status_code >= 400 and is_problem(answer)
        code = answer.json()["code"] if problem else None
        fits = any(status == answer.status_code and word in (None, code) for status, word in one.expected)
        if problem and fits and one.complaint is not None:
            paths = [error["path"] for error in answer.json()["errors"]]
            fits = any(path == one.complaint or path.startswith(f"{one.complaint}/") for path in paths)
        if not (problem and (fits or code in OFF)):
            wrong.append(f"{one}: {answer.status_code} {answer.text[:300]}")
    return wrong


def unmoved(layer: Layer, wrong: list[str], before: Any) -> None:
    assert not wrong, "\n".join(wrong)
    assert layer.stored() == before


def with_bodies(layer: Layer) -> list[Route]:
    return [route for route in layer.routes if route.body is not None]


def test_no_route_takes_a_body_that_is_not_exactly_json(layer: Layer) -> None:
    before, told = layer.stored(), Counter[int]()
    wrong: list[str] = []

    for route in with_bodies(layer):
        found = spoiled.bodies(route, whole(layer, route), route.path in MENDED)
        if (route.method, route.path) == ENROLMENT:
            found = (anonymous(one) for one in found)
        wrong += refusals(layer, route, found, told)

    unmoved(layer, wrong, before)
    assert {400, 413, 415, 422} <= set(told)


@pytest.mark.proof
def test_no_route_is_moved_by_masses(layer: Layer) -> None:
    before, told = layer.stored(), Counter[int]()
    wrong: list[str] = []

    for route in with_bodies(layer):
        found = spoiled.masses(route)
        if (route.method, route.path) == ENROLMENT:
            found = (anonymous(one) for one in found)
        wrong += refusals(layer, route, found, told)

    unmoved(layer, wrong, before)
    assert told


def anonymous(one: Spoiled) -> Spoiled:
    """The same of somebody whose key is not in the body."""
    return Spoiled(**{**vars(one), "expected": (*one.expected, (401, "signature.unknown_key"))})


@pytest.mark.proof
def test_every_field_is_exactly_what_its_description_says(layer: Layer) -> None:
    before, told = layer.stored(), Counter[int]()
    wrong: list[str] = []

    for route in with_bodies(layer):
        found = spoiled.fields(route, whole(layer, route))
        if (route.method, route.path) == ENROLMENT:
            found = (one for one in found if one.complaint != "/public_key")
        wrong += refusals(layer, route, found, told)

    unmoved(layer, wrong, before)
    assert set(told) == {422}


def test_a_query_is_what_its_route_knows_once_and_in_plain_digits(layer: Layer) -> None:
    before, told = layer.stored(), Counter[int]()
    wrong: list[str] = []

    for route in layer.routes:
        if route.method == "get" and route.path not in BY_TOKEN:
            wrong += refusals(layer, route, spoiled.queries(route), told)

    unmoved(layer, wrong, before)
    assert told[422] > told[404]


@pytest.mark.proof
def test_what_can_be_no_name_is_not_there(layer: Layer) -> None:
    before, told = layer.stored(), Counter[int]()
    wrong: list[str] = []

    for route in layer.routes:
        if route.has_name and route.path not in EMPTY_IF_UNKNOWN | PAGES | UNPROVED:
            content = whole(layer, route) if route.body is not None else None
            signed = layer.caller_of(route).auth is not None
            found = (one for one in spoiled.names(route, content) if not (signed and one.what in UNSIGNABLE))
            wrong += refusals(layer, route, found, told)

    unmoved(layer, wrong, before)
    assert 404 in told


def test_methods_that_are_not_there_say_which_are(layer: Layer) -> None:
    before, routes_of = layer.stored(), layer.app.url_map.bind("noc.test")
    caller = layer.caller_of(layer.routes[0])

    for address in sorted({re.sub(r"<[^>]+>", "x", rule.rule) for rule in layer.app.url_map.iter_rules()}):
        known = set(routes_of.allowed_methods(address))
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "BREW"} - known:
            answer = caller.request(method, address, headers={"X-HTTP-Method-Override": "GET"})
            assert (answer.status_code, is_problem(answer)) == (405, True), (method, address, answer.text)
            assert set(answer.headers["Allow"].split(", ")) == known, (method, address)

    assert layer.stored() == before


def test_a_head_says_no_more_than_a_get_and_no_other_origin_is_let_in(layer: Layer) -> None:
    elsewhere = {"Origin": "http://elsewhere.test", "Access-Control-Request-Method": "DELETE"}
    for route in layer.routes:
        caller, address = layer.caller_of(route), route.at()
        preflight = caller.request("OPTIONS", address, headers=elsewhere)
        assert preflight.status_code < 500, (address, preflight.text)
        assert not [name for name in preflight.headers if name.lower().startswith("access-control")]
        if route.method == "get":
            head, get = caller.request("HEAD", address), caller.get(address)
            assert (head.status_code, head.content) == (get.status_code, b""), address
            assert get.status_code < 500 or "/readyz" in address, (address, get.text)


HEADERS = [
    ("Accept", "text/html"),
    ("Accept", ";;q=x,,*"),
    ("Range", "bytes=0-1,-5,9-1"),
    ("Cookie", "__Host-noc; ; =; noc=" + "x" * 5_000),
    ("If-None-Match", '"\x7f", W/'),
    ("If-Modified-Since", "the day before yesterday"),
    ("Date", "never"),
    ("Transfer-Encoding", "gzip, chunked"),
    ("X-Forwarded-For", "127.0.0.1, ::1, <script>"),
    ("X-Forwarded-Host", "evil.test"),
    ("X-Original-URL", "/api/v1/users"),
    ("Expect", "200-maybe"),
    ("Content-Length", "-5"),
    ("Content-Length", "five"),
    ("Content-Type", "/; charset=; ;="),
]


def test_headers_that_nobody_understands_break_nothing(layer: Layer) -> None:
    asked = [route for route in layer.routes if route.method == "get"]
    for number, route in enumerate(asked):
        for name, value in HEADERS[number % 3 :: 3]:  # every header at a third of all routes
            answer = layer.caller_of(route).get(route.at(), headers={name: value})
            assert answer.status_code < 500 or "/readyz" in route.path, (route.path, name, value, answer.text)
            said = answer.status_code < 400 or route.path in PAGES or is_problem(answer)
            assert said, (route.path, name, value, answer.text)


AUTHENTICATION = [
    {"Authorization": value}
    for value in (
        "",
        "Bearer",
        "Bearer ",
        "Bearer \xff\xfe",
        "Bearer " + "x" * 8_000,
        "Bearer noc_pat_",
        "Bearer noc_pat_' OR 1=1 --",
        "Basic YTpi",
        "Basic \xff",
        "Digest username=",
        "Bearer a, Bearer b",
    )
] + [
    {"Signature": signature, "Signature-Input": given, "Content-Digest": "sha-256=:AAAA:"}
    for signature, given in (
        ("", ""),
        ("noc=:AAAA:", "noc=()"),
        ("noc=:AAAA:", 'noc=("@method");created=1'),
        ("noc=:AAAA:", 'noc=("@method" "@authority" "@path" "@query");created=;keyid="scheduler"'),
        ("noc=:AAAA:", 'noc=("@method" "@authority" "@path" "@query");created=99999999999999999;keyid=7'),
        ("noc=::", 'noc=("@method" "@authority" "@path" "@query");created="x";keyid="x";tag="noc";nonce="n"'),
        ("noc=?1", "noc=?1"),
        ("noc=:A:, noc=:B:", 'noc=("@method"), noc=("@path")'),
        ("\xff=:\xff:", "\xff=(\xff)"),
        ("noc=:" + "A" * 8_000 + ":", "noc=(" + '"a" ' * 2_000 + ")"),
        (
            "noc=:AAAA:",
            'noc=("x-nothing" "@method" "@authority" "@path" "@query");created=1;keyid="x";tag="noc"',
        ),
        (
            "noc=:AAAA:",
            'noc=("@method" "@authority" "@path" "@query");created=1;keyid="\\"";alg="none";tag="noc"',
        ),
    )
]


def test_who_says_badly_who_they_are_is_nobody(layer: Layer) -> None:
    stranger = layer.app.test_client()
    for number, route in enumerate(layer.routes):
        open_to_all = route.operation.get("security") == [] or route.path in BY_TOKEN
        body = {"data": b"{}", "content_type": "application/json"} if route.body is not None else {}
        for shown in AUTHENTICATION[number % 4 :: 4]:
            answer = stranger.open(route.at(), method=route.method.upper(), headers=shown, **body)
            if not open_to_all:
                assert (answer.status_code, answer.mimetype) == (401, PROBLEM), (
                    route.path,
                    shown,
                    answer.text,
                )
            assert answer.status_code < 500 or "/readyz" in route.path, (route.path, shown, answer.text)


def test_a_key_against_doing_twice_is_short_and_printable(layer: Layer) -> None:
    before = layer.stored()
    for route in layer.routes:
        if "Idempotency-Key" in route.headers:
            for key in ("", " ", "x" * 129, "a b", "a\tb"):
                answer = layer.caller_of(route).request(
                    route.method,
                    route.at(),
                    headers={"Idempotency-Key": key},
                    json=whole(layer, route),
                )
                assert 400 <= answer.status_code < 500 and is_problem(answer), (route.path, key, answer.text)
    assert layer.stored() == before
