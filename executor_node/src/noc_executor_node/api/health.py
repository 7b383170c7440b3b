"""Whether this executor node lives, is ready, and which version it is; open to all."""

import sqlite3
from typing import Any

from noc_executor_node import __version__
from noc_executor_node.api import fields
from noc_executor_node.api.blueprint import Blueprint
from noc_executor_node.api.parts import parts
from noc_executor_node.errors import Unavailable

CONTRACT = 1
blueprint = Blueprint("health", __name__, description="How this executor node is")


class Health(fields.Schema):
    status = fields.String(required=True)


class Speaking(fields.Schema):
    """The scheduler that answers the heartbeats (null: none does), how we stand with it, and since when."""

    scheduler = fields.String(required=True, allow_none=True)
    standing = fields.String(required=True)
    since = fields.String(required=True)


class Alive(Health):
    speaking = fields.Nested(Speaking, required=True, allow_none=True)


class Version(fields.Schema):
    name = fields.String(required=True)
    version = fields.String(required=True)
    contract = fields.Integer(required=True)


@blueprint.get("/healthz")
@blueprint.response(200, Alive)
def alive() -> dict[str, Any]:
    """Alive: the process answers, and says which scheduler the agent speaks to."""
    try:
        speaking = parts().journal.standing.speaking()
    except sqlite3.Error:  # whether the journal can be read is for /readyz to say
        speaking = None
    return {"status": "alive", "speaking": speaking}


@blueprint.get("/readyz")
@blueprint.response(200, Health)
def ready() -> dict[str, str]:
    """Ready: the journal answers as well."""
    try:
        parts().journal.reports.waiting()
    except sqlite3.Error as error:
        raise Unavailable("journal.unavailable", "the journal can't be read") from error
    return {"status": "ready"}


@blueprint.get("/version")
@blueprint.response(200, Version)
def version() -> dict[str, object]:
    """Which software this is, and the version of the contract between the layers it keeps."""
    return {"name": "noc-executor-node", "version": __version__, "contract": CONTRACT}
