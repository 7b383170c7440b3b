"""Executor nodes as people see them: who enrolled, who may work, how they do."""

from typing import Any

from noc_scheduler.api import current
from noc_scheduler.api.admission import Peer
from noc_scheduler.api.blueprint import Blueprint
from noc_scheduler.api.enrolment import labels
from noc_scheduler.api.fields import (
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
from noc_scheduler.api.heartbeats import HealthSchema
from noc_scheduler.api.shapes import ActorSchema, printable, printable_lines
from noc_scheduler.service.nodes import draining, executor_nodes, inventory_sources
from noc_scheduler.service.nodes.executor_nodes import ShownNode
from noc_scheduler.service.vocabulary import DrainedUntil

blueprint = Blueprint("executor_nodes", __name__, Peer.PRESENTATION, "The machines that run tasks")


class ExecutorNodeSchema(Schema):
    """An executor node; `outstanding` are the attempts it was given and has not finished."""

    id = String(required=True)
    name = String(required=True)
    status = String(required=True)
    fingerprint = String(required=True)
    public_key = String(required=True)
    url = String(required=True, allow_none=True, metadata={"description": "null: it can't be reached"})
    labels = Object(required=True)
    version = String(required=True, allow_none=True)
    enrolled_at = Instant(required=True)
    last_heartbeat_at = Instant(required=True, allow_none=True)
    boot = String(required=True, allow_none=True)
    booted_at = Instant(required=True, allow_none=True)
    clock_offset_ms = Integer(required=True, allow_none=True)
    slots = Integer(required=True)
    max_parallel = Integer(
        required=True,
        allow_none=True,
        metadata={"description": "an administrator's limit; null: all its slots"},
    )
    running = Integer(required=True)
    queued = Integer(required=True)
    outstanding = Integer(required=True)
    reachable = Boolean(required=True)
    problem = String(required=True, allow_none=True)
    health = Nested(HealthSchema, required=True, allow_none=True)
    draining = Nested(lambda: DrainingSchema(), required=True, allow_none=True)
    serves = Nested(lambda: ServesSchema(), required=True, allow_none=True)


class DrainingSchema(Schema):
    """Who has it given nothing new, why, since when, and how that ends."""

    by = Nested(ActorSchema, required=True)
    reason = String(required=True)
    since = String(required=True)
    until = String(
        dump_default=DrainedUntil.RESUMED.value,
        validate=one_of(*DrainedUntil),
        metadata={"description": "resumed: when people say so; suspended: by itself once it holds nothing"},
    )


class ServesSchema(Schema):
    """What it may serve: the hosts of these groups (null: of all) as one with these labels (null: all it says)."""

    groups = List(
        String(validate=[length(1, 128), printable]),
        required=True,
        allow_none=True,
        validate=length(0, 1_000),
    )
    labels = Object(required=True, allow_none=True, validate=labels)


class ServesOrderSchema(ServesSchema):
    """The same, and who says so."""

    actor = Nested(ActorSchema, required=True)


class ExecutorNodesSchema(Schema):
    """All of them."""

    items = List(Nested(ExecutorNodeSchema), required=True)


class AuthorisationSchema(Schema):
    """Whether it may work, and the key that people have compared."""

    status = String(required=True, validate=one_of("authorised", "suspended", "revoked"))
    public_key = String(required=True, validate=length(1, 64))
    actor = Nested(ActorSchema, required=True)


class WishSchema(Schema):
    """Who wants it, and why."""

    actor = Nested(ActorSchema, required=True)
    reason = String(load_default="", validate=[length(0, 1_000), printable_lines])


class LimitSchema(Schema):
    """How many attempts it may hold at once, and why."""

    max_parallel = Integer(required=True, allow_none=True, validate=between(1, 10_000))
    reason = String(load_default="", validate=[length(0, 1_000), printable_lines])
    actor = Nested(ActorSchema, required=True)


class PullSchema(Schema):
    """Which of its inventory sources is asked."""

    source = String(required=True, validate=[length(1, 63), printable_lines])


class PulledSchema(Schema):
    """What ansible-inventory printed."""

    content = String(required=True)


def document(shown: ShownNode) -> dict[str, Any]:
    """An executor node as it is shown."""
    row = shown.row
    return {
        **row._mapping,
        "url": row.url or None,
        "outstanding": shown.outstanding,
        "reachable": shown.reachable,
    }


@blueprint.route("/v1/executor-nodes")
@blueprint.response(200, ExecutorNodesSchema)
def everyone() -> dict[str, Any]:
    """All executor nodes, by name."""
    return {"items": [document(one) for one in executor_nodes.everyone(current.means())]}


@blueprint.route("/v1/executor-nodes/<string:executor_node>/authorisation", methods=["PUT"])
@blueprint.arguments(AuthorisationSchema)
@blueprint.response(200, ExecutorNodeSchema)
def authorisation(order: dict[str, Any], executor_node: str) -> dict[str, Any]:
    """Let an executor node work, or don't any more."""
    return document(
        executor_nodes.set_authorisation(
            current.means(), executor_node, order["status"], order["public_key"], order["actor"]
        )
    )


@blueprint.route("/v1/executor-nodes/<string:executor_node>/drain", methods=["POST"])
@blueprint.arguments(WishSchema)
@blueprint.response(200, ExecutorNodeSchema)
def drain(wish: dict[str, Any], executor_node: str) -> dict[str, Any]:
    """Give an executor node nothing new; what it holds goes on."""
    return document(draining.drain(current.means(), executor_node, wish["actor"], wish["reason"]))


@blueprint.route("/v1/executor-nodes/<string:executor_node>/resume", methods=["POST"])
@blueprint.arguments(WishSchema)
@blueprint.response(200, ExecutorNodeSchema)
def resume(wish: dict[str, Any], executor_node: str) -> dict[str, Any]:
    """Give an executor node work again."""
    return document(draining.resume(current.means(), executor_node, wish["actor"], wish["reason"]))


@blueprint.route("/v1/executor-nodes/<string:executor_node>/stop", methods=["POST"])
@blueprint.arguments(WishSchema)
@blueprint.response(200, ExecutorNodeSchema)
def stop(wish: dict[str, Any], executor_node: str) -> dict[str, Any]:
    """Drain an executor node, and suspend it once it holds nothing."""
    return document(draining.stop(current.means(), executor_node, wish["actor"], wish["reason"]))


@blueprint.route("/v1/executor-nodes/<string:executor_node>/serves", methods=["PUT"])
@blueprint.arguments(ServesOrderSchema)
@blueprint.response(200, ExecutorNodeSchema)
def serve(order: dict[str, Any], executor_node: str) -> dict[str, Any]:
    """Give an executor node work of these groups' hosts alone, as one with these labels."""
    serves = {"groups": order["groups"], "labels": order["labels"]}
    narrowed = serves if serves != {"groups": None, "labels": None} else None
    return document(executor_nodes.set_serves(current.means(), executor_node, narrowed, order["actor"]))


@blueprint.route("/v1/executor-nodes/<string:executor_node>/limit", methods=["PUT"])
@blueprint.arguments(LimitSchema)
@blueprint.response(200, ExecutorNodeSchema)
def limit(order: dict[str, Any], executor_node: str) -> dict[str, Any]:
    """Let an executor node hold at most so many attempts at once, or (null) as many as it has slots."""
    return document(
        executor_nodes.set_limit(
            current.means(), executor_node, order["max_parallel"], order["actor"], order["reason"]
        )
    )


@blueprint.route("/v1/executor-nodes/<string:executor_node>/inventory", methods=["POST"])
@blueprint.arguments(PullSchema)
@blueprint.response(200, PulledSchema)
def inventory(order: dict[str, Any], executor_node: str) -> dict[str, Any]:
    """Have an executor node (by name) run one of its inventory sources now; takes less than a minute."""
    return {"content": inventory_sources.pull(current.means(), executor_node, order["source"])}
