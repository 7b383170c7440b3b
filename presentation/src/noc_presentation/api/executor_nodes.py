"""Executor nodes over REST: who enrolled, and who is let in."""

from typing import Any

from flask import Response, jsonify
from marshmallow import ValidationError

from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import (
    Any_,
    Boolean,
    Instant,
    Integer,
    List,
    Nested,
    Object,
    Schema,
    String,
    between,
    length,
    one_of,
)
from noc_presentation.api.passed_on import PassedOn
from noc_presentation.api.references import only_id
from noc_presentation.api.shown import ActorSchema
from noc_presentation.service import executor_nodes
from noc_presentation.service.node_standing import Shown, Standing

MOST_REASON = 1_000
MOST_LABELS, MOST_LABEL = 50, 128
blueprint = Blueprint("executor_nodes", __name__, description="The machines that run steps")


class AuthorisationSchema(Schema):
    """The last word about an executor node, and who said it when."""

    status = String(required=True)
    fingerprint = String(required=True)
    decided_at = Instant(required=True)
    decided_by = Nested(ActorSchema, required=True)
    groups = List(
        String(),
        required=True,
        allow_none=True,
        metadata={"description": "whose hosts it may serve; null: all"},
    )
    labels = Object(
        required=True,
        allow_none=True,
        metadata={"description": "those that count of what it says it has; null: all"},
    )


class ExecutorNodeSchema(PassedOn):
    """An executor node; with `key_mismatch` it has another key than the one that was let in."""

    id = String(required=True)
    name = String(required=True)
    status = String(required=True)
    fingerprint = String(required=True)
    public_key = String(required=True)
    url = String(required=True, allow_none=True, metadata={"description": "null: it can't be reached"})
    labels = Any_(required=True)
    version = String(required=True)
    last_heartbeat_at = Instant(allow_none=True)
    slots = Integer(required=True)
    max_parallel = Integer(
        allow_none=True, metadata={"description": "an administrator's limit; null: all its slots"}
    )
    running = Integer(required=True)
    queued = Integer(required=True)
    reachable = Any_(required=True)
    problem = Any_(allow_none=True)
    clock_offset_ms = Integer(allow_none=True)
    health = Any_(allow_none=True, metadata={"description": "cpu, memory and disk in per cent, versions"})
    draining = Any_(
        allow_none=True, metadata={"description": "who has it given nothing new, why, since when"}
    )
    serves = Any_(allow_none=True, metadata={"description": "the scheduler's copy of what it may serve"})
    standing = String(
        required=True,
        validate=one_of(*Standing, *Shown),
        metadata={
            "description": "what it is now: by both layers, its key, and whether people drain or stop it"
        },
    )
    key_mismatch = Boolean(required=True)
    authorisation = Nested(AuthorisationSchema, required=True, allow_none=True)


class ExecutorNodesSchema(Schema):
    """All of them; `next` is always null."""

    items = List(Nested(ExecutorNodeSchema), required=True)
    next = String(required=True, allow_none=True)


class FingerprintSchema(Schema):
    """The fingerprint that was compared with what the executor node itself shows."""

    fingerprint = String(required=True, validate=length(1, 64))


class DrainingWishSchema(Schema):
    """Why."""

    reason = String(load_default="", validate=length(0, MOST_REASON))


class LimitSchema(Schema):
    """How many steps it may run at once, and why."""

    max_parallel = Integer(required=True, allow_none=True, validate=between(1, 10_000))
    reason = String(load_default="", validate=length(0, 1_000))


def short_labels(value: dict[Any, Any]) -> None:
    """Refuse labels that are not short texts by short texts."""
    sound = all(
        isinstance(text, str) and 0 < len(text) <= MOST_LABEL for pair in value.items() for text in pair
    )
    if not sound or len(value) > MOST_LABELS:
        raise ValidationError(f"labels.invalid|at most {MOST_LABELS} short texts by short texts")


class ServesSchema(Schema):
    """Groups of hosts, and labels of its own; none are none, null is all. Labels left out stay as they are."""

    groups = List(String(validate=length(1, 128)), required=True, allow_none=True, validate=length(0, 1_000))
    labels = Object(allow_none=True, validate=short_labels)


