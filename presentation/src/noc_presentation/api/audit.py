"""The audit chain over REST: searched, exported and verified; nothing changes it."""

from typing import Any

from flask import Response

from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import (
    Boolean,
    Instant,
    Integer,
    List,
    Nested,
    Query,
    Schema,
    String,
    length,
    one_of,
)
from noc_presentation.api.pages import PageQuery, page_of, page_request
from noc_presentation.api.shown import ActorSchema
from noc_presentation.audit.entries import Outcome
from noc_presentation.audit.exporting import comma_separated, document, json_lines
from noc_presentation.audit.verification import verification
from noc_presentation.errors import Complaint, Invalid
from noc_presentation.pages import Page, cursor
from noc_presentation.store import audit as store
from noc_presentation.store.audit import Search

MOST_EXPORTED = 100_000
blueprint = Blueprint("audit", __name__, description="Who did, or was refused, what and when")


class SearchQuery(Query):
    """Which entries; everything that is given must hold."""

    actor = String(load_default=None, validate=length(1, 128), metadata={"description": "by id"})
    verb = String(load_default=None, validate=length(1, 128))
    outcome = String(load_default=None, validate=one_of(*Outcome))
    request_id = String(load_default=None, validate=length(1, 64))
    text = String(load_default=None, validate=length(1, 128), metadata={"description": "in the object"})
    since = Instant(load_default=None)
    until = Instant(load_default=None)


class PagedSearchQuery(PageQuery, SearchQuery):
    """A page of them."""


class ExportQuery(SearchQuery):
    """All of them, up to 100,000."""

    format = String(load_default="jsonl", validate=one_of("jsonl", "csv"))


class RecordedActorSchema(ActorSchema):
    """Who it was; `nobody` asked without saying who they are."""

    kind = String(required=True, validate=one_of("person", "service", "schedule", "layer", "nobody"))


class EntrySchema(Schema):
    """An entry; `hash` seals it and, by `previous`, every entry before it."""

    seq = Integer(required=True)
    at = Instant(required=True)
    actor = Nested(RecordedActorSchema, required=True)
    source = String(required=True)
    verb = String(required=True)
    object = String(required=True)
    outcome = String(required=True)
    status = Integer(required=True, allow_none=True)
    code = String(required=True, allow_none=True)
    request_id = String(required=True)
    previous = String(required=True)
    hash = String(required=True)


class AuditFindingSchema(Schema):
    """Something that can't have come about by itself."""

    seq = Integer(required=True)
    code = String(required=True)
    message = String(required=True)


class VerificationSchema(Schema):
    """What was looked at, and what was found."""

    whole = Boolean(required=True)
    entries = Integer(required=True)
    last_hash = String(required=True)
    checkpoints = Integer(required=True)
    findings = List(Nested(AuditFindingSchema), required=True)


@blueprint.route("/audit")
@blueprint.arguments(PagedSearchQuery, location="query")
@blueprint.response(200, page_of(EntrySchema))
def listed(query: dict[str, Any]) -> Page[dict[str, Any]]:
    """Entries, newest first."""
    wanted = page_request(query)
    with current.reading() as session:
        rows = store.found(session, _search(query), _before(wanted.after()), wanted.limit + 1)
    items = rows[: wanted.limit]
    shown = [{**document(store.entry_of(row)), "at": row.at} for row in items]
    return Page(shown, cursor(str(items[-1].seq)) if len(rows) > len(items) else None)


@blueprint.route("/audit/export")
@blueprint.arguments(ExportQuery, location="query")
@blueprint.response(200, content_type="text/plain")
def export(query: dict[str, Any]) -> Response:
    """Entries, oldest first, as JSON lines or CSV."""
    with current.reading() as session:
        rows = store.found(session, _search(query), None, MOST_EXPORTED)
    entries = [store.entry_of(row) for row in reversed(rows)]
    form = query["format"]
    made = (
        (comma_separated(entries), "text/csv")
        if form == "csv"
        else (json_lines(entries), "application/jsonl")
    )
    headers = {"Content-Disposition": f'attachment; filename="audit.{form}"'}
    return Response(made[0], mimetype=made[1], headers=headers)


@blueprint.route("/audit/verification")
@blueprint.response(200, VerificationSchema)
def verified() -> dict[str, Any]:
    """Whether the chain is whole, against every checkpoint that was signed."""
    report = verification(current.database(), current.resources().checkpoints)
    return {
        "whole": not report.findings,
        "entries": report.entries,
        "last_hash": report.last_hash,
        "checkpoints": report.checkpoints,
        "findings": report.findings,
    }


def _search(query: dict[str, Any]) -> Search:
    names = ("actor", "verb", "outcome", "request_id", "text", "since", "until")
    return Search(**{name: query[name] for name in names})


def _before(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        complaint = Complaint("/cursor", "cursor.invalid", "is no cursor of this list")
        raise Invalid("cursor.invalid", "the cursor is none of ours", (complaint,))
    return int(text)
