"""Roles over REST: named sets of verbs, the built-in ones and those that were made here."""

from typing import Any

from flask import Response, jsonify

from noc_presentation.accounts import roles
from noc_presentation.accounts.roles import NamedRole
from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import Boolean, List, Nested, Schema, String, length

blueprint = Blueprint("roles", __name__, most_bytes=64 * 1024, description="Named sets of verbs")


class VerbsSchema(Schema):
    """What a role allows."""

    verbs = List(String(validate=length(1, 64)), required=True, validate=length(1, 64))


class RoleSchema(VerbsSchema):
    """A role."""

    name = String(required=True)
    built_in = Boolean(required=True)


class RolesSchema(Schema):
    """All roles."""

    items = List(Nested(RoleSchema), required=True)


@blueprint.route("/roles")
@blueprint.response(200, RolesSchema)
def listed() -> Response:
    """All roles, the built-in ones first."""
    with current.reading() as session:
        found = roles.listed(session)
    return jsonify(items=RoleSchema(many=True).dump(found))


@blueprint.route("/roles/<string:name>", methods=["PUT"])
@blueprint.arguments(VerbsSchema)
@blueprint.response(200, RoleSchema)
@blueprint.alt_response(201, schema=RoleSchema, success=True)
def make(body: dict[str, Any], name: str) -> tuple[NamedRole, int]:
    """Make a role, or make it say something else for everybody who has it."""
    with current.writing() as session:
        role, new = roles.make(session, name, body["verbs"], current.rights(), current.actor(), current.now())
    return role, 201 if new else 200


@blueprint.route("/roles/<string:name>", methods=["DELETE"])
@blueprint.response(204)
def delete(name: str) -> None:
    """Delete a role that nobody has."""
    with current.writing() as session:
        roles.delete(session, name, current.rights())
