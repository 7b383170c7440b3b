"""What steps wrote, over REST: searched as a whole, and as a file."""

from itertools import chain
from typing import Any

from flask import Response, jsonify

from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import (
    Any_,
    Boolean,
    Integer,
    List,
    Object,
    Query,
    Schema,
    String,
    length,
)
from noc_presentation.api.passed_on import PassedOn, given
from noc_presentation.api.references import id_or_number
from noc_presentation.service import output
from noc_presentation.service.output import Of

TEXT = {
    "description": "HOST, NODE#VISIT and a line of output, with tabs between",
    "content": {"text/plain": {"schema": {"type": "string"}}},
}
blueprint = Blueprint("output", __name__, description="What steps wrote")


class OfQuery(Query):
    """Of one host, of one FlowNode, of both, or everything."""

    host = String(load_default=None, validate=length(1, 255))
    node = String(load_default=None, validate=length(1, 63))


class LinesSchema(PassedOn):
    """The log as an outline: how much each visit wrote, in the order in which they ended; names are said once."""

    hosts = List(String(), required=True)
    nodes = List(String(), required=True)
    visits = List(
        Any_(),
        required=True,
        metadata={"description": "`[id, place of its host, place of its node, number, lines]`"},
    )


class SearchQuery(OfQuery):
    """The same, and what is looked for."""

    text = String(required=True, validate=length(1, 200))


class MatchesSchema(Schema):
    """Lines that hold a text: all are counted, the first are told."""

    count = Integer(required=True)
    hosts = Integer(required=True, metadata={"description": "on how many hosts"})
    items = List(Object(), required=True, metadata={"description": "`{host, node, number, line, text}`"})
    cut = Boolean(
        required=True, metadata={"description": "whether there was more than can be looked through"}
    )


@blueprint.route("/executions/<string:execution>/output")
@blueprint.arguments(OfQuery, location="query")
@blueprint.doc(responses={200: TEXT})
def whole(query: dict[str, Any], execution: str) -> Response:
    """All output as text, just as the hosts wrote it."""
    of = Of(id_or_number(execution), query["node"], query["host"])
    text = output.written_down(current.scheduler(), of)
    begun = next(text, "")  # what can't be read at all is a problem, no file
    response = Response(chain((begun,), text), mimetype="text/plain")
    response.headers["Content-Disposition"] = f'attachment; filename="execution-{of.execution}.txt"'
    return response


@blueprint.route("/executions/<string:execution>/output/lines")
@blueprint.arguments(OfQuery, location="query")
@blueprint.response(200, LinesSchema)
def lines(query: dict[str, Any], execution: str) -> Response:
    """How much each visit wrote; what it wrote is asked for by its id, as `visits`."""
    return jsonify(current.scheduler().execution_part(id_or_number(execution), "lines", given(query)))


@blueprint.route("/executions/<string:execution>/output/matches")
@blueprint.arguments(SearchQuery, location="query")
@blueprint.response(200, MatchesSchema)
def matches(query: dict[str, Any], execution: str) -> Response:
    """Where a text occurs in the whole output."""
    of = Of(id_or_number(execution), query["node"], query["host"])
    return jsonify(output.search(current.scheduler(), of, query["text"]))
