"""Requests that are wrong in one way each, made of what a layer says of itself: a new route is covered by itself."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

Json = Mapping[str, Any]
JSON = {"Content-Type": "application/json"}
METHODS = ("get", "post", "put", "patch", "delete")
UUID = "8c4f1c3e-0000-7000-8000-00000000000a"
MEGABYTES = 10 * 2**20
#: What every route takes; some take little more.
SMALL = 2**14


@dataclass(frozen=True)
class Route:
    """One operation of a described API; `body` is the schema of its body, None where it takes none."""

    method: str
    path: str
    operation: Json
    body: Json | None
    document: Json

    @property
    def has_name(self) -> bool:
        return "{" in self.path

    @property
    def queries(self) -> dict[str, Json]:
        return self._parameters("query")

    @property
    def headers(self) -> dict[str, Json]:
        return self._parameters("header")

    @property
    def needed(self) -> str:
        """What its query can't be without, as the beginning of one."""
        return "".join(
            f"{one['name']}={example(one['schema'], self.document)}&"
            for one in self._said("query")
            if one.get("required")
        )

    def _said(self, place: str) -> list[Json]:
        found = [_resolved(one, self.document) for one in self.operation.get("parameters", ())]
        return [one for one in found if one["in"] == place]

    def _parameters(self, place: str) -> dict[str, Json]:
        return {one["name"]: one["schema"] for one in self._said(place)}

    def at(self, name: str = UUID) -> str:
        """The address with this in every place for a name; the caller has quoted it."""
        return "/".join(name if part.startswith("{") else part for part in self.path.split("/"))


@dataclass(frozen=True)
class Spoiled:
    """A request that may not be answered well: with one of these (status, code), code None for any.

    `line` is the line of the catalogue of bad input that asks for it.
    """

    line: str
    what: str
    method: str
    address: str
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    expected: tuple[tuple[int, str | None], ...] = ()
    complaint: str | None = None

    def __str__(self) -> str:
        return f"{self.line} {self.method.upper()} {self.address[:120]} {self.what}"


def routes(document: Json) -> list[Route]:
    """Every operation there is."""
    return [
        Route(method, path, operation, _body_of(operation), document)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method in METHODS
    ]


def _body_of(operation: Json) -> Json | None:
    content = operation.get("requestBody", {}).get("content", {})
    return content["application/json"]["schema"] if "application/json" in content else None


def _resolved(schema: Json, document: Json) -> Json:
    while "$ref" in schema:
        found: Any = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        schema = found
    for choice in schema.get("anyOf", schema.get("oneOf", ())):
        if choice.get("type") != "null":
            return _resolved(choice, document)
    return schema


def _types(schema: Json) -> set[str]:
    told = schema.get("type", ())
    return {told} if isinstance(told, str) else set(told)


def example(schema: Json, document: Json) -> Any:
    """A small value that the schema takes: of an object only what must be there."""
    schema = _resolved(schema, document)
    if "enum" in schema:
        return schema["enum"][0]
    types = _types(schema) - {"null"}
    if "object" in types or "properties" in schema:
        properties = schema.get("properties", {})
        return {name: example(properties[name], document) for name in schema.get("required", ())}
    if "array" in types:
        return [example(schema["items"], document)] * schema.get("minItems", 0)
    if "integer" in types or "number" in types:
        return max(1, schema.get("minimum", 1))
    if "boolean" in types:
        return True
    if schema.get("format") == "date-time":
        return "2026-11-21T12:00:00Z"
    return "a" * max(1, schema.get("minLength", 1))


