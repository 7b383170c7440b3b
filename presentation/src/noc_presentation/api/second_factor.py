"""The second factor over REST: turned on for oneself with an authenticator app, turned off by who manages users."""

from typing import Any

from flask import Response, jsonify, make_response
from sqlalchemy.orm import Session

from noc_presentation.accounts import totp, users
from noc_presentation.api import authorise, current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import Boolean, Integer, List, Schema, String, length
from noc_presentation.store import sessions
from noc_presentation.store.accounts import User

blueprint = Blueprint(
    "second_factor", __name__, most_bytes=16 * 1024, description="Codes beside the password"
)


class EnrolmentSchema(Schema):
    """What the authenticator app is told; shown now and never again."""

    secret = String(required=True)
    uri = String(required=True)


class CodeSchema(Schema):
    """The app's code of the moment."""

    code = String(required=True, load_only=True, validate=length(1, 64))


class RecoverySchema(Schema):
    """Codes that each work once when the app is lost; shown now and never again."""

    recovery_codes = List(String(), required=True)


class SecondFactorSchema(Schema):
    """Whether logging in takes a code, and how many recovery codes are left."""

    on = Boolean(required=True)
    recovery_codes_left = Integer(required=True)


@blueprint.route("/session/second-factor")
@blueprint.response(200, SecondFactorSchema)
def mine() -> dict[str, Any]:
    """One's own second factor."""
    with current.reading() as session:
        user = users.one(session, current.caller().user_id)
        return {"on": user.second_factor, "recovery_codes_left": len(user.recovery_codes or [])}


@blueprint.route("/session/second-factor", methods=["POST"])
@blueprint.response(201, EnrolmentSchema)
def enrol() -> Response:
    """Ask for a secret; nothing changes until one of its codes is confirmed."""
    with current.writing() as session:
        found = totp.enrol(_myself(session), current.resources().sealing_key)
    return make_response(jsonify(secret=found.secret, uri=found.uri), 201)


@blueprint.route("/session/second-factor/confirm", methods=["POST"])
@blueprint.arguments(CodeSchema)
@blueprint.response(200, RecoverySchema)
def confirm(body: dict[str, Any]) -> Response:
    """Show that the app works; from now on logging in asks for a code."""
    with current.writing() as session:
        codes = totp.confirm(_myself(session), body["code"], current.resources().sealing_key, current.now())
    return jsonify(recovery_codes=codes)


@blueprint.route("/users/<string:user>/second-factor", methods=["DELETE"])
@blueprint.response(204)
def turn_off(user: str) -> None:
    """Ask this user for no code any more, such as when app and recovery codes are lost; their sessions end."""
    with current.writing() as session:
        found = users.to_manage(session, user, current.rights())
        totp.turn_off(found)
        sessions.end_all(session, found.id)


def _myself(session: Session) -> User:
    """Whoever is logged in; a token can't change how its owner logs in."""
    authorise.need_session("change how you log in")
    return users.one(session, current.caller().user_id)
