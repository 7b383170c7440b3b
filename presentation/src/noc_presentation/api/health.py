"""Whether this process lives, is ready, and what it is."""

from flask import Response, jsonify

from noc_presentation import __version__
from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.guards import anyone
from noc_presentation.errors import Unavailable

NAME = "noc-presentation"
CONTRACT = 1

blueprint = Blueprint(
    "health", __name__, url_prefix="/", guard=anyone, description="Is it alive, is it ready, what is it"
)


@blueprint.route("/healthz")
def alive() -> Response:
    """The process answers."""
    return jsonify(status="alive")


@blueprint.route("/readyz")
def ready() -> Response:
    """The database answers too."""
    if not current.database().answers():
        raise Unavailable("dependency.unavailable", "the database doesn't answer")
    return jsonify(status="ready")


@blueprint.route("/version")
def version() -> Response:
    """The name, the version, and the version of the contract between layers that is spoken here."""
    return jsonify(name=NAME, version=__version__, contract=CONTRACT)
