"""Where people are reached over REST: their own Telegram account, and the mail address that others vouch for."""

import re
from typing import Any

import marshmallow as ma
from flask import Response, jsonify, make_response

from noc_presentation.accounts import users
from noc_presentation.api import authorise, current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import Boolean, Instant, Schema, String
from noc_presentation.asking import telegram_accounts
from noc_presentation.store import asking as store
from noc_presentation.store.asking import MailAddress

ADDRESS = ma.validate.Regexp(
    re.compile(r"\A[A-Za-z0-9.!#$%&'*+/^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,180}\Z", re.ASCII),
    error="mail_address.invalid|is no plain mail address",
)
#: What nobody says of themselves but themselves.
TO_SAY_WHO = "say which Telegram account acts as you"
blueprint = Blueprint("reachability", __name__, most_bytes=16 * 1024, description="Where people are reached")


class TelegramCodeSchema(Schema):
    """What is sent to the bot as `/link CODE`, in a private chat; shown now and never again."""

    code = String(required=True)
    expires_at = Instant(required=True)


class TelegramSchema(Schema):
    """Whether a Telegram account acts as you."""

    linked = Boolean(required=True)


class MailAddressSchema(Schema):
    """Where this user gets mail that is for nobody else."""

    address = String(required=True, validate=ADDRESS)


@blueprint.route("/session/telegram")
@blueprint.response(200, TelegramSchema)
def linked() -> dict[str, bool]:
    """Whether your Telegram account is linked."""
    with current.reading() as session:
        return {"linked": store.account_of(session, current.caller().user_id) is not None}


@blueprint.route("/session/telegram", methods=["POST"])
@blueprint.response(201, TelegramCodeSchema)
def ask_for_code() -> Response:
    """Ask for a code that links your Telegram account; it lasts ten minutes and works once."""
    authorise.need_session(TO_SAY_WHO)
    with current.writing() as session:
        made = telegram_accounts.new_code(session, current.caller().user_id, current.now())
    return make_response(jsonify(TelegramCodeSchema().dump(made)), 201)


@blueprint.route("/session/telegram", methods=["DELETE"])
@blueprint.response(204)
def unlink() -> None:
    """No Telegram account acts as you any more."""
    authorise.need_session(TO_SAY_WHO)
    with current.writing() as session:
        telegram_accounts.unlink(session, current.caller().user_id)


@blueprint.route("/users/<string:user>/mail-address", methods=["PUT"])
@blueprint.arguments(MailAddressSchema)
@blueprint.response(200, MailAddressSchema)
def set_mail_address(body: dict[str, Any], user: str) -> dict[str, Any]:
    """Say where this user gets mail; links that answer in their name go there."""
    with current.writing() as session:
        found = users.to_manage(session, user, current.rights())
        row = store.mail_address(session, found.id)
        if row is None:
            session.add(MailAddress(user_id=found.id, address=body["address"]))
        else:
            row.address = body["address"]
    return body


@blueprint.route("/users/<string:user>/mail-address", methods=["DELETE"])
@blueprint.response(204)
def forget_mail_address(user: str) -> None:
    """This user gets no mail of their own any more."""
    with current.writing() as session:
        found = users.to_manage(session, user, current.rights())
        row = store.mail_address(session, found.id)
        if row is not None:
            session.delete(row)
