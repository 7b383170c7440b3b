"""Channels over REST: which there are, and trying one out."""

from typing import Any

from flask import Response, make_response

from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import List, Nested, Schema, String
from noc_presentation.api.notifications import NotificationSchema
from noc_presentation.errors import Misconfigured, NotFound, Unavailable
from noc_presentation.notifications import listing
from noc_presentation.notifications.queueing import Subject, Words, queued

blueprint = Blueprint("channels", __name__, description="Ways to people")


class ChannelSchema(Schema):
    """A channel of the channels file; its options are nobody's business here."""

    name = String(required=True)
    kind = String(required=True)


class ChannelsSchema(Schema):
    """All of them; `next` is always null."""

    items = List(Nested(ChannelSchema), required=True)
    next = String(required=True, allow_none=True)


@blueprint.route("/channels")
@blueprint.response(200, ChannelsSchema)
def listed() -> dict[str, Any]:
    """The channels that the channels file names now."""
    return {"items": [{"name": name, "kind": kind} for name, kind in kinds_now().items()], "next": None}


@blueprint.route("/channels/<string:name>/test", methods=["POST"])
@blueprint.response(202, NotificationSchema)
def test(name: str) -> Response:
    """Have a message sent there that says that it is a test; what became of it is among the notifications."""
    if name not in kinds_now():
        raise NotFound("channel.unknown", f"there is no channel called {name!r}")
    text = f"{current.actor().name} tries whether this channel works."
    notification = queued(Subject("test"), Words("noc-orchestrator: test", text), name, current.now())
    with current.writing() as session:
        session.add(notification)
        session.flush()
        return make_response(NotificationSchema().dump(notification), 202)


def kinds_now() -> dict[str, str]:
    """The kind of each channel by its name, as the channels file says now; Unavailable where it can't be read."""
    try:
        return listing.kinds(current.resources().channels)
    except Misconfigured as error:
        raise Unavailable("channels.unreadable", str(error)) from error
