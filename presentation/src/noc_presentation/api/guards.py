"""Who may come in: every blueprint has one of these guards, and without a word it is `person`."""

import hmac
from collections.abc import Callable
from datetime import datetime

from flask import g, request

from noc_presentation.actors import Actor
from noc_presentation.api import current
from noc_presentation.errors import Forbidden, NotFound, Unauthenticated
from noc_presentation.service import peers, tokens
from noc_presentation.signatures import SignedRequest, verify

Guard = Callable[[], None]


def anyone() -> None:
    """Nobody has to say who they are."""


def person() -> None:
    """A living API token in the Authorization header, and no other way in."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise Unauthenticated("token.missing", "send an API token as `Authorization: Bearer noc_pat_...`")
    now = current.now()
    with current.reading() as session:
        token = tokens.recognise(session, text.strip(), now)
    if tokens.use_is_old(token, now):
        with current.writing() as session:
            tokens.note_use(session, token, now)
    g.actor = Actor(token.id, token.name, "person")


def scraper() -> None:
    """The metrics token, where one is set."""
    token = current.resources().metrics_token
    if token is None:
        raise NotFound("not_found", "no metrics token is set here")
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthenticated("token.missing", "send the metrics token as `Authorization: Bearer ...`")
    if not hmac.compare_digest(shown.strip().encode(), token.encode()):
        raise Unauthenticated("token.invalid", "this is not the metrics token")


def scheduler() -> None:
    """The paired scheduler's signature over exactly this request, for the first time."""
    signed = SignedRequest(request.method, request.url, dict(request.headers), request.get_data(cache=True))
    key_id = verify(signed, public_key_of=_public_key_of, take_nonce=_take_nonce, now=current.now())
    if key_id != peers.SCHEDULER:
        raise Forbidden("peer.not_allowed", "only the scheduler may ask this")
    g.actor = Actor(key_id, key_id, "layer")


def _public_key_of(key_id: str) -> str | None:
    with current.reading() as session:
        return peers.public_key_of(session, key_id)


def _take_nonce(key_id: str, nonce: str, forget_after: datetime) -> bool:
    with current.writing() as session:
        return peers.take_nonce(session, key_id, nonce, forget_after, current.now())