NOT_JSON: tuple[tuple[str, str, bytes, str], ...] = (
    ("B-002", "an empty body", b"", "body.empty"),
    ("B-002", "blanks", b" \n", "body.empty"),
    ("B-003", "an open brace", b"{", "json.invalid"),
    ("B-003", "two documents", b"{} {}", "json.invalid"),
    ("B-003", "a trailing comma", b'{"a": 1,}', "json.invalid"),
    ("B-003", "a comment", b'{"a": 1} // why', "json.invalid"),
    ("B-003", "single quotes", b"{'a': 1}", "json.invalid"),
    ("B-003", "a byte order mark", b'\xef\xbb\xbf{"a": 1}', "json.invalid"),
    ("B-003", "UTF-16", '{"a": 1}'.encode("utf-16"), "json.invalid"),
    ("B-003", "no UTF-8", b'{"a": "\xff"}', "json.invalid"),
    ("B-003", "a key twice", b'{"a": 1, "a": 2}', "json.duplicate_key"),
    ("B-005", "NaN", b'{"a": NaN}', "json.not_finite"),
    ("B-005", "Infinity", b'{"a": {"b": [Infinity]}}', "json.not_finite"),
    ("B-005", "-Infinity", b'{"a": -Infinity}', "json.not_finite"),
    ("B-005", "1e999", b'{"a": 1e999}', "json.not_finite"),
    ("B-006", "1,000 arrays deep", b'{"a": ' + b"[" * 1_000 + b"]" * 1_000 + b"}", "json.too_deep"),
    ("B-006", "100,000 arrays deep", b"[" * 100_000 + b"]" * 100_000, "json.too_deep"),
    ("B-007", "5,000 digits", b'{"a": ' + b"9" * 5_000 + b"}", "json.too_many_digits"),
)
DIRTY = (
    ("B-003", "NUL in a text", b'{"a": "x\\u0000"}', "json.nul"),
    ("B-003", "NUL in a key", b'{"a\\u0000": 1}', "json.nul"),
    ("B-003", "half a surrogate pair", b'{"a": ["\\ud800"]}', "json.surrogate"),
)
NO_OBJECTS = ("[]", "null", "5.9", '"text"', "true")
TYPES = (
    "text/plain",
    "",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/json; charset=utf-16",
)


def bodies(route: Route, whole: Json, mends: bool) -> Iterator[Spoiled]:
    """Bodies that no route takes; where bad characters are mended (`mends`) they only may not break anything."""
    here = Spoiled("", "", route.method, route.at(), headers=JSON)
    for line, what, content, code in NOT_JSON:
        too_large = ((413, "body.too_large"),) if len(content) > SMALL else ()
        yield replace(here, line=line, what=what, content=content, expected=((400, code), *too_large))
    for line, what, content, code in DIRTY:
        expected = ((422, None),) if mends else ((400, code), (400, "json.invalid"))
        yield replace(here, line=line, what=what, content=content, expected=expected)
    for text in NO_OBJECTS:
        yield replace(here, line="B-009", what=text, content=text.encode(), expected=((422, "type.object"),))
    content = json.dumps(whole).encode()
    for kind in TYPES:
        yield replace(
            here,
            line="B-001",
            what=f"as {kind!r}",
            content=content,
            headers={"Content-Type": kind} if kind else {},
            expected=((415, "content_type.unsupported"),),
        )
    for coding in ("gzip", "br"):
        yield replace(
            here,
            line="B-095",
            what=coding,
            content=b"\x1f\x8b\x08",
            headers={**JSON, "Content-Encoding": coding},
            expected=((415, "content_encoding.unsupported"),),
        )
    yield replace(
        here,
        line="4.0",
        what="two gigabytes announced",
        content=b"{}",
        headers={**JSON, "Content-Length": str(2**31)},
        expected=((413, "body.too_large"),),
    )


def masses(route: Route) -> Iterator[Spoiled]:
    """Bodies that are too much of something."""
    here = Spoiled("4.0", "", route.method, route.at(), headers=JSON)
    too_large = (413, "body.too_large")
    for line, what, content, code in (
        ("B-006", "100,000 objects deep", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "json.too_deep"),
        ("4.0", "a text of ten megabytes", b'{"a": "' + b"x" * MEGABYTES + b'"}', None),
        ("4.0", "a million values", b'{"a": [' + b"1," * 1_000_001 + b"1]}", "json.too_many_values"),
    ):
        parsed = (422, None) if code != "json.too_deep" else (400, code)
        yield replace(
            here, line=line, what=what, content=content, expected=(too_large, parsed, (400, code or "none"))
        )


#: What is no value of a type, and the code that says so. No catalogue lets 5.0 or "5" pass for 5.
WRONG: Mapping[str, tuple[Any, ...]] = {
    "string": (5, ["x"], {"x": 1}),
    "integer": (5.9, 1.0, "5", True, 2**63),
    "boolean": (1, "yes"),
    "array": ("x", {}),
    "object": ("x", []),
}


