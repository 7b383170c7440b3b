"""Procedures over REST: drafts with ETags, and one call that makes a procedure say what a file says."""

from typing import Any

from flask import Response, jsonify, make_response, request

from noc_presentation.api import authorise, current
from noc_presentation.api.blueprint import MIB, Blueprint
from noc_presentation.api.fields import (
    Boolean,
    Instant,
    Integer,
    List,
    Nested,
    Schema,
    String,
    length,
    one_of,
)
from noc_presentation.api.idempotency import idempotent
from noc_presentation.api.pages import PageQuery, page_of, page_request
from noc_presentation.api.passed_on.rehearsals import RehearsedSchema
from noc_presentation.api.shown import (
    ActorSchema,
    CheckedSchema,
    FindingSchema,
    MarkSchema,
    RehearsalSchema,
    TextSchema,
)
from noc_presentation.documents.marks import PROCEDURE, marks
from noc_presentation.pages import Page
from noc_presentation.permissions.rights import Kind, Thing
from noc_presentation.permissions.verbs import Verb
from noc_presentation.service import procedures, versions
from noc_presentation.service.versions import Applied
from noc_presentation.store.procedures import Procedure

blueprint = Blueprint("procedures", __name__, most_bytes=2 * MIB, description="Flowcharts people write")


class ProcedureSchema(Schema):
    """A procedure; `version` is the newest published one, 0 when there is none."""

    id = String(required=True)
    name = String(required=True)
    title = String(required=True)
    version = Integer(required=True)
    unpublished_changes = Boolean(required=True)
    created_at = Instant(required=True)
    created_by = Nested(ActorSchema, required=True)
    changed_at = Instant(required=True)
    changed_by = Nested(ActorSchema, required=True)
    managed_by = Nested(MarkSchema, required=True, allow_none=True)


class DraftSchema(Schema):
    """What people are working on."""

    text = String(required=True, attribute="draft")
    revision = Integer(required=True, attribute="draft_revision")
    changed_at = Instant(required=True)
    changed_by = Nested(ActorSchema, required=True)


class ApplicationOrderSchema(TextSchema):
    """What the procedure is to say, and whether it is published at once."""

    publish = Boolean(load_default=True)
    comment = String(load_default="", validate=length(0, 4096))


class ApplicationSchema(Schema):
    """What applying did; `published` tells whether it made a version."""

    result = String(required=True, validate=one_of(*Applied))
    published = Boolean(required=True)
    procedure = Nested(ProcedureSchema, required=True)
    findings = List(Nested(FindingSchema), required=True)


@blueprint.route("/procedures/check", methods=["POST"])
@blueprint.arguments(TextSchema)
@blueprint.response(200, CheckedSchema)
def check(body: dict[str, Any]) -> Response:
    """What the scheduler thinks of a text; nothing is stored."""
    return jsonify(current.scheduler().check(body["text"]))


@blueprint.route("/procedures/rehearse", methods=["POST"])
@blueprint.arguments(RehearsalSchema)
@blueprint.response(200, RehearsedSchema)
def rehearse(body: dict[str, Any]) -> Response:
    """How hosts would walk a text; nothing is contacted and nothing is stored."""
    return jsonify(current.scheduler().rehearse(body))


@blueprint.route("/procedures", methods=["POST"])
@idempotent
@blueprint.arguments(TextSchema)
@blueprint.response(201, ProcedureSchema)
def create(body: dict[str, Any]) -> dict[str, Any]:
    """Start a procedure with a draft; its name is `metadata.name` of the text."""
    made = procedures.create(
        current.database(), current.scheduler(), body["text"], current.actor(), current.now()
    )
    return _marked([made])[0]


@blueprint.route("/procedures")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(ProcedureSchema))
def listed(query: dict[str, Any]) -> Page[dict[str, Any]]:
    """All procedures that may be seen, by name."""
    seen = current.rights().names(Verb.PROCEDURE_READ, Kind.PROCEDURE)
    with current.reading() as session:
        found = procedures.listed(session, page_request(query), seen)
    return Page(_marked(found.items), found.next)


@blueprint.route("/procedures/<string:name>")
@blueprint.response(200, ProcedureSchema)
def one(name: str) -> dict[str, Any]:
    """One procedure."""
    with current.reading() as session:
        found = procedures.one(session, name)
    return _marked([found])[0]


@blueprint.route("/procedures/<string:name>", methods=["PUT"])
@blueprint.arguments(ApplicationOrderSchema)
@blueprint.response(200, ApplicationSchema)
@blueprint.alt_response(201, schema=ApplicationSchema, success=True)
def apply(body: dict[str, Any], name: str) -> tuple[dict[str, Any], int]:
    """Make the procedure say this text: create, change, publish, or nothing when it says so already."""
    if body["publish"]:
        authorise.require(Verb.PROCEDURE_PUBLISH, [Thing.called(Kind.PROCEDURE, name)])
    wanted = versions.Wanted(body["text"], body["publish"], body["comment"], current.resources().four_eyes)
    applied = versions.apply(
        current.database(), current.scheduler(), name, wanted, current.actor(), current.now()
    )
    shown = {
        "result": applied.result,
        "published": applied.published,
        "procedure": _marked([applied.procedure])[0],
        "findings": applied.findings,
    }
    return shown, 201 if applied.result is Applied.CREATED else 200


@blueprint.route("/procedures/<string:name>", methods=["DELETE"])
@blueprint.response(204)
def delete(name: str) -> None:
    """Delete a procedure that was never published."""
    with current.writing() as session:
        procedures.delete(session, name)


@blueprint.route("/procedures/<string:name>/draft")
@blueprint.response(200, DraftSchema, headers={"ETag": {"schema": {"type": "string"}}})
def draft(name: str) -> Response:
    """The draft, with the ETag that replacing it asks for."""
    with current.reading() as session:
        return _with_etag(procedures.one(session, name))


@blueprint.route("/procedures/<string:name>/draft", methods=["PUT"])
@blueprint.arguments(TextSchema)
@blueprint.response(200, DraftSchema, headers={"ETag": {"schema": {"type": "string"}}})
@blueprint.doc(
    parameters=[{"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"}}]
)
def save_draft(body: dict[str, Any], name: str) -> Response:
    """Replace the draft that was seen; somebody else's newer draft is not overwritten (412)."""
    with current.writing() as session:
        return _with_etag(
            procedures.save_draft(session, name, body["text"], _seen(), current.actor(), current.now())
        )


def _marked(found: list[Procedure]) -> list[dict[str, Any]]:
    """The procedures as they are shown, with the marks of those that come from files."""
    with current.reading() as session:
        known = marks(session, PROCEDURE, {each.name: str(each.draft_revision) for each in found})
    names = [name for name in ProcedureSchema().fields if name != "managed_by"]
    return [
        {**{name: getattr(each, name) for name in names}, "managed_by": known.get(each.name)}
        for each in found
    ]


def _seen() -> procedures.Seen | None:
    if "If-Match" not in request.headers:
        return None
    etags = request.if_match
    return lambda revision: etags.contains(str(revision))


def _with_etag(procedure: Procedure) -> Response:
    response = make_response(DraftSchema().dump(procedure))
    response.set_etag(str(procedure.draft_revision))
    return response
