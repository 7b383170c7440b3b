"""What would come of a text, as the scheduler tells it."""

from noc_presentation.api.fields import List, Nested, Object, String
from noc_presentation.api.passed_on import PassedOn, said


class RehearsedHostSchema(PassedOn):
    """How one host would walk."""

    name = String(required=True)
    status = String(required=True)
    reason = String(required=True, allow_none=True)
    reason_said = said("what `reason` is made of")
    path = List(String(), required=True)
    visits = List(
        Object(),
        required=True,
        metadata={"description": "`{node, outcome, sentence, said}`; no outcome: it waits"},
    )
    arrows = List(Object(), required=True, metadata={"description": "`{from, outcome, to, count}`"})
    messages = List(String(), required=True)


class RehearsedSchema(PassedOn):
    """What would come of a text."""

    status = String(required=True)
    hosts = List(Nested(RehearsedHostSchema), required=True)
