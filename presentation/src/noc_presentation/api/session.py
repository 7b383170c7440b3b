"""The session over REST: the first administrator, logging in, who am I, my password, logging out."""

from typing import Any

from flask import Response, jsonify, make_response, request

from noc_presentation.accounts import first_administrator, login, passwords, sessions, throttle, users
from noc_presentation.accounts.callers import Caller
from noc_presentation.accounts.throttle import Attempt
from noc_presentation.api import cookies, current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import Boolean, Instant, List, Nested, Schema, String, length
from noc_presentation.api.guards import anyone
from noc_presentation.api.opening import open_session
from noc_presentation.api.shown import ActorSchema
from noc_presentation.errors import Forbidden
from noc_presentation.permissions.verbs import Verb
from noc_presentation.store import sessions as stored
from noc_presentation.store.accounts import User

MOST = 256
incoming = Blueprint("login", __name__, guard=anyone, most_bytes=16 * 1024, description="The ways in")
blueprint = Blueprint("session", __name__, most_bytes=16 * 1024, description="Who is logged in")


class CredentialsSchema(Schema):
    """Who logs in."""

    name = String(required=True, validate=length(1, 128))
    password = String(required=True, load_only=True, validate=length(1, MOST))


class LoginSchema(CredentialsSchema):
    """The same, with a code of the authenticator app or for recovery where one is asked for."""

    code = String(load_default=None, allow_none=True, load_only=True, validate=length(1, 64))


class SetupSchema(CredentialsSchema):
    """The first administrator, and the code on the server's console."""

    code = String(required=True, load_only=True, validate=length(1, 128))


class NewPasswordSchema(Schema):
    """The present password and the one to come."""

    password = String(required=True, load_only=True, validate=length(1, MOST))
    new_password = String(required=True, load_only=True, validate=length(1, MOST))


class SetupNeededSchema(Schema):
    """Whether somebody has to make the first administrator."""

    needed = Boolean(required=True)


class SessionSchema(Schema):
    """Who somebody is and what they may do somewhere; the last two are empty for tokens."""

    user = Nested(ActorSchema, required=True)
    verbs = List(String(), required=True)
    expires_at = Instant(required=True, allow_none=True)
    csrf_token = String(required=True, allow_none=True)


@incoming.route("/setup")
@incoming.response(200, SetupNeededSchema)
def setup_needed() -> dict[str, bool]:
    """Whether there is no administrator yet."""
    with current.reading() as session:
        return {"needed": first_administrator.is_needed(session)}


@incoming.route("/setup", methods=["POST"])
@incoming.arguments(SetupSchema)
@incoming.response(201, SessionSchema)
def set_up(body: dict[str, Any]) -> Response:
    """Make the first administrator with the code on the console, and log them in."""
    cookies.refuse_foreign_page()
    attempt = Attempt("first administrator", _address())
    with current.reading() as session:
        throttle.admit(session, attempt, current.now())
    try:
        with current.writing() as session:
            user = first_administrator.set_up(
                session, body["code"], body["name"], body["password"], current.now()
            )
    except Forbidden:
        with current.writing() as session:
            throttle.note_failure(session, attempt, current.now())
        raise
    return _opened(user, 201)


@incoming.route("/session", methods=["POST"])
@incoming.arguments(LoginSchema)
@incoming.response(201, SessionSchema)
def log_in(body: dict[str, Any]) -> Response:
    """Log in; the answer sets a cookie and tells the token that changes must carry in X-CSRF-Token."""
    cookies.refuse_foreign_page()
    given = login.Given(body["name"], _address(), body["password"], body["code"])
    user = login.log_in(current.database(), given, current.resources().sealing_key, current.now())
    return _opened(user, 201)


@blueprint.route("/session")
@blueprint.response(200, SessionSchema)
def who_am_i() -> Response:
    """Who this session or token belongs to, and what they may do somewhere."""
    secret = cookies.shown() if current.caller().session else None
    return jsonify(_shown(current.caller(), secret))


@blueprint.route("/session", methods=["DELETE"])
@blueprint.response(204)
def log_out() -> Response:
    """End this session; a token is not ended by it."""
    row = current.caller().session
    if row is not None:
        with current.writing() as session:
            stored.end(session, row.id)
    response = make_response("", 204)
    cookies.take_away(response)
    return response


@blueprint.route("/session/password", methods=["PUT"])
@blueprint.arguments(NewPasswordSchema)
@blueprint.response(204)
def change_password(body: dict[str, Any]) -> None:
    """Change one's own password; all sessions end, this one too."""
    now, attempt = current.now(), Attempt(current.actor().name, _address())
    with current.reading() as session:
        throttle.admit(session, attempt, now)
        present = users.one(session, current.caller().user_id).password
    if not passwords.matches(present, body["password"]):
        with current.writing() as session:
            throttle.note_failure(session, attempt, now)
        raise Forbidden("password.wrong", "this is not your present password")
    with current.writing() as session:
        user = users.one(session, current.caller().user_id)
        users.change_own_password(session, user, body["new_password"])


def _opened(user: User, status: int) -> Response:
    """A new session for the user, with its cookie."""
    opened, caller = open_session(user)
    response = make_response(jsonify(_shown(caller, opened.secret)), status)
    cookies.give(response, opened)
    return response


def _shown(caller: Caller, secret: str | None) -> dict[str, Any]:
    whole = {
        "user": caller.actor.document(),
        "verbs": [verb for verb in Verb if caller.rights.somewhere(verb)],
        "expires_at": caller.session.expires_at if caller.session else None,
        "csrf_token": sessions.csrf_token(secret) if secret else None,
    }
    shown: dict[str, Any] = SessionSchema().dump(whole)
    return shown


def _address() -> str:
    return request.remote_addr or "nowhere"
