"""API tokens over REST: made by another token, shown once, revoked at once."""

from datetime import datetime
from typing import Any

from flask import Response, jsonify
from sqlalchemy.orm import Session

from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import Instant, List, Schema, String, length, one_of
from noc_presentation.api.pages import PageQuery, page_of, page_request
from noc_presentation.errors import Forbidden
from noc_presentation.pages import Page
from noc_presentation.permissions.verbs import Verb
from noc_presentation.service import tokens
from noc_presentation.store.tokens import ApiToken

blueprint = Blueprint("tokens", __name__, description="Named ways in")


class NewTokenSchema(Schema):
    """What a token is to be called, until when it opens, and what it may do of what its owner may."""

    name = String(required=True, validate=length(1, 128))
    expires_at = Instant(load_default=None, allow_none=True)
    verbs = List(
        String(validate=one_of(*Verb)), load_default=None, allow_none=True, validate=length(1, len(Verb))
    )


class TokenSchema(Schema):
    """A token, without its secret."""

    id = String(required=True)
    name = String(required=True)
    created_at = Instant(required=True)
    created_by = String(required=True)
    expires_at = Instant(required=True, allow_none=True)
    revoked_at = Instant(required=True, allow_none=True)
    last_used_at = Instant(required=True, allow_none=True)
    owner_id = String(required=True)
    verbs = List(String(), required=True, allow_none=True)


class ShownTokenSchema(TokenSchema):
    """A token at the only moment when its text is known."""

    token = String(required=True)


@blueprint.route("/tokens", methods=["POST"])
@blueprint.arguments(NewTokenSchema)
@blueprint.response(201, ShownTokenSchema)
def create(wanted: dict[str, Any]) -> Response:
    """Make a token of one's own; `token` is shown now and never again."""
    with current.writing() as session:
        return shown_once(session, wanted, current.caller().user_id)


@blueprint.route("/tokens")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(TokenSchema))
def listed(query: dict[str, Any]) -> Page[ApiToken]:
    """One's own tokens by name, revoked ones too; everybody's for whoever may see accounts."""
    everybody = current.rights().everywhere(Verb.ACCOUNT_READ)
    with current.reading() as session:
        return tokens.listed(session, page_request(query), None if everybody else current.caller().user_id)


@blueprint.route("/tokens/<string:token>", methods=["DELETE"])
@blueprint.response(204)
def revoke(token: str) -> None:
    """Revoke a token of one's own by id or name; anybody's for whoever manages accounts.

    A token made for less may revoke itself, and no other of its owner's.
    """
    everybody = current.rights().everywhere(Verb.ACCOUNT_MANAGE)
    limit = current.caller().token
    with current.writing() as session:
        row = tokens.revoke(session, token, current.now(), None if everybody else current.caller().user_id)
        if not everybody and limit is not None and limit.verbs is not None and row.id != limit.id:
            raise Forbidden("grant.exceeds_own", "a token made for less can revoke no other")


def shown_once(session: Session, wanted: dict[str, Any], owner_id: str) -> Response:
    """A new token of this owner, with its text; it may do no more than what made it, and for no longer."""
    limit = current.caller().token
    verbs, expires_at = wanted["verbs"], wanted["expires_at"]
    if limit is not None:
        verbs, expires_at = _as_much_as(limit, verbs), _as_long_as(limit, expires_at)
    made = tokens.create(session, wanted["name"], expires_at, current.actor(), current.now(), owner_id, verbs)
    shown = jsonify({**TokenSchema().dump(made.row), "token": made.text})
    shown.status_code = 201
    return shown


def _as_much_as(limit: ApiToken, verbs: list[str] | None) -> list[str] | None:
    """What the new token is for; as much as the old one where nothing was said."""
    if limit.verbs is None:
        return verbs
    wanted = limit.verbs if verbs is None else verbs
    if not set(limit.verbs).issuperset(wanted):
        raise Forbidden("grant.exceeds_own", "a token can't make one that may do more")
    return wanted


def _as_long_as(limit: ApiToken, expires_at: datetime | None) -> datetime | None:
    """Until when the new token opens; as long as the old one where nothing was said."""
    if limit.expires_at is None:
        return expires_at
    wanted = limit.expires_at if expires_at is None else expires_at
    if wanted > limit.expires_at:
        raise Forbidden("grant.exceeds_own", "a token can't make one that lasts longer")
    return wanted
