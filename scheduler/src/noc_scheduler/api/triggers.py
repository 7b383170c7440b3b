"""What schedules that wait for messages were sent, what came of it, and the secrets of webhooks."""

from typing import Any

from noc_scheduler.api import current
from noc_scheduler.api.admission import Peer
from noc_scheduler.api.blueprint import Blueprint
from noc_scheduler.api.fields import (
    Boolean,
    Instant,
    Integer,
    List,
    Nested,
    Object,
    Schema,
    String,
    length,
    one_of,
)
from noc_scheduler.api.pages import PageQuery, page, page_of, read_cursor
from noc_scheduler.api.shapes import ActSchema
from noc_scheduler.service.triggers import hooks, intake
from noc_scheduler.service.triggers.changing import Intake, change
from noc_scheduler.service.triggers.taking.afterwards import again
from noc_scheduler.store.work_items import ItemStatus
from noc_scheduler.triggers.senders import MOST as MOST_SENDERS

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


class QuotaSchema(Schema):
    """How much of a quota is used up in the period that goes on until `until`."""

    per = String(required=True)
    most = Integer(required=True)
    started = Integer(required=True)
    block = Boolean(required=True)
    until = Instant(required=True)


class DeliveriesSchema(Schema):
    """How many messages were accepted, had come before or were refused, the last ones, and what quotas leave."""

    accepted = Integer(required=True)
    doubled = Integer(required=True)
    refused = Integer(required=True)
    last_at = Instant(required=True, allow_none=True)
    last_refusal = String(required=True, allow_none=True)
    quotas = List(Nested(QuotaSchema), required=True)
    items = List(Nested(DeliverySchema), required=True)


class ItemQuery(PageQuery):
    """Items of one status, or all."""

    status = String(load_default=None, validate=one_of(*ItemStatus))


class IntakeSchema(ActSchema):
    """Both parts as they shall be; null: from any address, and never again."""

    senders = List(
        String(validate=length(1, 64)), required=True, allow_none=True, validate=length(1, MOST_SENDERS)
    )
    retry = Object(
        required=True, allow_none=True, metadata={"description": "`{most, after_ms}`, as in the trigger"}
    )


class AgainSchema(ActSchema):
    """Which parked items wait again; others are left as they are."""

    items = List(String(validate=length(1, 64)), required=True, validate=length(1, 200))


class WaitingAgainSchema(Schema):
    """How many of these were parked and wait again."""

    items = Integer(required=True)


class ItemSchema(Schema):
    """What one message asked for, and what came of it: `waiting started joined left_out refused parked`, and why.

    `tries` counts how often it was tried again because its walk had failed.
    """

    id = String(required=True)
    delivery = String(required=True)
    standing = String(required=True)
    said_host = String(required=True, allow_none=True)
    host = String(required=True, allow_none=True)
    params = Object(required=True)
    status = String(required=True)
    reason = String(required=True, allow_none=True)
    tries = Integer(required=True)
    priority = Integer(required=True)
    received_at = Instant(required=True)
    due_at = Instant(required=True)
    settled_at = Instant(required=True, allow_none=True)
    execution = String(required=True, allow_none=True)
    execution_number = Integer(required=True, allow_none=True)


@blueprint.route("/v1/schedules/<string:schedule>/intake", methods=["PUT"])
@blueprint.arguments(IntakeSchema)
@blueprint.response(204)
def change_intake(order: dict[str, Any], schedule: str) -> None:
    """Set from whom messages are taken, and how often what fails is tried again."""
    intake = Intake(order["senders"], order["retry"])
    change(current.means(), schedule, intake, order["actor"], order["reason"])


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
    counts, newest, quotas = intake.deliveries(current.means(), schedule)
    names = ("accepted", "doubled", "refused", "last_at", "last_refusal")
    none = {"accepted": 0, "doubled": 0, "refused": 0, "last_at": None, "last_refusal": None}
    counted = none if counts is None else {name: counts._mapping[name] for name in names}
    return {**counted, "quotas": quotas, "items": [dict(row._mapping) for row in newest]}


@blueprint.route("/v1/schedules/<string:schedule>/items")
@blueprint.arguments(ItemQuery, location="query")
@blueprint.response(200, page_of(ItemSchema))
def items(query: dict[str, Any], schedule: str) -> dict[str, Any]:
    """Work items, newest first."""
    (before,) = read_cursor(query["cursor"], [""])
    found = intake.items(current.means(), schedule, before, query["limit"] + 1, query["status"])
    return page([dict(row._mapping) for row in found], query["limit"], lambda one: [str(one["id"])])


@blueprint.route("/v1/schedules/<string:schedule>/items/again", methods=["POST"])
@blueprint.arguments(AgainSchema)
@blueprint.response(200, WaitingAgainSchema)
def wait_again(order: dict[str, Any], schedule: str) -> dict[str, Any]:
    """Let parked items wait at the end of their queue again, to be tried as often as at first."""
    return {"items": again(current.means(), schedule, order["items"], order["actor"], order["reason"])}
