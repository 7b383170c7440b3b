"""Webhooks: where monitoring systems send what a schedule waits for."""

from typing import Any

from flask import g, make_response, request
from flask.typing import ResponseReturnValue

from noc_scheduler.api import current
from noc_scheduler.api.admission import Peer
from noc_scheduler.api.blueprint import MEBIBYTE, Blueprint
from noc_scheduler.api.fields import Boolean, Integer, Schema, String
from noc_scheduler.api.strict import read_json
from noc_scheduler.errors import Refused
from noc_scheduler.service.triggers import intake
from noc_scheduler.service.triggers.hooks import Sender
from noc_scheduler.service.triggers.intake import Message
from noc_scheduler.store.ids import new_id

blueprint = Blueprint("hooks", __name__, Peer.SENDER, "Messages that start executions", MEBIBYTE // 4)


class ReceiptSchema(Schema):
    """A message that is stored and will not be lost; `items` counts what it asks for that was not known yet."""

    id = String(required=True)
    items = Integer(required=True)
    doubled = Boolean(required=True)


@blueprint.route("/v1/hooks/<string:schedule>", methods=["POST"])
@blueprint.response(202, ReceiptSchema)
@blueprint.alt_response(200, schema=ReceiptSchema, description="The message had come before")
def receive(schedule: str) -> ResponseReturnValue:
    """Take a message in; what comes of it is shown by the schedule's items."""
    sender: Sender = g.sender
    message = Message(sender.schedule, sender.message or str(new_id()), _read(sender))
    receipt = intake.take_in(current.means(), message)
    answer = {"id": str(receipt.id), "items": receipt.items, "doubled": receipt.doubled}
    return make_response(answer, 200 if receipt.doubled else 202)


def _read(sender: Sender) -> Any:
    """What the sender wrote; one that may send and writes nonsense is counted."""
    encoding = request.headers.get("Content-Encoding")
    try:
        return read_json(request.get_data(cache=True), request.content_type, encoding)
    except Refused as error:
        intake.refuse(current.means(), sender.schedule, error.with_places())
        raise
