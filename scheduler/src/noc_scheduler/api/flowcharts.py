"""Flowcharts as text: checking them, and the kinds of nodes they may have."""

from typing import Any

from noc_scheduler.api import current
from noc_scheduler.api.admission import Peer
from noc_scheduler.api.blueprint import MEBIBYTE, Blueprint
from noc_scheduler.api.fields import Boolean, Integer, List, Nested, Object, Schema, String
from noc_scheduler.flowchart.kinds import node_kinds as all_kinds
from noc_scheduler.service.flowcharts import checked

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


@blueprint.route("/v1/node-kinds")
@blueprint.response(200, NodeKindsSchema)
def node_kinds() -> dict[str, Any]:
    """Every kind of node a flowchart may have."""
    return {"items": all_kinds()}
