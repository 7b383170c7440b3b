"""Queues over REST: what walks have published."""

from typing import Any

from flask import Response, jsonify

from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.pages import PageQuery
from noc_presentation.api.passed_on import given
from noc_presentation.api.passed_on.queues import MessagePageSchema, QueuePageSchema
from noc_presentation.api.references import host_name

blueprint = Blueprint("queues", __name__, description="What walks have published")


@blueprint.route("/queues")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, QueuePageSchema)
def listed(query: dict[str, Any]) -> Response:
    """Queues by name."""
    return jsonify(current.scheduler().queues(given(query)))


@blueprint.route("/queues/<string:queue>/messages")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, MessagePageSchema)
def messages(query: dict[str, Any], queue: str) -> Response:
    """Messages in the order they were published."""
    return jsonify(current.scheduler().messages(host_name(queue), given(query)))