class NothingSchema(Schema):
    """An empty object."""


@blueprint.route("/executor-nodes")
@blueprint.response(200, ExecutorNodesSchema)
def listed() -> Response:
    """Every executor node that ever enrolled."""
    return jsonify(items=executor_nodes.listed(current.database(), current.scheduler()), next=None)


@blueprint.route("/executor-nodes/<string:executor_node>/authorise", methods=["POST"])
@blueprint.arguments(FingerprintSchema)
@blueprint.response(200, ExecutorNodeSchema)
def authorise(body: dict[str, Any], executor_node: str) -> Response:
    """Let it in, if the fingerprint is the one of the key it enrolled with."""
    return jsonify(
        executor_nodes.authorise(
            current.database(),
            current.scheduler(),
            only_id(executor_node),
            body["fingerprint"],
            current.actor(),
            current.now(),
        )
    )


@blueprint.route("/executor-nodes/<string:executor_node>/suspend", methods=["POST"])
@blueprint.arguments(NothingSchema)
@blueprint.response(200, ExecutorNodeSchema)
def suspend(_body: dict[str, Any], executor_node: str) -> Response:
    """Give it nothing more to do."""
    node = executor_nodes.suspend(
        current.database(), current.scheduler(), only_id(executor_node), current.actor(), current.now()
    )
    return jsonify(node)


@blueprint.route("/executor-nodes/<string:executor_node>/revoke", methods=["POST"])
@blueprint.arguments(NothingSchema)
@blueprint.response(200, ExecutorNodeSchema)
def revoke(_body: dict[str, Any], executor_node: str) -> Response:
    """Never let its key in again."""
    node = executor_nodes.revoke(
        current.database(), current.scheduler(), only_id(executor_node), current.actor(), current.now()
    )
    return jsonify(node)


@blueprint.route("/executor-nodes/<string:executor_node>/groups", methods=["PUT"])
@blueprint.arguments(ServesSchema)
@blueprint.response(200, ExecutorNodeSchema)
def serve(body: dict[str, Any], executor_node: str) -> Response:
    """Give it work and credentials of these groups' hosts alone, as one with these labels, or (null) of all."""
    node = executor_nodes.serve(
        current.database(),
        current.scheduler(),
        only_id(executor_node),
        body,
        current.actor(),
    )
    return jsonify(node)


@blueprint.route("/executor-nodes/<string:executor_node>/drain", methods=["POST"])
@blueprint.arguments(DrainingWishSchema)
@blueprint.response(200, ExecutorNodeSchema)
def drain(body: dict[str, Any], executor_node: str) -> Response:
    """Give it nothing new; what it holds goes on."""
    return _act(executor_node, "drain", body["reason"])


@blueprint.route("/executor-nodes/<string:executor_node>/stop", methods=["POST"])
@blueprint.arguments(DrainingWishSchema)
@blueprint.response(200, ExecutorNodeSchema)
def stop(body: dict[str, Any], executor_node: str) -> Response:
    """Give it nothing new, and suspend it once it holds nothing."""
    return _act(executor_node, "stop", body["reason"])


@blueprint.route("/executor-nodes/<string:executor_node>/resume", methods=["POST"])
@blueprint.arguments(DrainingWishSchema)
@blueprint.response(200, ExecutorNodeSchema)
def resume(body: dict[str, Any], executor_node: str) -> Response:
    """Give it work again."""
    return _act(executor_node, "resume", body["reason"])


def _act(executor_node: str, verb: str, reason: str) -> Response:
    order = {"actor": current.actor().document(), "reason": reason}
    node = executor_nodes.act(current.database(), current.scheduler(), only_id(executor_node), verb, order)
    return jsonify(node)


@blueprint.route("/executor-nodes/<string:executor_node>/limit", methods=["PUT"])
@blueprint.arguments(LimitSchema)
@blueprint.response(200, ExecutorNodeSchema)
def limit(body: dict[str, Any], executor_node: str) -> Response:
    """Let it run at most so many steps at once, or (null) as many as it has slots."""
    node = executor_nodes.limit(
        current.database(),
        current.scheduler(),
        only_id(executor_node),
        body["max_parallel"],
        body["reason"],
        current.actor(),
    )
    return jsonify(node)
