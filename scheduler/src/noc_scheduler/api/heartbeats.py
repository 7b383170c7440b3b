"""Heartbeats of executor nodes."""

from datetime import timedelta
from typing import Any

from noc_scheduler.api import current
from noc_scheduler.api.admission import Peer
from noc_scheduler.api.blueprint import Blueprint
from noc_scheduler.api.fields import (
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
from noc_scheduler.api.shapes import printable
from noc_scheduler.errors import Forbidden
from noc_scheduler.service.executions.finding import uuid_or_none
from noc_scheduler.service.nodes.heartbeat import Heartbeat, Held, Returned, heartbeat

blueprint = Blueprint("heartbeats", __name__, Peer.EXECUTOR_NODE, "Executor nodes saying that they live")
MOST_HELD = 2_000


class HeldSchema(Schema):
    """An attempt that is queued there, whose process lives, or whose result is still to be told."""

    id = String(required=True, validate=length(1, 64))
    lease = Integer(required=True, validate=between(0, 2**31 - 1))
    state = String(required=True, validate=one_of("queued", "running", "finished"))


class ReturnedSchema(Schema):
    """An attempt that will not begin there, and why."""

    id = String(required=True, validate=length(1, 64))
    lease = Integer(required=True, validate=between(0, 2**31 - 1))
    code = String(required=True, validate=[length(1, 64), printable])
    message = String(required=True, validate=length(0, 500))


class HealthSchema(Schema):
    """How the machine does: in per cent of what it has (the processors' waiting line may be longer), and versions."""

    cpu_percent = Integer(required=True, allow_none=True, validate=between(0, 100_000))
    memory_percent = Integer(required=True, allow_none=True, validate=between(0, 100))
    disk_percent = Integer(required=True, allow_none=True, validate=between(0, 100))
    python = String(required=True, validate=[length(1, 64), printable])
    ansible = String(required=True, validate=[length(1, 64), printable])


class HeartbeatSchema(Schema):
    """How an executor node does; its times are information only."""

    boot = String(required=True, validate=[length(1, 64), printable])
    at = Instant(required=True)
    slots = Integer(required=True, validate=between(0, 10_000))
    running = Integer(required=True, validate=between(0, 2**31 - 1))
    queued = Integer(required=True, validate=between(0, 2**31 - 1))
    version = String(required=True, validate=[length(1, 64), printable])
    clock_offset_ms = Integer(required=True, validate=between(-(2**31), 2**31 - 1))
    journal = List(Nested(HeldSchema), required=True, validate=length(0, MOST_HELD))
    returned = List(Nested(ReturnedSchema), load_default=list, validate=length(0, MOST_HELD))
    health = Nested(HealthSchema, load_default=None, allow_none=True)


class WithdrawnSchema(Schema):
    """An attempt to be stopped."""

    id = String(required=True)
    reason = String(required=True)


class HeartbeatAnswerSchema(Schema):
    """What is renewed, what shall stop, and attempts that could not be handed over otherwise."""

    status = String(required=True)
    server_time = Instant(required=True)
    lease_ms = Integer(required=True)
    streams = Integer(
        required=True,
        metadata={"description": "so many requests with reports are read at the same time"},
    )
    renewed = List(String(), required=True)
    withdrawn = List(Nested(WithdrawnSchema), required=True)
    attempts = List(Object(), required=True)


@blueprint.route("/v1/executor-nodes/<string:executor_node>/heartbeat", methods=["POST"])
@blueprint.arguments(HeartbeatSchema)
@blueprint.response(200, HeartbeatAnswerSchema)
def beat(said: dict[str, Any], executor_node: str) -> dict[str, Any]:
    """Say what is there, hear what is wanted."""
    caller = current.calling_node()
    if uuid_or_none(executor_node) != caller.id:
        raise Forbidden("peer.not_allowed", "an executor node speaks only for itself")
    known = [(identity, one["lease"]) for one in said.pop("journal") if (identity := uuid_or_none(one["id"]))]
    said.pop("at")
    journal = tuple(Held(identity, lease) for identity, lease in known)
    returned = tuple(
        Returned(identity, one["lease"], f"{one['code']} {one['message']}".strip())
        for one in said.pop("returned")
        if (identity := uuid_or_none(one["id"]))
    )
    answer = heartbeat(current.means(), caller.id, Heartbeat(**said, journal=journal, returned=returned))
    return {
        "status": answer.status,
        "server_time": answer.server_time,
        "lease_ms": answer.lease // timedelta(milliseconds=1),
        "streams": current.means().settings.api_processes,
        "renewed": answer.renewed,
        "withdrawn": [{"id": identity, "reason": reason} for identity, reason in answer.withdrawn],
        "attempts": answer.attempts,
    }
