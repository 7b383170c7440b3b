"""Sealed credentials over REST: the scheduler asks for an executor node, and can't read what it is answered."""

from typing import Any

from flask import Response, jsonify

from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import Instant, Integer, List, Nested, Schema, String, between, length
from noc_presentation.api.guards import scheduler
from noc_presentation.credentials.giving import Answer, Asker, Need, give

MOST_IN_A_BATCH = 500
blueprint = Blueprint("sealing", __name__, guard=scheduler, description="Credentials for one executor node")


class NeedSchema(Schema):
    """An attempt that was just leased, and the credentials its frozen host has by name."""

    attempt = String(required=True, validate=length(1, 64))
    lease = Integer(required=True, validate=between(1, 2**53))
    host = String(required=True, validate=length(1, 255))
    credentials = List(String(validate=length(1, 128)), required=True, validate=length(1, 16))


class AskedSchema(Schema):
    """For whom: the id of an executor node, its X25519 key, and its signature over that, all of them base64."""

    executor_node = String(required=True, validate=length(1, 64))
    sealing_key = String(required=True, validate=length(0, 64))
    proof = String(required=True, validate=length(0, 128))
    attempts = List(Nested(NeedSchema), required=True, validate=length(1, MOST_IN_A_BATCH))


class NamedSchema(Schema):
    """A credential in a box."""

    name = String(required=True)
    kind = String(required=True)
    use = String(required=True)
    version = Integer(required=True)


class SealedSchema(Schema):
    """A box for one attempt, or why there is none."""

    attempt = String(required=True)
    box = String(required=True, allow_none=True)
    credentials = List(Nested(NamedSchema), required=True)
    expires_at = Instant(required=True, allow_none=True)
    code = String(required=True, allow_none=True)
    message = String(required=True, allow_none=True)


class SealedBatchSchema(Schema):
    """One answer for each attempt, in their order."""

    items = List(Nested(SealedSchema), required=True)


@blueprint.route("/sealed-credentials", methods=["POST"])
@blueprint.arguments(AskedSchema)
@blueprint.response(200, SealedBatchSchema)
def seal(asked: dict[str, Any]) -> Response:
    """The credentials of these attempts' hosts, each box for this executor node and one attempt."""
    asker = Asker(asked["executor_node"], asked["sealing_key"], asked["proof"])
    needs = [Need(**{**need, "credentials": tuple(need["credentials"])}) for need in asked["attempts"]]
    answers = give(current.database(), current.resources().key_ring, asker, needs, current.now())
    return jsonify(items=[SealedSchema().dump(_document(answer)) for answer in answers])


def _document(answer: Answer) -> dict[str, Any]:
    names = ("name", "kind", "use", "version")
    return {
        "attempt": answer.attempt,
        "box": answer.box,
        "credentials": [dict(zip(names, one, strict=True)) for one in answer.credentials],
        "expires_at": answer.expires_at,
        "code": answer.code,
        "message": answer.message,
    }
