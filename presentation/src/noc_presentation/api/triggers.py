"""What schedules that wait for messages were sent, over REST; and the secrets of webhooks, shown once."""

from typing import Any

from flask import Response, jsonify

from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import List, Object, String, length, one_of
from noc_presentation.api.operating import ReasonSchema
from noc_presentation.api.pages import PageQuery
from noc_presentation.api.passed_on import given
from noc_presentation.api.passed_on.triggers import (
    SentMessagesSchema,
    WaitingAgainSchema,
    WebhookSecretSchema,
    WorkItemPageSchema,
)
from noc_presentation.api.references import only_id

STATUSES = ("waiting", "started", "joined", "left_out", "refused", "parked")
blueprint = Blueprint("triggers", __name__, description="What schedules were sent")


class ItemQuery(PageQuery):
    """Items of one status, or all."""

    status = String(load_default=None, validate=one_of(*STATUSES))


class IntakeSchema(ReasonSchema):
    """Both parts as they shall be; null: from any address, and never again."""

    senders = List(String(validate=length(1, 64)), required=True, allow_none=True, validate=length(1, 50))
    retry = Object(
        required=True, allow_none=True, metadata={"description": "`{most, after_ms}`, as in the trigger"}
    )


class AgainSchema(ReasonSchema):
    """Which parked items wait again; others are left as they are."""

    items = List(String(validate=length(1, 64)), required=True, validate=length(1, 200))


@blueprint.route("/schedules/<string:schedule>/intake", methods=["PUT"])
@blueprint.arguments(IntakeSchema)
@blueprint.response(204)
def change_intake(body: dict[str, Any], schedule: str) -> None:
    """Set from whom messages are taken, and how often what fails is tried again; holds from now on."""
    current.scheduler().change_intake(only_id(schedule), {**body, "actor": current.actor().document()})


@blueprint.route("/schedules/<string:schedule>/secret", methods=["POST"])
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, WebhookSecretSchema)
def new_secret(body: dict[str, Any], schedule: str) -> Response:
    """Make the secret of a webhook anew; the one before does not hold any more."""
    order = {"actor": current.actor().document(), "reason": body["reason"]}
    return jsonify(current.scheduler().new_secret(only_id(schedule), order))


@blueprint.route("/schedules/<string:schedule>/deliveries")
@blueprint.response(200, SentMessagesSchema)
def deliveries(schedule: str) -> Response:
    """The last messages that a schedule was sent, and the counts of all."""
    return jsonify(current.scheduler().schedule_part(only_id(schedule), "deliveries", {}))


@blueprint.route("/schedules/<string:schedule>/items")
@blueprint.arguments(ItemQuery, location="query")
@blueprint.response(200, WorkItemPageSchema)
def items(query: dict[str, Any], schedule: str) -> Response:
    """What the messages asked for and what came of it, newest first."""
    return jsonify(current.scheduler().schedule_part(only_id(schedule), "items", given(query)))


@blueprint.route("/schedules/<string:schedule>/items/again", methods=["POST"])
@blueprint.arguments(AgainSchema)
@blueprint.response(200, WaitingAgainSchema)
def wait_again(body: dict[str, Any], schedule: str) -> Response:
    """Let parked items wait at the end of their queue again, to be tried as often as at first."""
    order = {**body, "actor": current.actor().document()}
    return jsonify(current.scheduler().try_again(only_id(schedule), order))
