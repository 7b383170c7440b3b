"""Who may come in: every blueprint has one of these guards, and without a word it is `person`."""

import hmac
from collections.abc import Callable
from datetime import datetime

from flask import g, request

from noc_presentation.accounts import callers, sessions
from noc_presentation.accounts.callers import Caller
from noc_presentation.actors import Actor
from noc_presentation.api import cookies, current
from noc_presentation.errors import Forbidden, NotFound, Unauthenticated
from noc_presentation.service import peers, tokens
from noc_presentation.signatures import SignedRequest, verify
from noc_presentation.store.sessions import note_use

Guard = Callable[[], None]


def anyone() -> None:
    """Nobody has to say who they are."""


def person() -> None:
    """A living API token in the Authorization header, or else a living session in a cookie.

    Where there is an Authorization header, cookies count for nothing.
    """
    now = current.now()
    caller = _by_token(now) if "Authorization" in request.headers else _by_cookie(now)
    g.caller, g.actor = caller, caller.actor


def _by_token(now: datetime) -> Caller:
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise _nobody()
    with current.reading() as session:
        caller = callers.by_token(session, text.strip(), now)
    if caller.token is not None and tokens.use_is_old(caller.token, now):
        with current.writing() as session:
            tokens.note_use(session, caller.token, now)
    return caller


def _by_cookie(now: datetime) -> Caller:
    secret = cookies.shown()
    if secret is None:
        raise _nobody()
    with current.reading() as session:
        caller = callers.by_session(session, secret, now)
    cookies.refuse_forged(secret)
    if caller.session is not None and sessions.use_is_old(caller.session, now):
        with current.writing() as session:
            note_use(session, caller.session.id, now)
    return caller


def _nobody() -> Unauthenticated:
    return Unauthenticated(
        "token.missing", "log in, or send an API token as `Authorization: Bearer noc_pat_...`"
    )


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
    key_id = verify(signed, public_key_of=_public_key_of, take_nonce=_take_nonce, now=current.now)
    if key_id != peers.SCHEDULER:
        raise Forbidden("peer.not_allowed", "only the scheduler may ask this")
    g.actor = Actor(key_id, key_id, "layer")


def _public_key_of(key_id: str) -> str | None:
    with current.reading() as session:
        return peers.public_key_of(session, key_id)


def _take_nonce(key_id: str, nonce: str, forget_after: datetime) -> bool:
    with current.writing() as session:
        return peers.take_nonce(session, key_id, nonce, forget_after, current.now())
