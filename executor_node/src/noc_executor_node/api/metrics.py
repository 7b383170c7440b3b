"""Metrics for Prometheus, open to whoever holds the token for them."""

import hmac

from flask import Response, request

from noc_executor_node.api.blueprint import Blueprint
from noc_executor_node.api.parts import parts
from noc_executor_node.errors import NotFound, Unauthenticated
from noc_executor_node.metrics import CONTENT_TYPE, metrics

blueprint = Blueprint("metrics", __name__, description="Figures for Prometheus")
TEXT = {"description": "Prometheus' text format", "content": {"text/plain": {"schema": {"type": "string"}}}}


@blueprint.get("/metrics")
@blueprint.doc(responses={200: TEXT}, security=[{"metrics": []}])
def show() -> Response:
    """Gauges computed from the journal; 404 where no metrics token is set."""
    _admit(parts().settings.metrics_token)
    return Response(metrics(parts().settings, parts().journal), content_type=CONTENT_TYPE)


def _admit(token: str | None) -> None:
    if token is None:
        raise NotFound("not_found", "no metrics token is set here")
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthenticated("token.missing", "send the metrics token as `Authorization: Bearer ...`")
    if not hmac.compare_digest(shown.strip().encode(), token.encode()):
        raise Unauthenticated("token.invalid", "this is not the metrics token")
