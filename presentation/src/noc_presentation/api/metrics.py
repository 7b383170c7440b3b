"""Metrics for Prometheus, open to whoever holds the token for them."""

from flask import Response

from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.guards import scraper
from noc_presentation.service.metrics import CONTENT_TYPE, metrics

TEXT = {"description": "Prometheus' text format", "content": {"text/plain": {"schema": {"type": "string"}}}}
blueprint = Blueprint(
    "metrics", __name__, url_prefix="/", guard=scraper, description="Figures for Prometheus"
)


@blueprint.route("/metrics")
@blueprint.doc(responses={200: TEXT})
def show() -> Response:
    """Gauges computed from rows; 404 where no metrics token is set."""
    return Response(metrics(current.database(), current.now()), content_type=CONTENT_TYPE)