def fields(route: Route, whole: dict[str, Any]) -> Iterator[Spoiled]:
    """Bodies that are right but for one field, which each complains of by its path."""
    assert route.body is not None
    schema = _resolved(route.body, route.document)
    here = Spoiled("", "", route.method, route.at(), headers=JSON)

    def spoilt(line: str, what: str, changed: Json, path: str) -> Spoiled:
        content = json.dumps({**whole, **changed}).encode()
        return replace(here, line=line, what=what, content=content, expected=((422, None),), complaint=path)

    for name in ("surprise", "account_id", "is_admin", "__proto__"):
        if name not in schema.get("properties", {}):
            yield spoilt("B-010", f"the field {name}", {name: "x"}, f"/{name}")
    yield replace(
        spoilt("B-015", "sixty fields", {f"field{n:02}": 1 for n in range(60)}, "/field00"),
        what="sixty fields that are not known",
    )
    for name, given in schema.get("properties", {}).items():
        told = _resolved(given, route.document)
        capital = name.capitalize()
        yield spoilt("B-010", f"the field {capital}", {capital: "x"}, f"/{capital}")
        for kind in _types(told) - {"null"}:
            for value in WRONG.get(kind, ()):
                yield spoilt("B-007", f"{name} = {value!r}", {name: value}, f"/{name}")
        if told.get("type") and "null" not in _types(told) | _types(given) and "anyOf" not in given:
            yield spoilt("B-007", f"{name} = null", {name: None}, f"/{name}")
        if told.get("maxLength", 2**20) < 2**18 and "string" in _types(
            told
        ):  # beyond it the body is too large
            yield spoilt("4.0", f"{name} too long", {name: "x" * (told["maxLength"] + 1)}, f"/{name}")
        if told.get("format") == "date-time":
            for text in INSTANTS:
                yield spoilt("B-018", f"{name} = {text}", {name: text}, f"/{name}")
        if "enum" in told and "string" in _types(told):
            yield spoilt("B-010", f"{name} = nonsense", {name: "nonsense"}, f"/{name}")
        if name in schema.get("required", ()):
            left = {key: value for key, value in whole.items() if key != name}
            yield replace(
                spoilt("B-069", f"without {name}", {}, f"/{name}"), content=json.dumps(left).encode()
            )


INSTANTS = (
    "2026-11-21T12:00:00",
    "2026-02-30T00:00:00Z",
    "2026-11-21T24:30:00Z",
    "2026-12-31T23:59:60Z",
    "0000-01-01T00:00:00Z",
    "10000-01-01T00:00:00Z",
    "2026-11-21T12:00:00+99:99",
    "tomorrow",
)


def queries(route: Route) -> Iterator[Spoiled]:
    """Queries that are unknown, doubled, or no value of what they are."""
    missing = ((404, None),) if route.has_name else ()
    content = b"{}" if route.body is not None else None

    def asked(what: str, query: str, code: str | None = None, line: str = "B-011") -> Spoiled:
        expected = ((422, code), *missing)
        headers = JSON if content else {}
        return Spoiled(line, what, route.method, f"{route.at()}?{query}", content, headers, expected)

    for query in ("surprise=1", "order_by=password", "value__startswith=a", "host.name=x", "=1"):
        yield asked("unknown", route.needed + query, "query.unknown")
    for name, schema in route.queries.items():
        yield asked("twice", f"{name}=5&{name}=7", "query.duplicate")
        yield asked("NUL", f"{name}=%00")
        if "integer" in _types(schema):
            for value in ("0", "-1", "abc", "1e9", "%D9%A3", "", "5.9", "9" * 30, "0x10", "+5", "201"):
                yield asked("no number of items", f"{name}={value}")
        if name in ("cursor", "after"):
            for value in ("x", "x" * 5_000, "%F0%9F%92%A9", "%ff"):
                yield asked("no cursor of ours", f"{name}={value}")


#: Texts that no address here can have in the place of a name, quoted as a client would and as an attacker would.
NO_NAMES = (
    "%00",
    "a%00b",
    "%ff",
    "%c0%af",
    "%zz",
    "%",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e%2f",
    "a%2fb",
    "%5c..%5c",
    "x" * 10_000,
    quote("\u202ex"),
    quote("{" + UUID + "}"),
    quote("urn:uuid:" + UUID),
    "1%20",
    "%0d%0aSet-Cookie:%20a=b",
    quote("<script>"),
    quote("'; DROP TABLE hosts; --"),
    quote("${7*7}{{7*7}}"),
)


def names(route: Route, whole: Json | None) -> Iterator[Spoiled]:
    """Addresses with something in them that is no name: there is nothing there, or it is not asked for like that."""
    content = json.dumps(whole).encode() if whole is not None else None
    expected = ((404, None), (405, None), (422, None), (403, "peer.not_allowed"), (401, "signature.invalid"))
    for name in NO_NAMES:
        yield Spoiled(
            "B-014", name[:40], route.method, route.at(name), content, JSON if content else {}, expected
        )
