"""Reading JSON bodies and queries strictly: what is not exactly right is refused before anything acts."""

import json
import re
from typing import Any, NoReturn

import marshmallow as ma
from flask import Flask, Request, current_app, request
from webargs.flaskparser import FlaskParser

from noc_executor_node.errors import Complaint, Invalid, Malformed, NotFound, UnsupportedMedia

MAX_DEPTH = 100  # every level of a task's arguments takes two here
MAX_DIGITS = 4_000
#: A text, also one that never ends; possessive, so that no body makes it look twice at a character.
_STRINGS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+\\?(?:"|\Z)', re.DOTALL)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
#: How one of those gets into a text that was read as UTF-8 and JSON; many a body has no such escape at all.
_UNSTORABLE_ESCAPE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


def read_json(body: bytes, content_type: str | None, content_encoding: str | None = None) -> Any:
    """The value of a JSON body; raises Malformed or UnsupportedMedia, with line and column where it can.

    Duplicate keys, NaN and infinities, a BOM, more than 100 levels, and texts that hold NUL or half a surrogate
    pair are refused.
    """
    media_type, _, parameters = (content_type or "").partition(";")
    charset = parameters.strip().lower()
    if media_type.strip().lower() != "application/json" or charset not in ("", "charset=utf-8"):
        raise UnsupportedMedia("content_type.unsupported", "send the body as application/json in UTF-8")
    if content_encoding not in (None, "", "identity"):
        raise UnsupportedMedia("content_encoding.unsupported", "send the body uncompressed")
    if not body.strip():
        raise Malformed("body.empty", "the body is empty")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("json.invalid", f"not UTF-8 at byte {error.start}") from error
    _refuse_depth(text)
    try:
        value = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_not_finite, parse_float=_finite, parse_int=_whole
        )
    except json.JSONDecodeError as error:
        raise Malformed(
            "json.invalid", f"{error.msg} at line {error.lineno}, column {error.colno}"
        ) from error
    if _UNSTORABLE_ESCAPE.search(text):
        _refuse_unstorable_texts(value)
    return value


def _refuse_unstorable_texts(value: Any) -> None:
    """No NUL and no half of a surrogate pair, neither in texts nor in keys: no file can hold them."""
    if isinstance(value, str):
        if found := _UNSTORABLE.search(value):
            code = "json.nul" if found[0] == "\x00" else "json.surrogate"
            raise Malformed(code, f"a text holds the character U+{ord(found[0]):04X}")
    elif isinstance(value, dict):
        for key, item in value.items():
            _refuse_unstorable_texts(key)
            _refuse_unstorable_texts(item)
    elif isinstance(value, list):
        for item in value:
            _refuse_unstorable_texts(item)


def _refuse_depth(text: str) -> None:
    depth = 0
    for bracket in re.findall(r"[\[\]{}]", _STRINGS.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > MAX_DEPTH:
            raise Malformed("json.too_deep", f"more than {MAX_DEPTH} levels")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for key, item in pairs:
        if key in value:
            raise Malformed("json.duplicate_key", f"the key {key!r} stands twice in one object")
        value[key] = item
    return value


def _not_finite(name: str) -> NoReturn:
    raise Malformed("json.not_finite", f"{name} is no JSON number")


def _finite(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        _not_finite(text[:20])
    return value


def _whole(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise Malformed("json.too_many_digits", f"a number of more than {MAX_DIGITS} digits")
    return int(text)


class StrictParser(FlaskParser):
    """webargs with strict bodies, no repeated query parameter, and nothing unknown anywhere."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": ma.RAISE, "query": ma.RAISE}

    def load_json(self, req: Request, schema: ma.Schema) -> Any:
        return read_json(req.get_data(cache=True), req.content_type, req.headers.get("Content-Encoding"))

    def load_querystring(self, req: Request, schema: ma.Schema) -> Any:
        for name, values in req.args.lists():
            if len(values) > 1:
                complaint = Complaint(f"/{name}", "query.duplicate", "given more than once")
                raise Invalid("query.duplicate", f"{name} is given more than once", (complaint,))
        return req.args.to_dict()


def install(app: Flask) -> None:
    """Hold addresses as strictly; after admission, so that strangers learn nothing by it."""
    app.url_map.merge_slashes = (
        False  # `//` is no other way to write `/`: it would be answered with a redirect
    )
    app.before_request(_refuse_nul)
    app.before_request(_refuse_unknown_query)


def _refuse_nul() -> None:
    """No database takes one; nothing here has one in its name."""
    if "\x00" in request.path:
        raise NotFound("not_found", "nothing here is called that")
    for name, values in request.args.lists():
        if "\x00" in name + "".join(values):
            complaint = Complaint(f"/{name}".replace("\x00", ""), "query.nul", "holds a NUL character")
            raise Invalid("query.nul", "the query holds a NUL character", (complaint,))


def _refuse_unknown_query() -> None:
    if request.routing_exception is not None or not request.args:
        return
    view = current_app.view_functions[request.endpoint or ""]
    declared = getattr(view, "_apidoc", {}).get("arguments", {}).get("parameters", ())
    if not any(parameter["in"] == "query" for parameter in declared):
        complaints = tuple(Complaint(f"/{n}", "query.unknown", "is not known here") for n in request.args)
        raise Invalid("query.unknown", "this address takes no query", complaints)
