"""Host keys over REST: what a host showed, and a person's word about what is unknown or changed."""

from typing import Any

from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import Instant, List, Nested, Schema, String, length, one_of
from noc_presentation.api.pages import PageQuery, page_of, page_request
from noc_presentation.api.shown import ActorSchema
from noc_presentation.inventory import key_reviews
from noc_presentation.inventory.key_reviews import Status
from noc_presentation.inventory.key_verdict import Verdict
from noc_presentation.pages import Page
from noc_presentation.store.host_key_reviews import HostKeyReview

blueprint = Blueprint(
    "host-keys", __name__, description="Keys that hosts showed and that people must look at"
)


class SeenSchema(Schema):
    """The keys a host showed, as lines `TYPE BASE64`."""

    host_keys = List(String(validate=length(1, 16_384)), required=True, validate=length(1, 20))


class ReviewSchema(Schema):
    """Keys that wait for a person, or what the person said."""

    id = String(required=True)
    host = String(required=True)
    verdict = String(required=True, validate=one_of("unknown", "changed"))
    known = List(String(), required=True)
    seen = List(String(), required=True)
    seen_at = Instant(required=True)
    seen_by = Nested(ActorSchema, required=True)
    status = String(required=True, validate=one_of(*Status))
    reason = String(required=True, allow_none=True)
    decided_at = Instant(required=True, allow_none=True)
    decided_by = Nested(ActorSchema, required=True, allow_none=True)


class VerdictSchema(Schema):
    """What the keys mean, and the review that waits for a person unless they match."""

    verdict = String(required=True, validate=one_of(*Verdict))
    review = Nested(ReviewSchema, required=True, allow_none=True)


class ReviewQuery(PageQuery):
    """Which reviews."""

    status = String(load_default=None, validate=one_of(*Status))


class KeyDecisionSchema(Schema):
    """Why: who compared the fingerprints, with what."""

    reason = String(required=True, validate=length(1, 1_000))


@blueprint.route("/hosts/<string:name>/seen-keys", methods=["POST"])
@blueprint.arguments(SeenSchema)
@blueprint.response(200, VerdictSchema)
def seen(body: dict[str, Any], name: str) -> dict[str, Any]:
    """Say which keys a host showed; what is unknown or changed waits for a person."""
    with current.writing() as session:
        verdict, review = key_reviews.seen(session, name, body["host_keys"], current.actor(), current.now())
        return {"verdict": verdict.value, "review": review}


@blueprint.route("/host-key-reviews")
@blueprint.arguments(ReviewQuery, location="query")
@blueprint.response(200, page_of(ReviewSchema))
def listed(query: dict[str, Any]) -> Page[HostKeyReview]:
    """Reviews, newest first."""
    with current.reading() as session:
        return key_reviews.listed(session, page_request(query), query["status"])


@blueprint.route("/host-key-reviews/<string:review>/accept", methods=["POST"])
@blueprint.arguments(KeyDecisionSchema)
@blueprint.response(200, ReviewSchema)
def accept(body: dict[str, Any], review: str) -> HostKeyReview:
    """The host shows these keys from now on, and no others are taken."""
    with current.writing() as session:
        return key_reviews.decide(session, review, True, body["reason"], current.actor(), current.now())


@blueprint.route("/host-key-reviews/<string:review>/refuse", methods=["POST"])
@blueprint.arguments(KeyDecisionSchema)
@blueprint.response(200, ReviewSchema)
def refuse(body: dict[str, Any], review: str) -> HostKeyReview:
    """These keys are not the host's; the known ones stay."""
    with current.writing() as session:
        return key_reviews.decide(session, review, False, body["reason"], current.actor(), current.now())
