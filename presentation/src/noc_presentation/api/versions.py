"""Published versions over REST: made from the draft, read, never changed."""

from typing import Any, NoReturn

from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import Instant, Integer, List, Nested, Object, Schema, String, length
from noc_presentation.api.idempotency import idempotent
from noc_presentation.api.pages import PageQuery, page_of, page_request
from noc_presentation.api.references import version_number
from noc_presentation.api.shown import ActorSchema, FindingSchema
from noc_presentation.errors import Conflict
from noc_presentation.pages import Page
from noc_presentation.service import versions
from noc_presentation.store.procedures import ProcedureVersion

blueprint = Blueprint("versions", __name__, description="Published versions of procedures")


class PublicationSchema(Schema):
    """Why this version is made."""

    comment = String(load_default="", validate=length(0, 4096))


class VersionSchema(Schema):
    """A published version, in short."""

    id = String(required=True)
    number = Integer(required=True)
    title = String(required=True)
    comment = String(required=True)
    digest = String(required=True)
    published_at = Instant(required=True)
    published_by = Nested(ActorSchema, required=True)


class WholeVersionSchema(VersionSchema):
    """A published version with the author's text, the form that runs, and what was found (warnings)."""

    text = String(required=True)
    canonical = Object(required=True)
    parameters = Object(required=True)
    findings = List(Nested(FindingSchema), required=True)


@blueprint.route("/procedures/<string:name>/versions", methods=["POST"])
@idempotent
@blueprint.arguments(PublicationSchema)
@blueprint.response(201, WholeVersionSchema)
def publish(body: dict[str, Any], name: str) -> ProcedureVersion:
    """Publish the draft, if the scheduler finds no error in it."""
    return versions.publish(
        current.database(),
        current.scheduler(),
        name,
        body["comment"],
        current.actor(),
        current.now(),
        current.resources().four_eyes,
    )


@blueprint.route("/procedures/<string:name>/versions")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(VersionSchema))
def listed(query: dict[str, Any], name: str) -> Page[ProcedureVersion]:
    """The versions of a procedure, newest first."""
    with current.reading() as session:
        return versions.listed(session, name, page_request(query))


@blueprint.route("/procedures/<string:name>/versions/<string:number>")
@blueprint.response(200, WholeVersionSchema)
def one(name: str, number: str) -> ProcedureVersion:
    """One version, whole."""
    with current.reading() as session:
        return versions.one(session, name, version_number(number))


@blueprint.route("/procedures/<string:name>/versions/<string:number>", methods=["PUT", "PATCH", "DELETE"])
@blueprint.response(409)
def change(name: str, number: str) -> NoReturn:
    """Never: what has run must stay readable as it ran."""
    with current.reading() as session:
        versions.one(session, name, version_number(number))
    raise Conflict("version.immutable", "a published version never changes; publish a new one")
