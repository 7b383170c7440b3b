"""The kinds of FlowNode over REST: what an editor's palette and forms are made of."""

from flask import Response, jsonify

from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.passed_on.node_kinds import NodeKindsSchema

blueprint = Blueprint("node_kinds", __name__, description="What a flowchart can be made of")


@blueprint.route("/node-kinds")
@blueprint.response(200, NodeKindsSchema)
def listed() -> Response:
    """Every kind with the schema of its fields and its outcomes."""
    return jsonify(current.scheduler().node_kinds())
