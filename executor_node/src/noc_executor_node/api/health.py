"""Whether this executor node lives, is ready, and which version it is; open to all."""

import platform
import sqlite3
from typing import Any

from noc_executor_node import __version__
from noc_executor_node.api import fields
from noc_executor_node.api.blueprint import Blueprint
from noc_executor_node.api.parts import parts
from noc_executor_node.journal.database import SCHEMA_VERSION
from noc_executor_node.readiness import require_ready
from noc_executor_node.signatures import CONTRACT

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
    schema = fields.String(required=True)
    python = fields.String(required=True)


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
    """Ready: journal, state folder, pairing and executors are as they should be; 503 with every reason if not."""
    require_ready(parts().settings, parts().journal)
    return {"status": "ready"}


@blueprint.get("/version")
@blueprint.response(200, Version)
def version() -> dict[str, object]:
    """The versions of this software, the contract between layers, the journal, and Python."""
    return {
        "name": "noc-executor-node",
        "version": __version__,
        "contract": CONTRACT,
        "schema": str(SCHEMA_VERSION),
        "python": platform.python_version(),
    }
