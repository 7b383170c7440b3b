"""Introductions of executor nodes over REST: made by people, shown once, revoked; used by the scheduler's word."""

from datetime import timedelta
from typing import Any

from flask import Response, g, jsonify, make_response, request

from noc_presentation.actors import Actor
from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.executor_nodes import short_labels
from noc_presentation.api.fields import (
    Instant,
    Integer,
    List,
    Nested,
    Object,
    Schema,
    String,
    between,
    length,
)
from noc_presentation.api.guards import scheduler
from noc_presentation.api.pages import PageQuery, page_of, page_request
from noc_presentation.api.shown import ActorSchema
from noc_presentation.audit.entries import Outcome, Said
from noc_presentation.audit.recording import record
from noc_presentation.names import proper
from noc_presentation.pages import Page
from noc_presentation.service import introductions
from noc_presentation.service.introductions import Arrival
from noc_presentation.store import introductions as store
from noc_presentation.store.introductions import Introduction

LONGEST_MIN = 24 * 60
USUAL_MIN = 15
blueprint = Blueprint(
    "introductions", __name__, most_bytes=64 * 1024, description="Executor nodes announced before they come"
)
incoming = Blueprint(
    "arrivals",
    __name__,
    guard=scheduler,
    most_bytes=16 * 1024,
    description="Executor nodes that come introduced",
)


class NewIntroductionSchema(Schema):
    """Which executor node may come, as what, and for how long it may."""

    name = String(required=True, validate=length(1, 128))
    groups = List(String(validate=length(1, 128)), required=True, allow_none=True, validate=length(0, 1_000))
    labels = Object(load_default=None, allow_none=True, validate=short_labels)
    valid_minutes = Integer(load_default=USUAL_MIN, validate=between(1, LONGEST_MIN))


class IntroductionSchema(Schema):
    """An introduction, without what would let anybody in."""

    id = String(required=True)
    name = String(required=True)
    groups = List(String(), required=True, allow_none=True)
    labels = Object(required=True, allow_none=True)
    created_at = Instant(required=True)
    created_by = Nested(ActorSchema, required=True)
    expires_at = Instant(required=True)
    revoked_at = Instant(required=True, allow_none=True)
    used_at = Instant(required=True, allow_none=True)


class ShownIntroductionSchema(IntroductionSchema):
    """An introduction at the only moment when its token is known."""

    token = String(required=True)


class ArrivalSchema(Schema):
    """Who enrolled with an introduction, and the signature with its key."""

    executor_node = String(required=True, validate=length(1, 64))
    name = String(required=True, validate=length(1, 128))
    public_key = String(required=True, validate=length(44, 44))
    proof = String(required=True, validate=length(88, 88))


class LetInSchema(Schema):
    """As what it is let in, and in whose name."""

    status = String(required=True)
    groups = List(String(), required=True, allow_none=True)
    labels = Object(required=True, allow_none=True)
    actor = Nested(ActorSchema, required=True)


@blueprint.route("/introductions", methods=["POST"])
@blueprint.arguments(NewIntroductionSchema)
@blueprint.response(201, ShownIntroductionSchema)
def make(body: dict[str, Any]) -> Response:
    """Announce an executor node; `token` is shown now and never again."""
    with current.writing() as session:
        made = introductions.make(
            session,
            proper(body["name"]),
            body["groups"],
            body["labels"],
            timedelta(minutes=body["valid_minutes"]),
            current.actor(),
            current.now(),
        )
        shown = {**IntroductionSchema().dump(made.row), "token": made.token}
    return make_response(jsonify(shown), 201)


@blueprint.route("/introductions")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(IntroductionSchema))
def listed(query: dict[str, Any]) -> Page[Introduction]:
    """All introductions, oldest first; used and revoked ones too."""
    with current.reading() as session:
        return store.listed(session, page_request(query))


@blueprint.route("/introductions/<string:introduction>", methods=["DELETE"])
@blueprint.response(204)
def revoke(introduction: str) -> None:
    """Let nobody in with it any more."""
    with current.writing() as session:
        introductions.revoke(session, introduction, current.now())


@incoming.route("/introductions/<string:introduction>/use", methods=["POST"])
@incoming.arguments(ArrivalSchema)
@incoming.response(200, LetInSchema)
def use(body: dict[str, Any], introduction: str) -> Response:
    """Let the executor node in that came with this introduction, in the name of whoever made it."""
    now = current.now()
    with current.database().writing() as session:
        word, new = introductions.use(session, introduction, Arrival(**body), now)
        if new:
            record(session, _said(word.name, Actor(**word.decided_by)))
        answer = {
            "status": word.status,
            "groups": word.groups,
            "labels": word.labels,
            "actor": word.decided_by,
        }
    return jsonify(answer)


def _said(name: str, actor: Actor) -> Said:
    """A privileged act that no request of a person's does: its entry stands or falls with it."""
    return Said(
        at=current.now(),
        actor=actor.document(),
        source=(request.remote_addr or "")[:64],
        verb="arrivals.use",
        object=name,
        outcome=Outcome.DONE.value,
        request_id=g.get("request_id", ""),
    )
