"""Events over REST: the scheduler's feed, of everything or of one execution."""

from typing import Any

from flask import Response, jsonify

from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import Query, QueryInteger, String, length
from noc_presentation.api.pages import LIMIT
from noc_presentation.api.passed_on import given
from noc_presentation.api.passed_on.events import EventPageSchema
from noc_presentation.api.references import id_or_number
from noc_presentation.pages import USUAL

blueprint = Blueprint("events", __name__, description="What happened, in order")


class FeedQuery(Query):
    """Where to read on: `after` is `next` of the answer before."""

    after = String(load_default=None, validate=length(1, 2048))
    limit = QueryInteger(load_default=USUAL, validate=LIMIT)


class EventQuery(FeedQuery):
    """The same, for one execution if one is named."""

    execution = String(load_default=None, validate=length(1, 64))


@blueprint.route("/events")
@blueprint.arguments(EventQuery, location="query")
@blueprint.response(200, EventPageSchema)
def everywhere(query: dict[str, Any]) -> Response:
    """What happened anywhere; poll with `next`."""
    return jsonify(current.scheduler().events(given(query)))


@blueprint.route("/executions/<string:execution>/events")
@blueprint.arguments(FeedQuery, location="query")
@blueprint.response(200, EventPageSchema)
def of_execution(query: dict[str, Any], execution: str) -> Response:
    """What happened in one execution; poll with `next`."""
    return jsonify(current.scheduler().events(given(query) | {"execution": id_or_number(execution)}))
