"""What an execution would be, before anybody starts it: the version, and exactly which hosts."""

from typing import Any

from noc_presentation.api import authorise, current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.executions import OrderSchema, order_of
from noc_presentation.api.fields import Integer, List, Nested, Schema, String
from noc_presentation.api.unseen import looked_up
from noc_presentation.permissions.verbs import Verb
from noc_presentation.service import executions, reach

blueprint = Blueprint("previews", __name__, description="Executions that nobody has started")


class PreviewedHostSchema(Schema):
    """A host that would walk."""

    name = String(required=True)
    address = String(required=True)


class PreviewSchema(Schema):
    """Which version would run, and for whom: every host, by name."""

    procedure = String(required=True)
    version = Integer(required=True)
    hosts = List(Nested(PreviewedHostSchema), required=True)


@blueprint.route("/executions/preview", methods=["POST"])
@blueprint.arguments(OrderSchema)
@blueprint.response(200, PreviewSchema)
def preview(body: dict[str, Any]) -> dict[str, Any]:
    """Say who would walk what; nothing is started. Refused wherever starting it now would be."""
    wanted = looked_up(Verb.EXECUTION_START, body["procedure"], body["target"])
    with current.reading() as session, wanted:
        previewed = executions.preview(session, order_of(body), current.actor())
        authorise.require(Verb.EXECUTION_START, reach.of_order(session, previewed.order))
    procedure = previewed.order["procedure"]
    return {"procedure": procedure["name"], "version": procedure["version"], "hosts": previewed.hosts}
