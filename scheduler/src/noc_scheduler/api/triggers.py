"""What schedules that wait for messages were sent, what came of it, and the secrets of webhooks."""

from typing import Any

from noc_scheduler.api import current
from noc_scheduler.api.admission import Peer
from noc_scheduler.api.blueprint import Blueprint
from noc_scheduler.api.fields import Instant, Integer, List, Nested, Object, Schema, String
from noc_scheduler.api.pages import PageQuery, page, page_of, read_cursor
from noc_scheduler.api.shapes import ActSchema
from noc_scheduler.service import hooks, intake

blueprint = Blueprint("triggers", __name__, Peer.PRESENTATION, "What schedules were sent")


class SecretSchema(Schema):
    """The secret, and where its holder sends to; it is shown this once."""

    secret = String(required=True)
    path = String(required=True)


class DeliverySchema(Schema):
    """A message: `body` without secrets, of the last ten only; `problem` where it was refused."""

    id = String(required=True)
    message = String(required=True)
    received_at = Instant(required=True)
    items = Integer(required=True)
    problem = String(required=True, allow_none=True)
    body = String(required=True, allow_none=True)


class DeliveriesSchema(Schema):
    """How many messages were accepted, had come before or were refused, and the last ones."""

    accepted = Integer(required=True)
    doubled = Integer(required=True)
    refused = Integer(required=True)
    last_at = Instant(required=True, allow_none=True)
    last_refusal = String(required=True, allow_none=True)
    items = List(Nested(DeliverySchema), required=True)


class ItemSchema(Schema):
    """What one message asked for, and what came of it: `waiting started joined left_out refused`, and why."""

    id = String(required=True)
    delivery = String(required=True)
    standing = String(required=True)
    said_host = String(required=True, allow_none=True)
    host = String(required=True, allow_none=True)
    params = Object(required=True)
    status = String(required=True)
    reason = String(required=True, allow_none=True)
    priority = Integer(required=True)
    received_at = Instant(required=True)
    due_at = Instant(required=True)
    settled_at = Instant(required=True, allow_none=True)
    execution = String(required=True, allow_none=True)
    execution_number = Integer(required=True, allow_none=True)


@blueprint.route("/v1/schedules/<string:schedule>/secret", methods=["POST"])
@blueprint.arguments(ActSchema)
@blueprint.response(200, SecretSchema)
def new_secret(order: dict[str, Any], schedule: str) -> dict[str, Any]:
    """Make the secret of a webhook anew; until there is one nobody may send to it."""
    secret = hooks.new_secret(current.means(), schedule, order["actor"])
    return {"secret": secret, "path": f"/v1/hooks/{schedule}"}


@blueprint.route("/v1/schedules/<string:schedule>/deliveries")
@blueprint.response(200, DeliveriesSchema)
def deliveries(schedule: str) -> dict[str, Any]:
    """The last messages, newest first, and the counts of all."""
    counts, newest = intake.deliveries(current.means(), schedule)
    names = ("accepted", "doubled", "refused", "last_at", "last_refusal")
    none = {"accepted": 0, "doubled": 0, "refused": 0, "last_at": None, "last_refusal": None}
    counted = none if counts is None else {name: counts._mapping[name] for name in names}
    return {**counted, "items": [dict(row._mapping) for row in newest]}


@blueprint.route("/v1/schedules/<string:schedule>/items")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(ItemSchema))
def items(query: dict[str, Any], schedule: str) -> dict[str, Any]:
    """Work items, newest first."""
    (before,) = read_cursor(query["cursor"], [""])
    found = intake.items(current.means(), schedule, before, query["limit"] + 1)
    return page([dict(row._mapping) for row in found], query["limit"], lambda one: [str(one["id"])])
