"""The Idempotency-Key header: a decorator for views that create."""

import hashlib
import re
from collections.abc import Callable
from copy import deepcopy
from functools import wraps
from typing import Any

from flask import Response, make_response, request

from noc_presentation.api import current
from noc_presentation.errors import Malformed
from noc_presentation.service import idempotency
from noc_presentation.service.idempotency import Answer, Asked

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,128}")

View = Callable[..., Any]


def idempotent(view: View) -> View:
    """Answer the same key with the first answer again; stands directly under `route`.

    Without the header nothing changes. A refused request frees its key.
    """

    @wraps(view)
    def once(*args: Any, **path: Any) -> Any:
        key = _key()
        if key is None:
            return view(*args, **path)
        asked = Asked(current.actor().id, key, _digest())
        with current.database().writing() as session:
            first = idempotency.begin(session, asked, current.now())
        if first is not None:
            return Response(first.body, first.status, mimetype="application/json")
        try:
            response = make_response(view(*args, **path))
        except Exception:
            with current.database().writing() as session:
                idempotency.forget(session, asked)
            raise
        with current.database().writing() as session:
            idempotency.keep(session, asked, Answer(response.status_code, response.get_data(as_text=True)))
        return response

    once._apidoc = _described(view)  # type: ignore[attr-defined]
    return once


def key_for_scheduler() -> str | None:
    """The key under which the scheduler hears of this request: nobody else's key can be the same."""
    key = _key()
    if key is None:
        return None
    return hashlib.sha256(f"{current.actor().id} {request.path} {key}".encode()).hexdigest()


def _described(view: View) -> dict[str, Any]:
    """What flask-smorest knows of the view, and the header."""
    described: dict[str, Any] = deepcopy(getattr(view, "_apidoc", {}))
    described.setdefault("manual_doc", {}).setdefault("parameters", []).append(
        {
            "name": HEADER,
            "in": "header",
            "description": "the same key and body are answered with the first answer again, for a day",
            "schema": {"type": "string", "minLength": 1, "maxLength": 128},
        }
    )
    return described


def _key() -> str | None:
    key = request.headers.get(HEADER)
    if key is not None and not KEY.fullmatch(key):
        raise Malformed("idempotency.key_invalid", f"{HEADER} must be 1 to 128 printable characters")
    return key


def _digest() -> str:
    asked = f"{request.method} {request.path}\n".encode() + request.get_data(cache=True)
    return hashlib.sha256(asked).hexdigest()
