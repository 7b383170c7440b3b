"""The feed of events."""

from typing import Any

from noc_scheduler.api import current
from noc_scheduler.api.admission import Peer
from noc_scheduler.api.blueprint import Blueprint
from noc_scheduler.api.fields import (
    Instant,
    Integer,
    List,
    Nested,
    Object,
    Query,
    Schema,
    String,
    length,
)
from noc_scheduler.api.pages import PageQuery
from noc_scheduler.service.feed import read_feed

blueprint = Blueprint("events", __name__, Peer.PRESENTATION, "Everything that has happened")


class FeedQuery(Query):
    """Where to go on, of which execution, how many."""

    after = String(load_default=None, validate=length(1, 512))
    execution = String(load_default=None, validate=length(1, 64))
    types = String(
        load_default=None,
        validate=length(1, 512),
        metadata={"description": "only events of these types, separated by commas"},
    )
    limit = PageQuery._declared_fields["limit"]


class EventSchema(Schema):
    """One fact; `seq` has no gaps inside a HostRun (or, without one, inside the execution's own events)."""

    id = String(required=True)
    execution = String(required=True, allow_none=True)
    host_run = String(required=True, allow_none=True)
    host = String(required=True, allow_none=True)
    seq = Integer(required=True)
    type = String(required=True)
    v = Integer(required=True)
    at = Instant(required=True)
    actor = Object(required=True, allow_none=True)
    cause = Object(required=True, allow_none=True)
    data = Object(required=True)


class FeedSchema(Schema):
    """A page of the feed; poll with `next`, which is never null."""

    items = List(Nested(EventSchema), required=True)
    next = String(required=True)


@blueprint.route("/v1/events")
@blueprint.arguments(FeedQuery, location="query")
@blueprint.response(200, FeedSchema)
def events(query: dict[str, Any]) -> dict[str, Any]:
    """Events after a cursor, in an order in which none is ever added before one that was read."""
    types = None if query["types"] is None else query["types"].split(",")
    return read_feed(current.means(), query["after"], query["execution"], query["limit"], types)
