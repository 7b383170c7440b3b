"""What happened, as the scheduler tells it."""

from noc_presentation.api.fields import Any_, Instant, Integer, List, Nested, Object, String
from noc_presentation.api.passed_on import PassedOn, PassedOnPage


class EventSchema(PassedOn):
    """Something that happened; `seq` counts without gaps inside a host's run."""

    id = String(required=True)
    execution = String(required=True)
    host_run = String(allow_none=True)
    host = String(allow_none=True)
    seq = Integer(required=True)
    type = String(required=True)
    v = Integer(required=True)
    at = Instant(required=True)
    actor = Any_(allow_none=True)
    cause = Any_(allow_none=True)
    data = Object(required=True)


class EventPageSchema(PassedOnPage):
    """Events; `next` is never null here, poll with it."""

    items = List(Nested(EventSchema), required=True)
