"""Notifications over REST: handed in by the scheduler, read by people."""

from typing import Any

from flask import Response, make_response

from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import (
    Boolean,
    Instant,
    Integer,
    List,
    Nested,
    Schema,
    String,
    between,
    length,
    one_of,
)
from noc_presentation.api.guards import scheduler
from noc_presentation.api.pages import PageQuery, page_of, page_request
from noc_presentation.errors import NotFound
from noc_presentation.notifications import outbox
from noc_presentation.notifications.message import Message
from noc_presentation.notifications.outbox import Incoming
from noc_presentation.pages import Page
from noc_presentation.store import notifications as store
from noc_presentation.store.notifications import STATUSES, Notification

MOST_IN_A_BATCH = 500
incoming = Blueprint("outbox", __name__, guard=scheduler, description="What is to be told to people")
blueprint = Blueprint("notifications", __name__, description="What was told to people, and every try")


class IncomingSchema(Schema):
    """One message as the scheduler hands it in."""

    id = String(required=True, validate=length(1, 64))
    execution = String(required=True, validate=length(1, 64))
    execution_number = Integer(required=True, validate=between(1, 2**31 - 1))
    procedure = String(required=True, validate=length(1, 128))
    host = String(required=True, allow_none=True, validate=length(1, 255))
    node = String(required=True, validate=length(1, 64))
    channel = String(required=True, validate=length(1, 128))
    subject = String(required=True, allow_none=True, validate=length(0, 65_536))
    message = String(required=True, validate=length(0, 65_536))
    at = Instant(required=True)


class BatchSchema(Schema):
    """Messages; each is taken in once, however often it comes."""

    notifications = List(Nested(IncomingSchema), required=True, validate=length(1, MOST_IN_A_BATCH))


class TakenInSchema(Schema):
    """What became of one message."""

    id = String(required=True)
    status = String(required=True, validate=one_of("accepted", "duplicate", "refused"))
    code = String(required=True, allow_none=True)


class AnswersSchema(Schema):
    """What became of each message, in their order."""

    items = List(Nested(TakenInSchema), required=True)


class DeliverySchema(Schema):
    """One try."""

    number = Integer(required=True)
    at = Instant(required=True)
    succeeded = Boolean(required=True)
    answer = String(required=True)


class NotificationSchema(Schema):
    """A message and every try to deliver it; `reason` says why it is not delivered."""

    id = String(required=True)
    execution = String(required=True)
    execution_number = Integer(required=True)
    procedure = String(required=True)
    host = String(required=True, allow_none=True)
    node = String(required=True)
    channel = String(required=True)
    destination = String(required=True, allow_none=True)
    recipient = String(required=True, allow_none=True)
    subject = String(required=True)
    message = String(required=True)
    at = Instant(required=True)
    received_at = Instant(required=True)
    status = String(required=True, validate=one_of(*STATUSES))
    reason = String(required=True, allow_none=True)
    next_try_at = Instant(required=True)
    deliveries = List(Nested(DeliverySchema), required=True)


class NotificationQuery(PageQuery):
    """Those of one status, of one execution, or both."""

    status = String(load_default=None, validate=one_of(*STATUSES))
    execution = String(load_default=None, validate=length(1, 64))


@incoming.route("/notifications", methods=["POST"])
@incoming.arguments(BatchSchema)
@incoming.response(200, AnswersSchema)
def take_in(body: dict[str, Any]) -> dict[str, Any]:
    """Take messages in; they are delivered soon after, and again and again until they get through."""
    batch = [_incoming(item) for item in body["notifications"]]
    with current.writing() as session:
        answers = outbox.take_in(session, batch, current.now())
    return {
        "items": [
            {"id": item.message.id, "status": status, "code": None}
            for item, status in zip(batch, answers, strict=True)
        ]
    }


@blueprint.route("/notifications/<string:notification>/send-again", methods=["POST"])
@blueprint.response(202, NotificationSchema)
def send_again(notification: str) -> Response:
    """Have it sent once more, whatever became of it."""
    with current.writing() as session:
        row = session.get(Notification, notification, with_for_update=True)
        if row is None:
            raise NotFound("not_found", "there is no such notification")
        outbox.send_again(row, current.now())
        return make_response(NotificationSchema().dump(row), 202)


@blueprint.route("/notifications")
@blueprint.arguments(NotificationQuery, location="query")
@blueprint.response(200, page_of(NotificationSchema))
def listed(query: dict[str, Any]) -> Page[Notification]:
    """Messages, newest first, with every try to deliver them."""
    with current.reading() as session:
        return store.listed(session, page_request(query), query["status"], query["execution"])


def _incoming(item: dict[str, Any]) -> Incoming:
    message = Message(
        id=item["id"],
        channel=item["channel"],
        subject=item["subject"] or f"{item['procedure']}: {item['node']}",
        text=item["message"],
        procedure=item["procedure"],
        execution_number=item["execution_number"],
        host=item["host"],
        node=item["node"],
        at=item["at"],
    )
    return Incoming(message, item["execution"])
