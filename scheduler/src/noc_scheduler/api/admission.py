"""Who may ask: each blueprint names its peer, requests are held against it, what names none is closed."""

import hmac
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum

from flask import Flask, current_app, g, request
from structlog.contextvars import bind_contextvars
from werkzeug.urls import iri_to_uri

from noc_scheduler.api.current import means
from noc_scheduler.api.strict import read_json
from noc_scheduler.errors import Forbidden, InvalidKey, NotFound, Refused, Unauthenticated
from noc_scheduler.keys import fingerprint, public_key
from noc_scheduler.service import admission
from noc_scheduler.service.triggers import hooks
from noc_scheduler.signatures import SignedRequest, verify
from noc_scheduler.triggers.senders import origin

PRESENTATION = "presentation"


class Peer(StrEnum):
    """Whom a group of routes is open to."""

    ANYONE = "anyone"
    PRESENTATION = "presentation"
    ENROLLING_NODE = "an executor node that enrols, by the key it brings"
    EXECUTOR_NODE = "an executor node"
    AUTHORISED_NODE = "an authorised executor node"
    SENDER = "whoever shows the proof that a webhook asks for"
    SCRAPER = "whoever holds the metrics token"


def install(app: Flask) -> None:
    """Hold every request against its blueprint's peer before anything else looks at it."""
    app.before_request(_admit)


def _admit() -> None:
    if request.routing_exception is not None:
        return
    blueprint = current_app.blueprints.get(request.blueprint or "")
    request.max_content_length = getattr(blueprint, "most_bytes", 0)
    peer = getattr(blueprint, "peer", None)
    if peer is None:
        raise Forbidden("peer.not_allowed", "nobody may ask this")
    ADMISSIONS[peer]()


def _anyone() -> None:
    """Nothing to see that anybody may not see."""


def _scraper() -> None:
    token = means().settings.metrics_token
    if token is None:
        raise NotFound("not_found", "no metrics token is set here")
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthenticated("token.missing", "send the metrics token as `Authorization: Bearer ...`")
    if not hmac.compare_digest(shown.strip().encode(), token.encode()):
        raise Unauthenticated("token.invalid", "this is not the metrics token")


def _presentation() -> None:
    if _signed_by(_known_key) != PRESENTATION:
        raise Forbidden("peer.not_allowed", "only presentation may ask this")


def _executor_node() -> None:
    _let_in(must_be_authorised=False)


def _authorised_node() -> None:
    _let_in(must_be_authorised=True)


def _let_in(must_be_authorised: bool) -> None:
    _signed_by(_known_key)
    g.calling_node = admission.calling_node(g.signer, must_be_authorised)
    bind_contextvars(executor_node=g.calling_node.name)


def _sender() -> None:
    headers = request.headers
    shown = hooks.Shown(
        id=headers.get("webhook-id", ""),
        timestamp=headers.get("webhook-timestamp", ""),
        signature=headers.get("webhook-signature", ""),
        authorization=headers.get("Authorization", ""),
        address=origin(
            request.remote_addr or "", headers.get("X-Forwarded-For", ""), means().settings.proxies
        ),
    )
    schedule = (request.view_args or {})["schedule"]
    g.sender = hooks.admit(means(), schedule, shown, request.get_data(cache=True))


def _enrolling_node() -> None:
    g.key_shown = _signed_by(_key_in_the_body)


ADMISSIONS: Mapping[Peer, Callable[[], None]] = {
    Peer.ANYONE: _anyone,
    Peer.PRESENTATION: _presentation,
    Peer.ENROLLING_NODE: _enrolling_node,
    Peer.EXECUTOR_NODE: _executor_node,
    Peer.AUTHORISED_NODE: _authorised_node,
    Peer.SENDER: _sender,
    Peer.SCRAPER: _scraper,
}


def _signed_by(public_key_of: Callable[[str], str | None]) -> str:
    signed = SignedRequest(request.method, _as_sent(), dict(request.headers), request.get_data(cache=True))
    return verify(
        signed,
        public_key_of=public_key_of,
        take_nonce=lambda key_id, nonce, until: admission.take_nonce(means(), key_id, nonce, until),
        now=_asked_at,
    )


def _as_sent() -> str:
    """The address with its escapes as they were signed; the framework shows it with some of them undone."""
    path_and_query = request.environ.get("RAW_URI", "")
    if path_and_query.startswith("/"):
        return f"{request.scheme}://{request.host}{path_and_query}"
    return iri_to_uri(request.url)


def _known_key(key_id: str) -> str | None:
    """The key of somebody we know, and with the same question what else admission asks of the database."""
    signer: admission.Signer = admission.signer(means(), key_id)
    g.signer = signer
    return signer.public_key


def _asked_at() -> datetime:
    """The time that signatures are held against."""
    return g.signer.asked_at if "signer" in g else admission.now(means())


def _key_in_the_body(key_id: str) -> str | None:
    """The key an executor node shows, if it is the one that the key id is the fingerprint of."""
    try:
        body = read_json(request.get_data(cache=True), request.content_type)
        text = body["public_key"]
        public_key(text)
    except (Refused, InvalidKey, KeyError, TypeError, AttributeError):
        return None
    return str(text) if fingerprint(text) == key_id else None
