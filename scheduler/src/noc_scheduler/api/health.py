"""Whether this process lives, is ready, and what it is."""

from flask import Response, jsonify

from noc_scheduler import __version__
from noc_scheduler.api import current
from noc_scheduler.api.admission import Peer
from noc_scheduler.api.blueprint import Blueprint
from noc_scheduler.service.admission import now

NAME = "noc-scheduler"
CONTRACT = 1
blueprint = Blueprint("health", __name__, Peer.ANYONE, "Is it alive, is it ready, what is it")


@blueprint.route("/healthz")
def alive() -> Response:
    """The process answers."""
    return jsonify(status="alive")


@blueprint.route("/readyz")
def ready() -> Response:
    """The database answers too."""
    now(current.means())
    return jsonify(status="ready")


@blueprint.route("/version")
def version() -> Response:
    """The name, the version, and the version of the contract between layers that is spoken here."""
    return jsonify(name=NAME, version=__version__, contract=CONTRACT)
