"""Shapes that several nouns share: actors, targets, procedure versions, idempotency keys."""

import re
from typing import Any

from flask import request
from marshmallow import ValidationError, post_load

from noc_scheduler.api.fields import (
    Boolean,
    Integer,
    List,
    Nested,
    Object,
    Schema,
    String,
    between,
    length,
    one_of,
)
from noc_scheduler.errors import Complaint, Invalid
from noc_scheduler.flowchart.sayings import Saying

MOST_NAMES = 1_000
_KEY = re.compile(r"[\x21-\x7e]{1,128}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def printable(text: str) -> None:
    """Refuse what can't be seen, or makes other text look different."""
    if _CONTROL.search(text) or text != text.strip():
        raise ValidationError("name.not_printable|must be printable, without blanks around it")


def printable_lines(text: str) -> None:
    """Like `printable`, over several lines."""
    if _CONTROL.search(text.replace("\n", " ").replace("\t", " ")):
        raise ValidationError("text.not_printable|must be printable")


class ActorSchema(Schema):
    """Who causes a change."""

    id = String(required=True, validate=[length(1, 128), printable])
    name = String(required=True, validate=[length(1, 128), printable])
    kind = String(required=True, validate=one_of("person", "service", "schedule", "layer"))


class TargetSchema(Schema):
    """Groups and hosts by name; never both empty, unless it is said that there are no hosts."""

    groups = List(
        String(validate=[length(1, 255), printable]), load_default=list, validate=length(0, MOST_NAMES)
    )
    hosts = List(
        String(validate=[length(1, 255), printable]), load_default=list, validate=length(0, MOST_NAMES)
    )
    without_hosts = Boolean(load_default=False)

    @post_load
    def _said(self, target: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """Only what is said is kept: most targets have hosts."""
        return {name: value for name, value in target.items() if name != "without_hosts" or value}


class ProcedureVersionSchema(Schema):
    """A published version with the canonical form that its digest is of."""

    name = String(required=True, validate=[length(1, 128), printable])
    version = Integer(required=True, validate=between(1, 2**31 - 1))
    digest = String(required=True, validate=length(1, 80))
    canonical = Object(required=True)


class ProcedureNameSchema(Schema):
    """A published version by name."""

    name = String(required=True)
    version = Integer(required=True)
    digest = String(required=True)


class SaidSchema(Schema):
    """A sentence for those who word it themselves: what is said, and what it is said of; values may be such too."""

    code = String(required=True, metadata={"enum": [str(each) for each in Saying]})
    values = Object(required=True)


def said(description: str) -> Nested:
    """Beside a sentence in English, what it is made of; null where nothing is said."""
    return Nested(SaidSchema, required=True, allow_none=True, metadata={"description": description})


def groups_reached() -> List:
    """What rights on an execution are asked of; empty until its hosts are frozen, and without hosts."""
    words = "in which groups its hosts were when they were frozen; those of equal ones once"
    return List(List(String()), required=True, metadata={"description": words})


def idempotency_key() -> str | None:
    """The request's Idempotency-Key, if it has one."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not _KEY.fullmatch(key):
        complaint = Complaint("/Idempotency-Key", "idempotency.key", "needs 1 to 128 printable characters")
        raise Invalid("idempotency.key", "the Idempotency-Key is not right", (complaint,))
    return key


class ActSchema(Schema):
    """Who wants it, and why."""

    actor = Nested(ActorSchema, required=True)
    reason = String(load_default="", validate=[length(0, 1_000), printable_lines])
