"""Executions: start them and look at them."""

from typing import Any

from noc_scheduler.api import current
from noc_scheduler.api.admission import Peer
from noc_scheduler.api.blueprint import MEBIBYTE, Blueprint
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
)
from noc_scheduler.api.pages import PageQuery, page, page_of, read_cursor
from noc_scheduler.api.shapes import (
    ActorSchema,
    ProcedureNameSchema,
    ProcedureVersionSchema,
    TargetSchema,
    groups_reached,
    idempotency_key,
    printable_lines,
    said,
)
from noc_scheduler.service.executions import show
from noc_scheduler.service.executions.start import Order, start
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
    check_mode = Boolean(
        load_default=False, metadata={"description": "a dry run: its steps only say what they would change"}
    )
    diff = Boolean(
        load_default=False, metadata={"description": "its steps say line by line what they change"}
    )
    policy = Object(
        load_default=dict, metadata={"description": "overrides parts of the procedure's own spec.policy"}
    )
    actor = Nested(ActorSchema, required=True)


class PauseSchema(Schema):
    """Why the hosts of an execution begin no further step."""

    actor = Nested(ActorSchema, required=True)
    reason = String(required=True)
    since = Instant(required=True)


class LeftoverSchema(Schema):
    """A step that may still run on its host, since nobody has said that it ended."""

    host = String(required=True)
    node = String(required=True)
    executor_node = String(required=True, allow_none=True)
    since = Instant(required=True)
    why = String(required=True)


class CancellationSchema(Schema):
    """A cancellation: steps withdrawn from executor nodes, and how many of these have confirmed it."""

    actor = Nested(ActorSchema, required=True)
    reason = String(required=True)
    how = String(required=True)
    asked_at = Instant(required=True, allow_none=True)
    withdrawn = Integer(required=True)
    confirmed = Integer(required=True)
    may_still_run = List(Nested(LeftoverSchema), required=True)


class EndingSchema(Schema):
    """Hosts that ended in the same way at the same node; `names` are the first of them."""

    word = String(required=True)
    node = String(required=True, allow_none=True)
    names = List(String(), required=True)
    count = Integer(required=True)


class ExecutionSchema(Schema):
    """An execution, summed up."""

    id = String(required=True)
    number = Integer(required=True)
    status = String(required=True)
    procedure = Nested(ProcedureNameSchema, required=True)
    target = Object(required=True)
    reached = groups_reached()
    params = Object(required=True)
    start_at = Instant(required=True, allow_none=True)
    created_at = Instant(required=True)
    started_at = Instant(required=True, allow_none=True)
    finished_at = Instant(required=True, allow_none=True)
    actor = Nested(ActorSchema, required=True)
    reason = String(required=True, allow_none=True)
    reason_said = said("what `reason` is made of")
    schedule = String(required=True, allow_none=True)
    priority = Integer(required=True, metadata={"description": "from 0 to 5, the most urgent"})
    now_anyway = String(required=True, allow_none=True)
    check_mode = Boolean(required=True, metadata={"description": "whether it is a dry run"})
    diff = Boolean(
        required=True, metadata={"description": "whether its steps say line by line what they change"}
    )
    waiting_for = String(required=True, allow_none=True)
    waiting_said = said("what `waiting_for` is made of")
    policy = Object(required=True, allow_none=True)
    wave = Integer(required=True, allow_none=True, metadata={"description": "from 1; null without a policy"})
    paused = Nested(
        PauseSchema, required=True, allow_none=True, metadata={"description": "who paused it, when and why"}
    )
    cancel = Nested(
        CancellationSchema,
        required=True,
        allow_none=True,
        metadata={"description": "what it has done so far"},
    )
    held = String(
        required=True, allow_none=True, metadata={"description": "why no more hosts are let go, if it is so"}
    )
    held_said = said("what `held` is made of")
    counts = Object(required=True, metadata={"description": "hosts by status"})
    changed = Integer(required=True, metadata={"description": "hosts that were changed"})
    lasted_ms = Integer(
        required=True, allow_none=True, metadata={"description": "from its start to its end, or until now"}
    )
    endings = List(
        Nested(EndingSchema), required=True, metadata={"description": "hosts that did not end well"}
    )
    sentence = String(required=True, metadata={"description": "the same in English words"})


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
