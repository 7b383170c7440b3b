"""Whether this process lives, is ready, and what it is."""

import platform

from flask import Response, jsonify

from noc_scheduler import __version__
from noc_scheduler.api import current
from noc_scheduler.api.admission import Peer
from noc_scheduler.api.blueprint import Blueprint
from noc_scheduler.api.fields import Integer, Schema, String
from noc_scheduler.service.upkeep.readiness import needed_tables, require_ready
from noc_scheduler.signatures import CONTRACT

NAME = "noc-scheduler"
blueprint = Blueprint("health", __name__, Peer.ANYONE, "Is it alive, is it ready, what is it")


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
    """The process answers, whatever else is wrong."""
    return jsonify(status="alive")


@blueprint.route("/readyz")
@blueprint.response(200, StatusSchema)
def ready() -> Response:
    """Database, tables, state folder and workers are as they should be; 503 `not_ready` with every reason if not."""
    require_ready(current.means())
    return jsonify(status="ready")


@blueprint.route("/version")
@blueprint.response(200, SoftwareSchema)
def version() -> Response:
    """The versions of this software, the contract between layers, the tables it needs, and Python."""
    return jsonify(
        name=NAME,
        version=__version__,
        contract=CONTRACT,
        schema=needed_tables(),
        python=platform.python_version(),
    )
