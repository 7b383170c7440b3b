"""Executions: start, look, cancel."""

from typing import Any

from noc_scheduler.api import current
from noc_scheduler.api.admission import Peer
from noc_scheduler.api.blueprint import MEBIBYTE, Blueprint
from noc_scheduler.api.fields import Instant, Integer, List, Nested, Object, Schema, String, between, length
from noc_scheduler.api.pages import PageQuery, page, page_of, read_cursor
from noc_scheduler.api.shapes import (
    ActorSchema,
    ProcedureNameSchema,
    ProcedureVersionSchema,
    TargetSchema,
    idempotency_key,
    printable_lines,
)
from noc_scheduler.service import show
from noc_scheduler.service.cancel import ask_cancel
from noc_scheduler.service.release import ask_abandon, release
from noc_scheduler.service.start import Order, start
from noc_scheduler.store.priority import HIGHEST, LOWEST, USUAL

blueprint = Blueprint(
    "executions", __name__, Peer.PRESENTATION, "One run of a procedure over hosts", 4 * MEBIBYTE
)
NEWEST = 2**31 - 1


class StartSchema(Schema):
    """What to run on what, now or at `start_at`."""

    procedure = Nested(ProcedureVersionSchema, required=True)
    target = Nested(TargetSchema, required=True)
    params = Object(load_default=dict)
    start_at = Instant(load_default=None, allow_none=True)
    procedures = List(
        Nested(ProcedureVersionSchema),
        load_default=list,
        validate=length(0, 100),
        metadata={"description": "the versions it may call, and those that these call"},
    )
    priority = Integer(
        load_default=USUAL,
        validate=between(LOWEST, HIGHEST),
        metadata={"description": "5 is the most urgent"},
    )
    now_anyway = String(
        load_default=None,
        allow_none=True,
        validate=[length(1, 1_000), printable_lines],
        metadata={"description": "why it need not wait for a window of its procedure"},
    )
    policy = Object(
        load_default=dict, metadata={"description": "overrides parts of the procedure's own spec.policy"}
    )
    actor = Nested(ActorSchema, required=True)


class ExecutionSchema(Schema):
    """An execution, summed up."""

    id = String(required=True)
    number = Integer(required=True)
    status = String(required=True)
    procedure = Nested(ProcedureNameSchema, required=True)
    target = Object(required=True)
    params = Object(required=True)
    start_at = Instant(required=True, allow_none=True)
    created_at = Instant(required=True)
    started_at = Instant(required=True, allow_none=True)
    finished_at = Instant(required=True, allow_none=True)
    actor = Nested(ActorSchema, required=True)
    reason = String(required=True, allow_none=True)
    schedule = String(required=True, allow_none=True)
    priority = Integer(required=True, metadata={"description": "from 0 to 5, the most urgent"})
    now_anyway = String(required=True, allow_none=True)
    waiting_for = String(required=True, allow_none=True)
    policy = Object(required=True, allow_none=True)
    wave = Integer(required=True, allow_none=True, metadata={"description": "from 1; null without a policy"})
    held = String(
        required=True, allow_none=True, metadata={"description": "why no more hosts are let go, if it is so"}
    )
    counts = Object(required=True, metadata={"description": "hosts by status"})
    changed = Integer(required=True, metadata={"description": "hosts that were changed"})
    sentence = String(required=True)


class ActSchema(Schema):
    """Who wants it, and why."""

    actor = Nested(ActorSchema, required=True)
    reason = String(load_default="", validate=[length(0, 1_000), printable_lines])


@blueprint.route("/v1/executions", methods=["POST"])
@blueprint.arguments(StartSchema)
@blueprint.response(201, ExecutionSchema)
def create(order: dict[str, Any]) -> dict[str, Any]:
    """Start an execution; its hosts are asked for when it fires."""
    identity = start(current.means(), Order(**order, body=order), idempotency_key())
    return show.execution(current.means(), str(identity))


@blueprint.route("/v1/executions")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(ExecutionSchema))
def newest(query: dict[str, Any]) -> dict[str, Any]:
    """Executions, the newest first."""
    (before,) = read_cursor(query["cursor"], [NEWEST])
    found = show.newest_executions(current.means(), before, query["limit"] + 1)
    return page(found, query["limit"], lambda one: [one["number"]])


@blueprint.route("/v1/executions/<string:execution>")
@blueprint.response(200, ExecutionSchema)
def one(execution: str) -> dict[str, Any]:
    """One execution, by id or number."""
    return show.execution(current.means(), execution)


@blueprint.route("/v1/executions/<string:execution>/cancel", methods=["POST"])
@blueprint.arguments(ActSchema)
@blueprint.response(202, ExecutionSchema)
def cancel(order: dict[str, Any], execution: str) -> dict[str, Any]:
    """Ask for every walk that is not over to end."""
    ask_cancel(current.means(), execution, order["actor"], order["reason"])
    return show.execution(current.means(), execution)


@blueprint.route("/v1/executions/<string:execution>/release", methods=["POST"])
@blueprint.arguments(ActSchema)
@blueprint.response(202, ExecutionSchema)
def let_go_on(order: dict[str, Any], execution: str) -> dict[str, Any]:
    """Let an execution go on that a threshold has stopped; only further failures count from now on."""
    release(current.means(), execution, order["actor"], order["reason"])
    return show.execution(current.means(), execution)


@blueprint.route("/v1/executions/<string:execution>/abandon", methods=["POST"])
@blueprint.arguments(ActSchema)
@blueprint.response(202, ExecutionSchema)
def give_up(order: dict[str, Any], execution: str) -> dict[str, Any]:
    """End the hosts that have not been let go; those on their way go on."""
    ask_abandon(current.means(), execution, order["actor"], order["reason"])
    return show.execution(current.means(), execution)
