"""Pieces that several answers show: who did something, what the scheduler found, a text that is sent in."""

from noc_presentation.api.fields import (
    Boolean,
    Instant,
    Integer,
    List,
    Nested,
    Object,
    Schema,
    String,
    length,
    one_of,
)

MOST_TEXT = 2 * 1024 * 1024
#: How many hosts may walk in one rehearsal.
MOST_HOSTS = 10


class ActorSchema(Schema):
    """Who caused something."""

    id = String(required=True)
    name = String(required=True)
    kind = String(required=True, validate=one_of("person", "service", "schedule", "layer"))


class FindingSchema(Schema):
    """Something the scheduler says about a procedure's text."""

    severity = String(required=True, validate=one_of("error", "warning"))
    code = String(required=True)
    node = String(required=True, allow_none=True)
    line = Integer(required=True, allow_none=True)
    message = String(required=True)


class TextSchema(Schema):
    """A procedure as its author wrote it."""

    text = String(required=True, validate=length(1, MOST_TEXT))


class CheckedSchema(Schema):
    """What is said about a text."""

    valid = Boolean(required=True)
    digest = String(required=True, allow_none=True)
    name = String(required=True, allow_none=True)
    title = String(required=True, allow_none=True)
    canonical = Object(required=True, allow_none=True)
    parameters = Object(required=True)
    findings = List(Nested(FindingSchema), required=True)


class RehearsalSchema(TextSchema):
    """A text, and what steps and people answer in it; the scheduler knows the forms."""

    params = Object(load_default=dict)
    hosts = Object(load_default=dict, validate=length(0, MOST_HOSTS))
    results = Object(load_default=dict)
    answers = Object(load_default=dict)


class MarkSchema(Schema):
    """Which document of which source brought an object; change it there, or the next apply undoes it."""

    document = String(required=True)
    source = String(required=True)
    applied_at = Instant(required=True)
    changed_by_hand = Boolean(required=True)
