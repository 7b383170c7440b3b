"""Queues and what was published to them, as the scheduler tells of them."""

from noc_presentation.api.fields import Any_, Instant, Integer, List, Nested, String
from noc_presentation.api.passed_on import PassedOn, PassedOnPage


class QueueSchema(PassedOn):
    """A queue that something was published to."""

    queue = String(required=True)
    messages = Integer(required=True)
    last_at = Instant(required=True)


class QueuePageSchema(PassedOnPage):
    """A page of queues."""

    items = List(Nested(QueueSchema), required=True)


class MessageSchema(PassedOn):
    """One message and where it comes from."""

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


class MessagePageSchema(PassedOnPage):
    """A page of messages."""

    items = List(Nested(MessageSchema), required=True)
