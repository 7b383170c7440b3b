"""Whether this process lives, is ready, and what it is."""

import platform

from flask import Response, jsonify

from noc_presentation import __version__
from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import Integer, Schema, String
from noc_presentation.api.guards import anyone
from noc_presentation.service.readiness import require_ready
from noc_presentation.signatures import CONTRACT
from noc_presentation.store.migrate import revision

NAME = "noc-presentation"

blueprint = Blueprint(
    "health", __name__, url_prefix="/", guard=anyone, description="Is it alive, is it ready, what is it"
)


class StatusSchema(Schema):
    """How it stands, in one word."""

    status = String(required=True)


class SoftwareSchema(Schema):
    """What is running."""

    name = String(required=True)
    version = String(required=True)
    contract = Integer(required=True)
    schema = String(required=True)
    python = String(required=True)


@blueprint.route("/healthz")
@blueprint.response(200, StatusSchema)
def alive() -> Response:
    """The process answers."""
    return jsonify(status="alive")


@blueprint.route("/readyz")
@blueprint.response(200, StatusSchema)
def ready() -> Response:
    """Database, tables and state folder are as they should be; 503 `not_ready` with every reason if not."""
    require_ready(current.database(), current.resources().home)
    return jsonify(status="ready")


@blueprint.route("/version")
@blueprint.response(200, SoftwareSchema)
def version() -> Response:
    """The versions of this software, the contract between layers, the tables it needs, and Python."""
    return jsonify(
        name=NAME,
        version=__version__,
        contract=CONTRACT,
        schema=revision(),
        python=platform.python_version(),
    )
