"""What walks ask people, as the scheduler tells it."""

from noc_presentation.api.fields import Any_, Instant, Integer, List, Nested, Object, String
from noc_presentation.api.passed_on import PassedOn, PassedOnPage, groups_reached
from noc_presentation.api.shown import ActorSchema


class QuestionSchema(PassedOn):
    """What a walk asks people; an answer carries its `digest`."""

    id = String(required=True)
    status = String(required=True)
    kind = String(required=True)
    question = String(required=True)
    fields_ = Any_(required=True, allow_none=True, data_key="fields", attribute="fields")
    approvers = List(String(), required=True)
    quorum = Integer(required=True)
    digest = String(required=True)
    execution = String(required=True)
    execution_number = Integer(required=True)
    procedure = String(required=True)
    target = Object(required=True)
    reached = groups_reached()
    schedule = String(required=True, allow_none=True)
    params = Object(required=True)
    asked_for = Nested(ActorSchema, required=True)
    host = String(required=True)
    node = String(required=True)
    asked_at = Instant(required=True)
    expires_at = Instant(required=True)
    closed_at = Instant(required=True, allow_none=True)
    outcome = String(required=True, allow_none=True)
    answers = List(Object(), required=True)


class QuestionPageSchema(PassedOnPage):
    """A page of questions."""

    items = List(Nested(QuestionSchema), required=True)
