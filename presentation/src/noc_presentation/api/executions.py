"""Executions over REST: ordered here, kept by the scheduler, whose answers are passed on as they are."""

from typing import Any

from flask import Response, jsonify, make_response

from noc_presentation.api import authorise, current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import (
    Boolean,
    Instant,
    Integer,
    Nested,
    Object,
    Schema,
    String,
    between,
    length,
)
from noc_presentation.api.idempotency import idempotent, key_for_scheduler
from noc_presentation.api.pages import PageQuery
from noc_presentation.api.passed_on import given
from noc_presentation.api.passed_on.executions import (
    ExecutionHostPageSchema,
    ExecutionPageSchema,
    ExecutionSchema,
    HostWalkSchema,
    MatrixSchema,
    VisitPageSchema,
)
from noc_presentation.api.references import host_name, id_or_number, only_id
from noc_presentation.api.target import TargetSchema
from noc_presentation.api.unseen import looked_up
from noc_presentation.permissions.verbs import Verb
from noc_presentation.service import executions, reach
from noc_presentation.service.executions import Order

MOST_REASON = 1_000
blueprint = Blueprint("executions", __name__, description="Runs of procedures over hosts")


class Priority(Integer):
    """How urgent something is; None leaves it to the scheduler."""

    def __init__(self) -> None:
        super().__init__(
            load_default=None,
            allow_none=True,
            validate=between(0, 5),
            metadata={"description": "from 0 to 5, the most urgent (2)"},
        )


class OrderSchema(Schema):
    """What is to run for whom; the newest published version when none is named."""

    procedure = String(required=True, validate=length(1, 128))
    version = Integer(load_default=None, allow_none=True, validate=between(1, 2**31 - 1))
    target = Nested(TargetSchema, required=True)
    params = Object(load_default=dict)


class RunOrderSchema(OrderSchema):
    """The same, and how it runs; `said_how` answers that part."""

    priority = Priority()
    check_mode = Boolean(
        load_default=False,
        metadata={"description": "a dry run: steps only say what they would change; nobody is told or asked"},
    )
    diff = Boolean(load_default=False, metadata={"description": "steps say line by line what they change"})


class ExecutionOrderSchema(RunOrderSchema):
    """The same, now or at a time."""

    start_at = Instant(load_default=None, allow_none=True)
    now_anyway = String(
        load_default=None,
        allow_none=True,
        validate=length(1, MOST_REASON),
        metadata={"description": "why it need not wait for a window of its procedure"},
    )
    policy = Object(
        load_default=dict, metadata={"description": "overrides parts of the procedure's own spec.policy"}
    )


class DecisionSchema(Schema):
    """A person's word about a visit that waits for one."""

    outcome = String(required=True, validate=length(1, 63))
    reason = String(required=True, validate=length(1, MOST_REASON))


class VisitQuery(PageQuery):
    """Visits of one host, of one FlowNode, or both; or those of some ids."""

    host = String(load_default=None, validate=length(1, 255))
    node = String(load_default=None, validate=length(1, 63))
    ids = String(
        load_default=None,
        validate=length(36, 50 * 37),
        metadata={"description": "only these visits: at most 50 ids, with dots between"},
    )


def order_of(body: dict[str, Any]) -> Order:
    """The order in a loaded OrderSchema."""
    return Order(body["procedure"], body["version"], body["target"], body["params"])


def said_how(body: dict[str, Any]) -> dict[str, Any]:
    """How a loaded RunOrderSchema wants it run; what was not said is left to the scheduler."""
    return given(
        {
            "priority": body["priority"],
            "check_mode": body["check_mode"] or None,
            "diff": body["diff"] or None,
        }
    )


@blueprint.route("/executions", methods=["POST"])
@idempotent
@blueprint.arguments(ExecutionOrderSchema)
@blueprint.response(201, ExecutionSchema)
def start(body: dict[str, Any]) -> Response:
    """Start a procedure for these hosts, now or at `start_at`. A target without any host is refused."""
    when = executions.start_document(body["start_at"], current.now())
    said = said_how(body) | given({"policy": body["policy"] or None, "now_anyway": body["now_anyway"]})
    wanted = looked_up(Verb.EXECUTION_START, body["procedure"], body["target"])
    with current.reading() as session, wanted:
        order = executions.order_document(session, order_of(body), current.actor())
        authorise.require(Verb.EXECUTION_START, reach.of_order(session, order))
    return make_response(current.scheduler().start_execution(order | when | said, key_for_scheduler()), 201)


@blueprint.route("/executions")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, ExecutionPageSchema)
def listed(query: dict[str, Any]) -> Response:
    """Executions, newest first, as far as they may be seen."""
    return jsonify(authorise.visible(Verb.EXECUTION_READ, current.scheduler().executions(given(query))))


@blueprint.route("/executions/<string:execution>")
@blueprint.response(200, ExecutionSchema)
def one(execution: str) -> Response:
    """One execution, by id or number."""
    return jsonify(current.scheduler().execution(id_or_number(execution)))


@blueprint.route("/executions/<string:execution>/hosts")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, ExecutionHostPageSchema)
def hosts(query: dict[str, Any], execution: str) -> Response:
    """Where each host is."""
    return jsonify(current.scheduler().execution_part(id_or_number(execution), "hosts", given(query)))


@blueprint.route("/executions/<string:execution>/hosts/<string:host>")
@blueprint.response(200, HostWalkSchema)
def host(execution: str, host: str) -> Response:
    """One host's whole walk."""
    return jsonify(current.scheduler().host(id_or_number(execution), host_name(host)))


@blueprint.route("/executions/<string:execution>/visits")
@blueprint.arguments(VisitQuery, location="query")
@blueprint.response(200, VisitPageSchema)
def visits(query: dict[str, Any], execution: str) -> Response:
    """What happened at the FlowNodes, and why."""
    return jsonify(current.scheduler().execution_part(id_or_number(execution), "visits", given(query)))


@blueprint.route("/executions/<string:execution>/matrix")
@blueprint.response(200, MatrixSchema)
def matrix(execution: str) -> Response:
    """Hosts by steps, and how often each arrow was taken."""
    return jsonify(current.scheduler().execution_part(id_or_number(execution), "matrix", {}))


@blueprint.route("/executions/<string:execution>/visits/<string:visit>/decision", methods=["POST"])
@blueprint.arguments(DecisionSchema)
@blueprint.response(204)
def decide(body: dict[str, Any], execution: str, visit: str) -> None:
    """Say what became of a step that only a person can judge, so that its host walks on."""
    order = {**body, "actor": current.actor().document()}
    current.scheduler().decide(id_or_number(execution), only_id(visit), order)
