"""Who at the identity provider is which user here: linked and unlinked by who manages users."""

from typing import Any

from flask import Response, jsonify, make_response

from noc_presentation.accounts import identities, users
from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import Instant, List, Nested, Schema, String, length
from noc_presentation.api.shown import ActorSchema
from noc_presentation.errors import Conflict
from noc_presentation.store import identities as store

blueprint = Blueprint(
    "identities", __name__, most_bytes=16 * 1024, description="Who is who at the identity provider"
)


class NewIdentitySchema(Schema):
    """What the identity provider calls somebody: its `sub`, which is no name and no address."""

    subject = String(required=True, validate=length(1, 255))


class IdentitySchema(Schema):
    """Somebody at an identity provider who comes in as this user."""

    id = String(required=True)
    issuer = String(required=True)
    subject = String(required=True)
    created_at = Instant(required=True)
    created_by = Nested(ActorSchema, required=True)


class IdentitiesSchema(Schema):
    """All that a user comes in with."""

    items = List(Nested(IdentitySchema), required=True)


@blueprint.route("/users/<string:user>/identities")
@blueprint.response(200, IdentitiesSchema)
def listed(user: str) -> Response:
    """Whom the user is at identity providers, oldest first."""
    with current.reading() as session:
        rows = store.of_user(session, users.one(session, user).id)
        return jsonify(items=IdentitySchema(many=True).dump(rows))


@blueprint.route("/users/<string:user>/identities", methods=["POST"])
@blueprint.arguments(NewIdentitySchema)
@blueprint.response(201, IdentitySchema)
def link(body: dict[str, Any], user: str) -> Response:
    """Let whom the identity provider calls this come in as this user."""
    provider = current.resources().identity_provider
    if provider is None:
        raise Conflict("oidc.off", "there is no identity provider here")
    issuer = provider.settings.issuer
    with current.writing() as session:
        row = identities.link(
            session, user, issuer, body["subject"], current.rights(), current.actor(), current.now()
        )
        return make_response(jsonify(IdentitySchema().dump(row)), 201)


@blueprint.route("/users/<string:user>/identities/<string:identity>", methods=["DELETE"])
@blueprint.response(204)
def unlink(user: str, identity: str) -> None:
    """Nobody comes in with it any more; the user's sessions end."""
    with current.writing() as session:
        identities.unlink(session, user, identity, current.rights())
