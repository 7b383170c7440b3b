"""Reading JSON bodies and queries strictly: what is not exactly right is refused before anything acts."""

import json
import re
from typing import Any, NoReturn

import marshmallow as ma
from flask import Flask, Request, current_app, request
from webargs.flaskparser import FlaskParser

from noc_scheduler.errors import Complaint, Invalid, Malformed, NotFound, UnsupportedMedia

MAX_DEPTH = 32
MAX_VALUES = 100_000
MAX_DIGITS = 4_000
#: A text, also one that never ends; possessive, so that no body makes it look twice at a character.
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*+\\?(?:"|\Z)', re.DOTALL)
_BAD_CHARACTERS = re.compile("[\x00\ud800-\udfff]")


def read_json(
    body: bytes,
    content_type: str | None,
    content_encoding: str | None = None,
    max_depth: int = MAX_DEPTH,
    max_values: int = MAX_VALUES,
    mends: bool = False,
) -> Any:
    """The value of a JSON body; raises Malformed or UnsupportedMedia, with line and column where it can.

    Duplicate keys, NaN and infinities, a BOM, too many levels or values, NUL and half characters are refused;
    with `mends` the characters are replaced instead.
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
    _refuse_masses(text, max_depth, max_values)
    try:
        value = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_not_finite, parse_float=_finite, parse_int=_whole
        )
    except json.JSONDecodeError as error:
        raise Malformed(
            "json.invalid", f"{error.msg} at line {error.lineno}, column {error.colno}"
        ) from error
    if "\\u" not in text:  # only an escape can bring a bad character in
        return value
    if mends:
        return _mended(value)
    _refuse_bad_characters(value)
    return value


def _refuse_masses(text: str, max_depth: int, max_values: int) -> None:
    depth = values = 0
    for sign in re.findall(r"[\[\]{},]", _STRINGS.sub("", text)):
        if sign in "[{":
            depth += 1
            if depth > max_depth:
                raise Malformed("json.too_deep", f"more than {max_depth} levels")
        elif sign == ",":
            values += 1
            if values > max_values:
                raise Malformed("json.too_many_values", f"more than {max_values} values")
        else:
            depth -= 1


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for key, item in pairs:
        if key in value:
            raise Malformed("json.duplicate_key", f"the key {key!r} stands twice in one object")
        value[key] = item
    return value


def _refuse_bad_characters(value: Any) -> None:
    if isinstance(value, str) and (bad := _BAD_CHARACTERS.search(value)):
        if bad.group() == "\x00":
            raise Malformed("json.nul", "a text holds a NUL character")
        raise Malformed("json.invalid", "a text holds half a character (a lone surrogate)")
    if isinstance(value, dict):
        for key, item in value.items():
            _refuse_bad_characters(key)
            _refuse_bad_characters(item)
    elif isinstance(value, list):
        for item in value:
            _refuse_bad_characters(item)


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return _BAD_CHARACTERS.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, dict):
        return {_mended(key): _mended(item) for key, item in value.items()}
    return [_mended(item) for item in value] if isinstance(value, list) else value


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
    max_depth = MAX_DEPTH
    max_values = MAX_VALUES
    mends = False

    def load_json(self, req: Request, schema: ma.Schema) -> Any:
        return read_json(
            req.get_data(cache=True),
            req.content_type,
            req.headers.get("Content-Encoding"),
            self.max_depth,
            self.max_values,
            self.mends,
        )

    def load_querystring(self, req: Request, schema: ma.Schema) -> Any:
        for name, values in req.args.lists():
            if len(values) > 1:
                complaint = Complaint(f"/{name}", "query.duplicate", "given more than once")
                raise Invalid("query.duplicate", f"{name} is given more than once", (complaint,))
        return req.args.to_dict()


class RoomyParser(StrictParser):
    """For reports: what hosts say may be deep, long and dirty, and no report may strand its batch by that."""

    max_depth = 100
    max_values = 1_000_000
    mends = True


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
