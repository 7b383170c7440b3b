"""The hosts of an execution: each one's walk, and all of them as a matrix."""

from typing import Any

from noc_scheduler.api import current
from noc_scheduler.api.admission import Peer
from noc_scheduler.api.blueprint import Blueprint
from noc_scheduler.api.fields import Boolean, Instant, Integer, List, Nested, Object, Schema, String
from noc_scheduler.api.pages import PageQuery, page, page_of, read_cursor
from noc_scheduler.api.shapes import ActSchema, said
from noc_scheduler.api.visits import VisitSchema
from noc_scheduler.service.executions import show
from noc_scheduler.service.executions.failing import what_failed
from noc_scheduler.service.operating.host_locks import take_over

blueprint = Blueprint("hosts", __name__, Peer.PRESENTATION, "The hosts of an execution")


class HostSchema(Schema):
    """One host's walk; `node` is where it stands, or where it failed."""

    id = String(required=True)
    name = String(required=True)
    address = String(required=True)
    status = String(required=True)
    outcome_word = String(required=True, allow_none=True)
    reason = Object(required=True, allow_none=True)
    changed = Boolean(required=True)
    node = String(required=True, allow_none=True)
    waiting_for = String(required=True, allow_none=True)
    waiting_said = said("what `waiting_for` is made of")
    paused = String(required=True, allow_none=True, metadata={"description": "why it begins no step"})
    places = List(
        String(), required=True, metadata={"description": "the nodes where a resumption would go on"}
    )
    started_at = Instant(required=True, allow_none=True)
    finished_at = Instant(required=True, allow_none=True)


class CallSchema(Schema):
    """A sub-procedure that a visit has called: an execution of its own."""

    visit = Integer(required=True)
    procedure = String(required=True)
    execution = String(required=True)
    number = Integer(required=True)
    status = String(required=True)


class WalkActSchema(Schema):
    """What somebody did to the walk: the type of the event that tells it, who, when and why."""

    type = String(required=True)
    at = Instant(required=True)
    actor = Object(required=True)
    visit = Integer(required=True, allow_none=True)
    node = String(required=True, allow_none=True)
    outcome = String(required=True, allow_none=True)
    reason = String(required=True)


class TrySchema(Schema):
    """One attempt of a visit. It was queued at `created_at`; what it has not come to yet is null."""

    number = Integer(required=True)
    status = String(required=True)
    outcome = String(required=True, allow_none=True)
    executor_node = String(required=True, allow_none=True)
    created_at = Instant(required=True)
    started_at = Instant(required=True, allow_none=True)
    finished_at = Instant(required=True, allow_none=True)


class WalkVisitSchema(VisitSchema):
    """A visit with each of its attempts."""

    tries = List(Nested(TrySchema), required=True)


class WalkSchema(HostSchema):
    """One host's walk with every visit, in the order they began, its variables, what it has called, and the
    acts of people on it."""

    path = List(Nested(WalkVisitSchema), required=True)
    vars = Object(required=True)
    calls = List(Nested(CallSchema), required=True)
    acts = List(Nested(WalkActSchema), required=True, metadata={"description": "the oldest first"})


class FlowNodeSchema(Schema):
    """A node of the flowchart."""

    id = String(required=True)
    kind = String(required=True)
    title = String(required=True)


class MatrixHostSchema(Schema):
    """A row: by node the latest `{outcome, status, visits, changed}`."""

    name = String(required=True)
    status = String(required=True)
    outcome_word = String(required=True, allow_none=True)
    cells = Object(required=True)


class ArrowSchema(Schema):
    """How often an arrow was taken."""

    from_ = String(required=True, attribute="from", data_key="from")
    outcome = String(required=True)
    to = String(required=True)
    count = Integer(required=True)


class MatrixSchema(Schema):
    """Hosts by nodes, and the arrows between these."""

    nodes = List(Nested(FlowNodeSchema), required=True)
    hosts = List(Nested(MatrixHostSchema), required=True)
    arrows = List(Nested(ArrowSchema), required=True)


class FailureSchema(Schema):
    """Hosts that ended alike: `step` is the last node that did not go well, `line` the last line it said."""

    word = String(required=True)
    step = String(required=True, allow_none=True)
    ended_at = String(required=True, allow_none=True)
    outcome = String(required=True, allow_none=True)
    hosts = Integer(required=True)
    names = List(String(), required=True, metadata={"description": "the first twenty"})
    line = String(required=True)
    code = String(
        required=True,
        allow_none=True,
        metadata={"description": "stable, where `line` is said by the product"},
    )
    line_said = said("what `line` is made of; null where a module or a person says it")


class FailuresSchema(Schema):
    """What went wrong, the most frequent first."""

    items = List(Nested(FailureSchema), required=True)


@blueprint.route("/v1/executions/<string:execution>/failures")
@blueprint.response(200, FailuresSchema)
def failures(execution: str) -> dict[str, Any]:
    """Hosts that did not end well, in groups by the step that did not go well."""
    return {"items": what_failed(current.means(), execution)}


@blueprint.route("/v1/executions/<string:execution>/hosts")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(HostSchema))
def hosts(query: dict[str, Any], execution: str) -> dict[str, Any]:
    """The hosts in their order."""
    (after,) = read_cursor(query["cursor"], [0])
    found = show.hosts(current.means(), execution, after, query["limit"] + 1)
    return page(found, query["limit"], lambda one: [one["ordinal"]])


@blueprint.route("/v1/executions/<string:execution>/hosts/<string:name>")
@blueprint.response(200, WalkSchema)
def host(execution: str, name: str) -> dict[str, Any]:
    """One host's walk."""
    return show.host(current.means(), execution, name)


@blueprint.route("/v1/executions/<string:execution>/hosts/<string:name>/take-lock", methods=["POST"])
@blueprint.arguments(ActSchema)
@blueprint.response(202, WalkSchema)
def take_lock(order: dict[str, Any], execution: str, name: str) -> dict[str, Any]:
    """Give this host's walk the lock that it waits for; the walk that has it goes on."""
    take_over(current.means(), execution, name, order["actor"], order["reason"])
    return show.host(current.means(), execution, name)


@blueprint.route("/v1/executions/<string:execution>/matrix")
@blueprint.response(200, MatrixSchema)
def matrix(execution: str) -> dict[str, Any]:
    """Every host by every node."""
    return show.matrix(current.means(), execution)
