"""Flowcharts as text: checking and rehearsing them, and the kinds of nodes they may have."""

from typing import Any

from noc_scheduler.api import current
from noc_scheduler.api.admission import Peer
from noc_scheduler.api.blueprint import MEBIBYTE, Blueprint
from noc_scheduler.api.fields import Boolean, Integer, List, Nested, Object, Schema, String, length
from noc_scheduler.api.shapes import said
from noc_scheduler.flowchart.kinds import node_kinds as all_kinds
from noc_scheduler.service.executions.rehearsing import MOST_HOSTS, rehearsed
from noc_scheduler.service.walks.flowcharts import checked

blueprint = Blueprint(
    "flowcharts", __name__, Peer.PRESENTATION, "Checking flowcharts, and what they consist of", 5 * MEBIBYTE
)


class CheckSchema(Schema):
    """A procedure's text, YAML or JSON."""

    text = String(required=True)


class FindingSchema(Schema):
    """One thing the check has found."""

    severity = String(required=True)
    code = String(required=True)
    node = String(required=True, allow_none=True)
    line = Integer(required=True, allow_none=True)
    message = String(required=True)


class CheckedSchema(Schema):
    """What the check has found; `canonical` and `digest` where the text could be read."""

    valid = Boolean(required=True)
    digest = String(required=True, allow_none=True)
    canonical = Object(required=True, allow_none=True)
    title = String(required=True, allow_none=True)
    name = String(required=True, allow_none=True)
    parameters = Object(required=True)
    findings = List(Nested(FindingSchema), required=True)


class RehearsalSchema(CheckSchema):
    """A procedure's text, and what steps and people answer in it, as rehearsals write it."""

    params = Object(load_default=dict)
    hosts = Object(load_default=dict, validate=length(0, MOST_HOSTS))
    results = Object(load_default=dict)
    answers = Object(load_default=dict)


class RehearsedVisitSchema(Schema):
    """One visit in a rehearsal; without an outcome it waits, and `sentence` says for what."""

    node = String(required=True)
    outcome = String(required=True, allow_none=True)
    sentence = String(required=True)
    said = said("what `sentence` is made of, where it is not a step's own")


class RehearsedArrowSchema(Schema):
    """An arrow that was taken, and how often."""

    from_ = String(required=True, attribute="from", data_key="from")
    outcome = String(required=True)
    to = String(required=True)
    count = Integer(required=True)


class RehearsedHostSchema(Schema):
    """How one host walked."""

    name = String(required=True)
    status = String(required=True)
    reason = String(required=True, allow_none=True)
    reason_said = said("what `reason` is made of")
    path = List(String(), required=True)
    visits = List(Nested(RehearsedVisitSchema), required=True)
    arrows = List(Nested(RehearsedArrowSchema), required=True)
    messages = List(String(), required=True)


class RehearsedSchema(Schema):
    """What came of a rehearsal."""

    status = String(required=True)
    hosts = List(Nested(RehearsedHostSchema), required=True)


class NodeKindSchema(Schema):
    """A kind of node: what the editor's palette and forms are made from."""

    kind = String(required=True)
    title = String(required=True)
    description = String(required=True)
    purpose_class = String(required=True)
    fields_ = Object(required=True, attribute="fields", data_key="fields")
    outcomes = List(String(), required=True)


class NodeKindsSchema(Schema):
    """All kinds."""

    items = List(Nested(NodeKindSchema), required=True)


@blueprint.route("/v1/flowcharts/check", methods=["POST"])
@blueprint.arguments(CheckSchema)
@blueprint.response(200, CheckedSchema)
def check(order: dict[str, Any]) -> dict[str, Any]:
    """Check a procedure; an unreadable text is a finding too."""
    return checked(current.means(), order["text"])


@blueprint.route("/v1/flowcharts/rehearse", methods=["POST"])
@blueprint.arguments(RehearsalSchema)
@blueprint.response(200, RehearsedSchema)
def rehearse(order: dict[str, Any]) -> dict[str, Any]:
    """Walk a procedure on a virtual clock; nothing is contacted and nothing stored."""
    return rehearsed(order["text"], order)


@blueprint.route("/v1/node-kinds")
@blueprint.response(200, NodeKindsSchema)
def node_kinds() -> dict[str, Any]:
    """Every kind of node a flowchart may have."""
    return {"items": all_kinds()}
