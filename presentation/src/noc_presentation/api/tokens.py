"""API tokens over REST: made by another token, shown once, revoked at once."""

from typing import Any

from flask import Response, jsonify

from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import Instant, Schema, String, length
from noc_presentation.api.pages import PageQuery, page_of, page_request
from noc_presentation.pages import Page
from noc_presentation.service import tokens
from noc_presentation.store.tokens import ApiToken

blueprint = Blueprint("tokens", __name__, description="Named ways in")


class NewTokenSchema(Schema):
    """What a token is to be called, and until when it opens."""

    name = String(required=True, validate=length(1, 128))
    expires_at = Instant(load_default=None, allow_none=True)


class TokenSchema(Schema):
    """A token, without its secret."""

    id = String(required=True)
    name = String(required=True)
    created_at = Instant(required=True)
    created_by = String(required=True)
    expires_at = Instant(required=True, allow_none=True)
    revoked_at = Instant(required=True, allow_none=True)
    last_used_at = Instant(required=True, allow_none=True)


class ShownTokenSchema(TokenSchema):
    """A token at the only moment when its text is known."""

    token = String(required=True)


@blueprint.route("/tokens", methods=["POST"])
@blueprint.arguments(NewTokenSchema)
@blueprint.response(201, ShownTokenSchema)
def create(wanted: dict[str, Any]) -> Response:
    """Make a token; `token` is shown now and never again."""
    with current.writing() as session:
        made = tokens.create(session, wanted["name"], wanted["expires_at"], current.actor(), current.now())
    shown = jsonify({**TokenSchema().dump(made.row), "token": made.text})
    shown.status_code = 201
    return shown


@blueprint.route("/tokens")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(TokenSchema))
def listed(query: dict[str, Any]) -> Page[ApiToken]:
    """All tokens by name, revoked ones too."""
    with current.reading() as session:
        return tokens.listed(session, page_request(query))


@blueprint.route("/tokens/<string:token>", methods=["DELETE"])
@blueprint.response(204)
def revoke(token: str) -> None:
    """Revoke a token by id or name; its next request is refused."""
    with current.writing() as session:
        tokens.revoke(session, token, current.now())
