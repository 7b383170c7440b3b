"""Schedules, as the scheduler tells of them."""

from noc_presentation.api.fields import Any_, Boolean, Instant, Integer, List, Nested, Object, String
from noc_presentation.api.passed_on import PassedOn, PassedOnPage


class ShutSchema(PassedOn):
    """A stretch in which the windows of the procedure let nothing begin: what is due waits for its end."""

    since = Instant(required=True)
    until = Instant(required=True)


class PlanSchema(PassedOn):
    """What a schedule fires in the stretch that was asked for; `more` if there is more than is listed."""

    fires = List(Instant(), required=True)
    more = Boolean(required=True)
    shut = List(Nested(ShutSchema), required=True)


class ScheduleSchema(PassedOn):
    """Something that starts executions by itself."""

    id = String(required=True)
    name = String(required=True)
    trigger = Object(required=True)
    procedure = Object(required=True)
    target = Object(required=True)
    params = Object(required=True)
    overlap = String(metadata={"description": "what happens when it is due while an execution of it goes on"})
    catch_up_ms = Integer(allow_none=True)
    priority = Integer()
    check_mode = Boolean(metadata={"description": "whether what it starts are dry runs"})
    diff = Boolean()
    next_fires = List(Instant(), required=True)
    warnings = List(Any_(), required=True)
    warnings_said = List(Object(), metadata={"description": "what each of them is made of"})
    last_fire = Any_(allow_none=True)
    plan = Nested(PlanSchema, allow_none=True, metadata={"description": "where a stretch was asked for"})


class SchedulePageSchema(PassedOnPage):
    """A page of schedules."""

    items = List(Nested(ScheduleSchema), required=True)
