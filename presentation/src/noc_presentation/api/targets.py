"""Targets over REST: the scheduler asks who is meant, at the moment an execution fires."""

from typing import Any

from flask import Response, jsonify

from noc_presentation.accounts import firing
from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import Instant, Integer, List, Nested, Object, Schema, String, length
from noc_presentation.api.guards import scheduler
from noc_presentation.api.shown import ActorSchema
from noc_presentation.api.target import TargetSchema
from noc_presentation.instants import text
from noc_presentation.inventory.model import members
from noc_presentation.inventory.service import resolve

#: Of a procedure and the hundred it may call.
MOST_CHANNELS = 10_000

blueprint = Blueprint("targets", __name__, guard=scheduler, description="Who is meant by a target")


class TargetOrderSchema(Schema):
    """The target of an execution, what is to run there (and what this calls and tells), and for whom."""

    target = Nested(TargetSchema, required=True)
    execution = String(load_default=None, allow_none=True, validate=length(1, 64))
    procedure = String(load_default=None, allow_none=True, validate=length(1, 128))
    procedures = List(String(validate=length(1, 128)), load_default=list, validate=length(0, 100))
    channels = List(String(validate=length(1, 128)), load_default=list, validate=length(0, MOST_CHANNELS))
    actor = Nested(ActorSchema, load_default=None, allow_none=True)


class TargetHostSchema(Schema):
    """A host as it is frozen into an execution."""

    name = String(required=True)
    address = String(required=True)
    port = Integer(required=True)
    user = String(required=True, allow_none=True)
    groups = List(String(), required=True)
    tags = List(String(), required=True)
    vars = Object(required=True)
    host_keys = List(String(), required=True)
    credentials = List(String(), required=True)


class TargetsSchema(Schema):
    """The hosts, and when they were looked up."""

    hosts = List(Nested(TargetHostSchema), required=True)
    resolved_at = Instant(required=True)


@blueprint.route("/targets", methods=["POST"])
@blueprint.arguments(TargetOrderSchema)
@blueprint.response(200, TargetsSchema)
def targets(order: dict[str, Any]) -> Response:
    """The hosts by name; refused when a name is unknown, nobody is meant, or the actor may not (any more)."""
    with current.reading() as session:
        if order["actor"] is not None:
            procedures = [name for name in (order["procedure"], *order["procedures"]) if name is not None]
            firing.refuse_unless_allowed(
                session, order["actor"]["id"], procedures, order["channels"], order["target"]
            )
        hosts = resolve(session, order["target"])
    return jsonify(hosts=[members(host) for host in hosts], resolved_at=text(current.now()))
