"""Queues: what walks have published."""

from typing import Any

from noc_scheduler.api import current
from noc_scheduler.api.admission import Peer
from noc_scheduler.api.blueprint import Blueprint
from noc_scheduler.api.fields import Any_, Instant, Integer, Schema, String
from noc_scheduler.api.pages import PageQuery, page, page_of, read_cursor
from noc_scheduler.service.triggers import queues

blueprint = Blueprint("queues", __name__, Peer.PRESENTATION, "What walks have published")


class QueueSchema(Schema):
    """A queue that something was published to."""

    queue = String(required=True)
    messages = Integer(required=True)
    last_at = Instant(required=True)


class MessageSchema(Schema):
    """One message and where it comes from; `item` numbers those of one visit from 1."""

    id = String(required=True)
    queue = String(required=True)
    body = Any_(required=True, allow_none=True)
    item = Integer(required=True)
    host = String(required=True)
    execution = String(required=True)
    execution_number = Integer(required=True)
    procedure = String(required=True)
    visit = Integer(required=True)
    published_at = Instant(required=True)


@blueprint.route("/v1/queues")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(QueueSchema))
def listed(query: dict[str, Any]) -> dict[str, Any]:
    """Queues by name."""
    (after,) = read_cursor(query["cursor"], [""])
    found = queues.listed(current.means(), after, query["limit"] + 1)
    return page(found, query["limit"], lambda one: [one["queue"]])


@blueprint.route("/v1/queues/<string:queue>/messages")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(MessageSchema))
def messages(query: dict[str, Any], queue: str) -> dict[str, Any]:
    """Messages in the order they were published."""
    (after,) = read_cursor(query["cursor"], [0])
    found = queues.messages(current.means(), queue, after, query["limit"] + 1)
    return page(found, query["limit"], lambda one: [one["position"]])
