"""The one place where requests become audit entries: every act of a person, done or refused, leaves its word.

An act in this database is recorded in its own transaction (`current.writing`), one for another layer before that is
told (`current.scheduler`); whatever ends otherwise is recorded when it is answered.
"""

import json

from flask import Flask, Response, current_app, g, request

from noc_presentation.actors import NOBODY
from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.guards import scheduler, scraper
from noc_presentation.audit.entries import MOST_OBJECT, Outcome, Said
from noc_presentation.audit.recording import Act

CHANGING = frozenset(["POST", "PUT", "PATCH", "DELETE"])
#: What is asked with POST and changes nothing.
QUESTIONS = frozenset(["procedures.check", "procedures.rehearse", "oidc.begin"])
#: What is asked with GET, since a browser is sent there, and changes something.
ACTS = frozenset(["oidc.callback"])
NAMES = ("name", "procedure", "id")
MOST_BODY = 262_144


def install(app: Flask) -> None:
    """Record what requests of `app` do; after admission, so that it is known who asks."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    if _is_act():
        g.act = _act()


def _end(response: Response) -> Response:
    act: Act | None = g.get("act")
    if act is None and _is_act() and "actor" in g:
        act = _act()  # admission refused it, but knows who asked
    if act is not None and response.status_code != 429:
        act.ended(response.status_code, _code(response))
        act.checkpoint(current.resources().checkpoints, current.now())
    return response


def _is_act() -> bool:
    blueprint = current_app.blueprints.get(request.blueprint or "")
    changing = request.method in CHANGING or request.endpoint in ACTS
    if not changing or request.endpoint in QUESTIONS or request.routing_exception:
        return False
    return isinstance(blueprint, Blueprint) and blueprint.guard not in (scheduler, scraper)


def _act() -> Act:
    actor = g.get("actor")
    said = Said(
        at=current.now(),
        actor=(actor or NOBODY).document(),
        source=(request.remote_addr or "")[:64],
        verb=(request.endpoint or "")[:128],
        object=_object(),
        outcome=Outcome.ASKED.value,
        request_id=g.get("request_id", ""),
    )
    return Act(current.database(), said)


def _object() -> str:
    """What is acted on: the names in the address, and in the body of what has none there."""
    named = [_public(name, str(value)) for name, value in (request.view_args or {}).items()]
    named = named or [name for name in (_name_in_body(),) if name]
    return "/".join(named).encode("utf-8", "replace").decode().replace("\x00", "")[:MOST_OBJECT]


def _public(name: str, value: str) -> str:
    """What may be kept of a part of the address: of a link its id, never its seal."""
    return value.partition(".")[0] if name == "link" else value


def _name_in_body() -> str | None:
    most = min(
        MOST_BODY, request.max_content_length or MOST_BODY
    )  # beyond it reading is refused, here as well
    if not request.is_json or not 0 < (request.content_length or 0) <= most:
        return None
    try:
        body = json.loads(request.get_data(cache=True))
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, dict):
        return None
    return next((body[name][:128] for name in NAMES if isinstance(body.get(name), str)), None)


def _code(response: Response) -> str | None:
    if response.status_code < 400 or response.mimetype != "application/problem+json":
        return None
    return str(json.loads(response.get_data()).get("code", ""))[:128]
