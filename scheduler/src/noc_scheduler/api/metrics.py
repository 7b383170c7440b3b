"""Metrics for Prometheus, open to whoever holds the token for them."""

from flask import Response

from noc_scheduler.api import current
from noc_scheduler.api.admission import Peer
from noc_scheduler.api.blueprint import Blueprint
from noc_scheduler.service.upkeep.metrics import CONTENT_TYPE, metrics

blueprint = Blueprint("metrics", __name__, Peer.SCRAPER, "Figures for Prometheus")


@blueprint.route("/metrics")
@blueprint.doc(
    responses={
        200: {
            "description": "Prometheus' text format",
            "content": {"text/plain": {"schema": {"type": "string"}}},
        }
    }
)
def show() -> Response:
    """Gauges computed from rows; 404 where no metrics token is set."""
    return Response(metrics(current.means()), content_type=CONTENT_TYPE)
