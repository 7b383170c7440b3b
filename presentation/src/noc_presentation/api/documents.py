"""Documents over REST: procedures, inventories and schedules as files say them, all at once or not at all."""

from dataclasses import asdict
from typing import Any

from flask import Response, jsonify

from noc_presentation.api import authorise, current
from noc_presentation.api.blueprint import MIB, Blueprint
from noc_presentation.api.fields import Boolean, Integer, List, Nested, Schema, String, length, one_of
from noc_presentation.api.shown import MOST_TEXT, FindingSchema
from noc_presentation.documents import applying
from noc_presentation.documents.outcome import Result

MOST_DOCUMENTS = 1_000
blueprint = Blueprint("documents", __name__, most_bytes=12 * MIB, description="Objects as code")


class DocumentsSchema(Schema):
    """Texts of documents `apiVersion: noc/v1`; `source` says who keeps them, such as a repository's name."""

    documents = List(String(validate=length(1, MOST_TEXT)), required=True, validate=length(1, MOST_DOCUMENTS))
    source = String(load_default="files", validate=length(1, 128))
    publish = Boolean(
        load_default=True, metadata={"description": "whether procedures are published, or kept as drafts"}
    )
    comment = String(load_default="", validate=length(0, 4096))
    dry_run = Boolean(load_default=False)


class ChangeSchema(Schema):
    """What became, or would become, of one object."""

    kind = String(required=True)
    name = String(required=True)
    result = String(required=True, validate=one_of(*Result))
    fields_ = List(String(), required=True, data_key="fields", attribute="fields")
    by_hand = Boolean(
        required=True, metadata={"description": "somebody changed it by hand since a file brought it"}
    )
    words = String(required=True, metadata={"description": "what else there is to say, such as its version"})
    findings = List(Nested(FindingSchema), required=True)
    document = Integer(required=True, metadata={"description": "the place of its document, from 0"})


class AppliedSchema(Schema):
    """What applying did; `differs` where anything was, or would be, changed."""

    dry_run = Boolean(required=True)
    differs = Boolean(required=True)
    changes = List(Nested(ChangeSchema), required=True)


@blueprint.route("/documents/apply", methods=["POST"])
@blueprint.arguments(DocumentsSchema)
@blueprint.response(200, AppliedSchema)
def apply(body: dict[str, Any]) -> Response:
    """Make everything say what the documents say: all of them, or none."""
    documents = tuple(applying.sent(text) for text in body["documents"])
    for verb in applying.needed(documents):
        authorise.require(verb, [])
    order = applying.Order(
        documents,
        body["source"],
        body["publish"],
        body["comment"],
        body["dry_run"],
        current.resources().four_eyes,
    )
    changes = applying.apply(current.database(), current.scheduler(), order, current.actor(), current.now())
    differs = any(change.result is not Result.UNCHANGED for change in changes)
    return jsonify(dry_run=order.dry_run, differs=differs, changes=[asdict(change) for change in changes])
