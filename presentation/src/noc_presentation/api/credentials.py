"""Credentials over REST: written, bound and revoked; what is read is never the secret."""

from typing import Any

from flask import Response, make_response, request

from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import (
    Boolean,
    Instant,
    Integer,
    List,
    Nested,
    Object,
    Schema,
    String,
    length,
    one_of,
)
from noc_presentation.api.pages import PageQuery, page_of, page_request
from noc_presentation.api.shown import ActorSchema
from noc_presentation.credentials import service
from noc_presentation.credentials.kinds import KINDS
from noc_presentation.credentials.service import Wanted
from noc_presentation.errors import NeedsPrecondition
from noc_presentation.pages import Page
from noc_presentation.store.credentials import CredentialRow

MOST_BYTES = 65_536
MOST_GROUPS = 1_000
ETAG = {"ETag": {"schema": {"type": "string"}}}
IF_MATCH = {"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"}}
VALUES = {
    "description": "the fields of its kind, see /credential-kinds; never shown again",
    "writeOnly": True,
}
blueprint = Blueprint(
    "credentials", __name__, description="Named secrets that nobody reads again", most_bytes=MOST_BYTES
)


class BindingSchema(Schema):
    """What it is about, and the groups whose hosts it is for; none are none."""

    description = String(load_default="", validate=length(0, 2_000))
    groups = List(String(validate=length(1, 128)), load_default=list, validate=length(0, MOST_GROUPS))


class NewCredentialSchema(BindingSchema):
    """A credential with its secret."""

    name = String(required=True, validate=length(1, 128))
    kind = String(required=True, validate=one_of(*KINDS))
    values = Object(keys=String(), required=True, metadata=VALUES)


class SecretSchema(Schema):
    """Another secret."""

    values = Object(keys=String(), required=True, metadata=VALUES)


class UseSchema(Schema):
    """For what it was given out."""

    executor_node = String(required=True)
    host = String(required=True)


class CredentialSchema(Schema):
    """A credential without its secret; `version` grows with each new secret."""

    id = String(required=True)
    name = String(required=True)
    kind = String(required=True)
    use = String(required=True)
    description = String(required=True)
    groups = List(String(), required=True)
    version = Integer(required=True)
    rotated_at = Instant(required=True, metadata={"description": "since when it has this secret"})
    created_at = Instant(required=True)
    created_by = Nested(ActorSchema, required=True)
    changed_at = Instant(required=True)
    changed_by = Nested(ActorSchema, required=True)
    revoked_at = Instant(required=True, allow_none=True)
    last_used_at = Instant(required=True, allow_none=True)
    last_used = Nested(UseSchema, required=True, allow_none=True)


class FieldSchema(Schema):
    """A field of a kind."""

    name = String(required=True)
    title = String(required=True)
    required = Boolean(required=True)
    most = Integer(required=True)
    lines = Boolean(required=True)
    secret = Boolean(required=True, metadata={"description": "whether to hide it from who looks on"})
    choices = List(String(), required=True)


class KindSchema(Schema):
    """A kind of credential."""

    name = String(required=True)
    title = String(required=True)
    fields_ = List(Nested(FieldSchema), required=True, attribute="fields", data_key="fields")


class KindsSchema(Schema):
    """All of them; `next` is always null."""

    items = List(Nested(KindSchema), required=True)
    next = String(required=True, allow_none=True)


@blueprint.route("/credential-kinds")
@blueprint.response(200, KindsSchema)
def kinds() -> dict[str, Any]:
    """What kinds of credentials there are, and their fields."""
    return {"items": list(KINDS.values()), "next": None}


@blueprint.route("/credentials", methods=["POST"])
@blueprint.arguments(NewCredentialSchema)
@blueprint.response(201, CredentialSchema, headers=ETAG)
def create(wanted: dict[str, Any]) -> Response:
    """Make a credential."""
    with current.writing() as session:
        ring = current.resources().key_ring
        return _shown(service.create(session, ring, Wanted(**wanted), current.actor(), current.now()), 201)


@blueprint.route("/credentials")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(CredentialSchema))
def listed(query: dict[str, Any]) -> Page[CredentialRow]:
    """All credentials by name, revoked ones too."""
    with current.reading() as session:
        return service.listed(session, page_request(query))


@blueprint.route("/credentials/<string:name>")
@blueprint.response(200, CredentialSchema, headers=ETAG)
def one(name: str) -> Response:
    """One credential, with the ETag that binding it anew asks for."""
    with current.reading() as session:
        return _shown(service.one(session, name))


@blueprint.route("/credentials/<string:name>", methods=["PUT"])
@blueprint.arguments(BindingSchema)
@blueprint.response(200, CredentialSchema, headers=ETAG)
@blueprint.doc(parameters=[IF_MATCH])
def bind(body: dict[str, Any], name: str) -> Response:
    """Say anew what it is about and whose hosts it is for; its secret stays."""
    with current.writing() as session:
        said = body["description"], body["groups"]
        return _shown(service.bind(session, name, *said, _seen, current.actor(), current.now()))


@blueprint.route("/credentials/<string:name>/secret", methods=["PUT"])
@blueprint.arguments(SecretSchema)
@blueprint.response(200, CredentialSchema, headers=ETAG)
def replace_secret(body: dict[str, Any], name: str) -> Response:
    """Give it another secret, under the next version."""
    with current.writing() as session:
        ring = current.resources().key_ring
        return _shown(
            service.replace_secret(session, ring, name, body["values"], current.actor(), current.now())
        )


@blueprint.route("/credentials/<string:name>", methods=["DELETE"])
@blueprint.response(204)
def revoke(name: str) -> None:
    """Revoke it: from now on it is given to nobody, and its secret is gone."""
    with current.writing() as session:
        service.revoke(session, name, current.actor(), current.now())


def _seen(revision: int) -> bool:
    if "If-Match" not in request.headers:
        raise NeedsPrecondition(
            "precondition.required", "send the ETag of the credential you saw as If-Match"
        )
    return request.if_match.contains(str(revision))


def _shown(row: CredentialRow, status: int = 200) -> Response:
    response = make_response(CredentialSchema().dump(row), status)
    response.set_etag(str(row.revision))
    return response
