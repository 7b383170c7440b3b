"""Logging in through the identity provider: sent there with a sealed cookie, and let in when coming back with it."""

from typing import Any

import marshmallow as ma
from flask import Response, jsonify, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from noc_presentation.accounts import identities, throttle
from noc_presentation.accounts.secrets_shown import digest
from noc_presentation.accounts.throttle import Attempt
from noc_presentation.api import cookies, current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import Boolean, Query, Schema, String, length
from noc_presentation.api.guards import anyone
from noc_presentation.api.opening import open_session
from noc_presentation.errors import NotFound, Unauthenticated
from noc_presentation.oidc import handshake
from noc_presentation.oidc.handshake import Handshake
from noc_presentation.oidc.identity_token import Vouched
from noc_presentation.oidc.provider import IdentityProvider
from noc_presentation.service import peers

#: Under which name the states of logins are remembered, so that none counts twice.
STATES = "oidc"
#: Where the pages are.
HOME = "/"
PLAIN, HOST_ONLY = "noc_oidc", "__Host-noc_oidc"
blueprint = Blueprint(
    "oidc",
    __name__,
    guard=anyone,
    most_bytes=16 * 1024,
    description="The way in through an identity provider",
)


class ProviderSchema(Schema):
    """Whether there is an identity provider, and what the button says."""

    enabled = Boolean(required=True)
    title = String(required=True, allow_none=True)


class BeginSchema(Schema):
    """An empty object."""


class GoSchema(Schema):
    """Where the browser has to go now."""

    url = String(required=True)


class AnswerQuery(Query):
    """What the provider sends the browser back with; whatever else it adds is not looked at."""

    state = String(load_default=None, validate=length(1, 512))
    code = String(load_default=None, validate=length(1, 4_096))
    iss = String(load_default=None, validate=length(1, 512))
    error = String(load_default=None, validate=length(1, 128))


@blueprint.route("/oidc")
@blueprint.response(200, ProviderSchema)
def shown() -> Response:
    """Whether one can log in through an identity provider."""
    provider = current.resources().identity_provider
    return jsonify(enabled=provider is not None, title=provider.settings.title if provider else None)


@blueprint.route("/oidc/login", methods=["POST"])
@blueprint.arguments(BeginSchema)
@blueprint.response(201, GoSchema)
def begin(_body: dict[str, Any]) -> Response:
    """Begin a login: a sealed cookie, and the address at the provider to go to."""
    cookies.refuse_foreign_page()
    provider, now = _provider(), current.now()
    begun = handshake.begun(now)
    response = make_response(jsonify(url=provider.login_url(begun, now)), 201)
    response.set_cookie(
        _cookie(),
        handshake.sealed(begun, current.resources().sealing_key),
        max_age=handshake.OPEN_FOR,
        path="/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",  # the way back is a navigation from another site
    )
    return response


@blueprint.route("/oidc/callback")
@blueprint.arguments(AnswerQuery, location="query", unknown=ma.EXCLUDE)
@blueprint.response(303)
def callback(answer: dict[str, Any]) -> BaseResponse:
    """Come back from the provider: logged in, and on to the pages."""
    provider, now = _provider(), current.now()
    begun = _taken(answer["state"])
    provider.refuse_mixed_up(answer["iss"], now)
    if answer["error"] is not None or answer["code"] is None:
        raise Unauthenticated("oidc.refused", "the identity provider didn't log you in")
    vouched = _vouched(provider, answer["code"], begun)
    with current.writing() as session:
        user = identities.come_in(session, vouched, provider.settings, now)
        current.concerns(user.name)
    opened, _ = open_session(user)
    response = redirect(HOME, 303)
    response.headers["Cache-Control"] = "no-store"
    cookies.give(response, opened)
    response.delete_cookie(_cookie(), path="/", secure=request.is_secure, httponly=True, samesite="Lax")
    return response


def _vouched(provider: IdentityProvider, code: str, begun: Handshake) -> Vouched:
    """Whom the provider vouches for; an address that brings it nonsense is soon not listened to for a while."""
    now, attempt = current.now(), Attempt(None, request.remote_addr or "nowhere")
    with current.reading() as session:
        throttle.admit(session, attempt, now)
    try:
        return provider.identity(code, begun, now)
    except Unauthenticated:
        with current.database().writing() as session:
            throttle.note_failure(session, attempt, now)
        raise


def _provider() -> IdentityProvider:
    provider = current.resources().identity_provider
    if provider is None:
        raise NotFound("oidc.off", "there is no identity provider here")
    return provider


def _taken(state: str | None) -> Handshake:
    """The login that this browser began and that this answer is about; it can be taken once."""
    now = current.now()
    begun = handshake.opened(request.cookies.get(_cookie()), current.resources().sealing_key, now)
    if begun is None or state is None or digest(begun.state) != digest(state):
        raise _not_begun()
    with current.database().writing() as session:
        if not peers.take_nonce(session, STATES, digest(begun.state), now + handshake.OPEN_FOR, now):
            raise _not_begun()
    return begun


def _not_begun() -> Unauthenticated:
    return Unauthenticated(
        "oidc.state_wrong", "this browser began no such login, or it is over; log in again"
    )


def _cookie() -> str:
    return HOST_ONLY if request.is_secure else PLAIN
