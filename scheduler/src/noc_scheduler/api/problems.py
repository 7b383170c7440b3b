"""The one place where errors become HTTP: RFC 9457 problem documents with a stable code and a request id."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import structlog
from flask import Flask, Response, g, json, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from noc_scheduler.errors import Complaint, Refused

MOST_ERRORS = 50
CODES = {
    400: "request.malformed",
    404: "not_found",
    405: "method.not_allowed",
    406: "not_acceptable",
    413: "body.too_large",
    415: "content_type.unsupported",
}
#: How soon to come again to one that has too much to do.
RETRY_AFTER_S = {429: "10", 503: "2"}
#: What every answer says unless its view says otherwise: nothing of it is a page, nothing of it is kept.
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
log = structlog.get_logger()


def install(app: Flask) -> None:
    """Answer every error of `app` as a problem document; an unforeseen one tells only its request id."""
    app.before_request(_name_request)
    app.after_request(_show_request)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def _name_request() -> None:
    g.request_id = secrets.token_hex(8)


def _show_request(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


def problem(
    status: int,
    code: str,
    detail: str,
    errors: Sequence[Complaint] = (),
    extra: Mapping[str, Any] | None = None,
) -> Response:
    """A problem document with at most 50 complaints, in a fixed order."""
    ordered = sorted(errors, key=lambda complaint: (complaint.path, complaint.code))
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": code.replace(".", " ").replace("_", " "),
        "status": status,
        "code": code,
        "detail": detail,
        "errors": [{"path": e.path, "code": e.code, "message": e.message} for e in ordered[:MOST_ERRORS]],
        "request_id": g.get("request_id", ""),
        **(extra or {}),
    }
    if len(ordered) > MOST_ERRORS:
        document["truncated"] = True
    return Response(json.dumps(document), status, mimetype="application/problem+json")


def _refused(error: Refused) -> Response:
    response = problem(error.status, error.code, error.detail, error.errors, error.extra)
    if error.status in RETRY_AFTER_S:
        response.headers["Retry-After"] = RETRY_AFTER_S[error.status]
    return response


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    messages = getattr(error, "data", {}).get("messages") if status == 422 else None
    if isinstance(messages, Mapping):
        complaints = [c for location in messages.values() for c in _complaints(location, "")]
        codes = {complaint.code for complaint in complaints}
        code = codes.pop() if len(codes) == 1 else "request.invalid"
        return problem(422, code, "the request is not valid; see errors", complaints)
    response = problem(status, CODES.get(status, f"http.{status}"), error.description or error.name)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _unforeseen(error: Exception) -> Response:
    log.error("request.failed", request_id=g.get("request_id", ""), exc_info=error)
    return problem(500, "internal", "something went wrong here; the log knows it by the request id")


def _complaints(messages: Any, path: str) -> Iterator[Complaint]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            yield from _complaints(inner, path if key == "_schema" else f"{path}/{key}")
        return
    for message in messages if isinstance(messages, list) else [messages]:
        code, bar, words = str(message).partition("|")
        yield Complaint(path or "/", code if bar else "value.invalid", words if bar else code)
