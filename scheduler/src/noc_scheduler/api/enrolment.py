"""Enrolment: an executor node shows its key and itself, and waits for people to compare the fingerprint."""

import re
from typing import Any
from urllib.parse import urlsplit

from marshmallow import ValidationError

from noc_scheduler.api import current
from noc_scheduler.api.admission import Peer
from noc_scheduler.api.blueprint import Blueprint
from noc_scheduler.api.fields import Integer, Nested, Object, Schema, String, between, length
from noc_scheduler.api.shapes import printable
from noc_scheduler.errors import Unauthenticated
from noc_scheduler.keys import fingerprint
from noc_scheduler.service.executions.finding import uuid_or_none
from noc_scheduler.service.nodes import executor_nodes
from noc_scheduler.service.nodes.introduction import Introduction, let_in
from noc_scheduler.store.executor_nodes import Enrolment

_PLAIN = re.compile(r"https?://[!-~]+")
blueprint = Blueprint("enrolment", __name__, Peer.ENROLLING_NODE, "How an executor node comes in")


def base_url(text: str) -> None:
    """Refuse what is no plain http or https address; empty is none at all, for one that can't be reached."""
    if not text:
        return
    try:
        parts = urlsplit(text)
        named = parts.hostname is not None and parts.port != 0
    except ValueError:
        named = False
    if not named or not _PLAIN.fullmatch(text) or parts.username or parts.query or parts.fragment:
        raise ValidationError("url.invalid|must be an http or https address such as http://10.0.0.5:8200")


def labels(value: dict[Any, Any]) -> None:
    """Refuse labels that are not short texts by short texts."""
    if len(value) > 50 or not all(isinstance(text, str) and len(text) <= 128 for text in value.values()):
        raise ValidationError("labels.invalid|at most 50 labels, each a text of at most 128 characters")


class IntroductionSchema(Schema):
    """The introduction it came with, and its name and key signed with that one's key."""

    id = String(required=True, validate=length(36, 36))
    proof = String(required=True, validate=length(88, 88))


class EnrolmentSchema(Schema):
    """What an executor node says about itself; signed with the key it shows, under its fingerprint."""

    name = String(required=True, validate=[length(1, 128), printable])
    public_key = String(required=True, validate=length(44, 44))
    url = String(required=True, allow_none=True, validate=[length(0, 512), base_url])
    labels = Object(load_default=dict, validate=labels)
    version = String(required=True, validate=[length(1, 64), printable])
    slots = Integer(required=True, validate=between(0, 10_000))
    sealing_key = String(load_default=None, allow_none=True, validate=length(44, 44))
    sealing_proof = String(load_default=None, allow_none=True, validate=length(88, 88))
    introduction = Nested(IntroductionSchema, load_default=None, allow_none=True)


class EnrolledSchema(Schema):
    """The id it has from now on, and whether it may work."""

    id = String(required=True)
    name = String(required=True)
    status = String(required=True)
    fingerprint = String(required=True)


@blueprint.route("/v1/executor-nodes", methods=["POST"])
@blueprint.arguments(EnrolmentSchema)
@blueprint.response(201, EnrolledSchema)
@blueprint.alt_response(200, schema=EnrolledSchema, description="It had enrolled before")
def enrol(said: dict[str, Any]) -> Any:
    """Take an executor node in: as pending, or as an administrator announced it.

    Asked again by the same key, the same answer.
    """
    key = fingerprint(said["public_key"])
    place = said.pop("url") or executor_nodes.NOWHERE
    introduced = said.pop("introduction")
    shown, new = executor_nodes.enrol(current.means(), Enrolment(**said, url=place, fingerprint=key))
    if introduced is not None:
        identity = uuid_or_none(introduced["id"])
        if identity is None:
            raise Unauthenticated("introduction.wrong", "this is no introduction")
        shown = let_in(current.means(), shown, Introduction(identity, introduced["proof"]))
    return shown.row, 201 if new else 200
