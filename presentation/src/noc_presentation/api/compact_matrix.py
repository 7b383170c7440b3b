"""The matrix as the screens ask for it, again and again: small, and nothing at all where nothing has changed."""

from flask import jsonify, request
from werkzeug.wrappers import Response

from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import Any_, List, Nested, Object, String
from noc_presentation.api.passed_on import PassedOn
from noc_presentation.api.references import id_or_number
from noc_presentation.service.compact import compact

blueprint = Blueprint("compact_matrix", __name__, description="Executions at a glance")


class StateSchema(PassedOn):
    """How a visit stands: its outcome, or its status while it has none; and its status."""

    state = String(required=True)
    status = String(required=True)


class CompactHostSchema(PassedOn):
    """A host; each cell is [place of its node, place of its state, visits]."""

    name = String(required=True)
    status = String(required=True)
    word = String(required=True, allow_none=True)
    cells = List(Any_(), required=True)


class CompactMatrixSchema(PassedOn):
    """Hosts by steps; names of nodes and states are said once."""

    nodes = List(Object(), required=True)
    states = List(Nested(StateSchema), required=True)
    hosts = List(Nested(CompactHostSchema), required=True)
    arrows = List(Object(), required=True)


@blueprint.route("/executions/<string:execution>/compact-matrix")
@blueprint.response(200, CompactMatrixSchema)
def compact_matrix(execution: str) -> Response:
    """The matrix in few bytes; 304 for whoever shows in If-None-Match that they have it already."""
    matrix = current.scheduler().execution_part(id_or_number(execution), "matrix", {})
    response = jsonify(compact(matrix))
    response.add_etag(weak=True)
    return response.make_conditional(request)
