"""Inventory sources over REST: the scheduler asks, for people, what one of them tells now."""

from typing import Any

from noc_executor_node.api import fields
from noc_executor_node.api.blueprint import Blueprint
from noc_executor_node.api.parts import parts
from noc_executor_node.sources.files import source_file
from noc_executor_node.sources.listing import listed

blueprint = Blueprint(
    "inventory-sources", __name__, url_prefix="/v1/inventory-sources", description="Hosts that plugins know"
)


class Nothing(fields.Schema):
    """Nothing can be said: the file says everything."""


class Listing(fields.Schema):
    plugin = fields.String(required=True)
    content = fields.String(required=True)


@blueprint.post("/<string:name>/list")
@blueprint.arguments(Nothing)
@blueprint.response(200, Listing)
def list_hosts(_body: dict[str, Any], name: str) -> dict[str, Any]:
    """The inventory as ansible-inventory prints it; takes as long as the plugin does, less than a minute."""
    settings = parts().settings
    source = source_file(settings.sources, name, settings.inventory_plugins)
    return {"plugin": source.plugin, "content": listed(settings, source)}
