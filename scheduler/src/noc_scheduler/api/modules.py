"""Modules: executor nodes tell of theirs, editors ask for them."""

from typing import Any

from noc_scheduler.api import current
from noc_scheduler.api.admission import Peer
from noc_scheduler.api.blueprint import MEBIBYTE, Blueprint
from noc_scheduler.api.fields import Boolean, List, Object, Schema, String, length
from noc_scheduler.api.pages import PageQuery, page, page_of, read_cursor
from noc_scheduler.errors import Forbidden
from noc_scheduler.service.executions.finding import uuid_or_none
from noc_scheduler.service.nodes import modules

MOST_BYTES = 32 * MEBIBYTE
blueprint = Blueprint("modules", __name__, Peer.PRESENTATION, "What the executor nodes' modules take")
incoming = Blueprint(
    "module_catalogues", __name__, Peer.AUTHORISED_NODE, "Executor nodes telling of their modules", MOST_BYTES
)


class PublishSchema(Schema):
    """The SHA-256 of a module catalogue's text and, where the scheduler doesn't know it, the text."""

    hash = String(required=True, validate=length(64, 64))
    document = String(load_default=None, allow_none=True, validate=length(1, MOST_BYTES))


class PublishedSchema(Schema):
    """Whether the catalogue is known now; if it isn't, it shall be sent along."""

    known = Boolean(required=True)


class ModuleSchema(Schema):
    """A module that some executor nodes have; `refused` says why none runs it."""

    name = String(required=True)
    title = String(required=True, allow_none=True)
    check_mode = String(required=True, allow_none=True)
    diff_mode = String(required=True, allow_none=True)
    refused = String(required=True, allow_none=True)
    executor_nodes = List(String(), required=True)


class ModuleDetailSchema(ModuleSchema):
    """A module with its options by name; `open`: it takes others as well."""

    description = List(String(), required=True)
    options = Object(required=True)
    open = Boolean(required=True)
    returns = Object(required=True)
    ansible_core = String(required=True)


class ModuleQuery(PageQuery):
    """`search`: words that the name or title must hold."""

    search = String(load_default="", validate=length(0, 200))


@incoming.route("/v1/executor-nodes/<string:executor_node>/modules", methods=["PUT"])
@incoming.arguments(PublishSchema)
@incoming.response(200, PublishedSchema)
def publish(said: dict[str, Any], executor_node: str) -> dict[str, Any]:
    """Announce a module catalogue by its hash, with its text where it isn't known yet."""
    caller = current.calling_node()
    if uuid_or_none(executor_node) != caller.id:
        raise Forbidden("peer.not_allowed", "an executor node speaks only for itself")
    return {"known": modules.publish(current.means(), caller.id, said["hash"], said["document"])}


@blueprint.route("/v1/modules")
@blueprint.arguments(ModuleQuery, location="query")
@blueprint.response(200, page_of(ModuleSchema))
def listed(query: dict[str, Any]) -> dict[str, Any]:
    """Modules by name."""
    (after,) = read_cursor(query["cursor"], [""])
    found = modules.listed(current.means(), query["search"], after, query["limit"] + 1)
    return page(found, query["limit"], lambda one: [one["name"]])


@blueprint.route("/v1/modules/<string:name>")
@blueprint.response(200, ModuleDetailSchema)
def shown(name: str) -> dict[str, Any]:
    """One module; a name without a collection is one of Ansible's own."""
    return modules.shown(current.means(), name)
