"""Observations over REST: what runs have shown of hosts, handed in by the scheduler."""

from typing import Any

import marshmallow as ma
from sqlalchemy.orm import Session

from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import (
    Any_,
    Instant,
    Integer,
    List,
    Nested,
    Schema,
    String,
    between,
    length,
    one_of,
)
from noc_presentation.api.guards import scheduler
from noc_presentation.api.notifications import AnswersSchema
from noc_presentation.errors import Refused
from noc_presentation.inventory import observed
from noc_presentation.inventory.observed import Observation, Reachability

MOST_IN_A_BATCH = 500
incoming = Blueprint("observations", __name__, guard=scheduler, description="What runs have shown of hosts")


def _text() -> String:
    return String(validate=length(1, 255))


def _number() -> Integer:
    return Integer(validate=between(0, 2**53))


def _words() -> String:
    return String(required=True, allow_none=True, validate=length(0, 255))


class FactsSchema(Schema):
    """The facts that are kept; a run may tell any of them."""

    distribution = _text()
    distribution_version = _text()
    kernel = _text()
    architecture = _text()
    hostname = _text()
    default_ipv4 = _text()
    python = _text()
    memory_mb = _number()
    processors = _number()
    uptime_s = _number()


class ReachabilitySchema(Schema):
    """What a probe saw; `host_keys` are lines `TYPE BASE64`."""

    status = String(required=True, validate=one_of(*Reachability))
    message = String(required=True, validate=length(0, 1_000))
    address = _words()
    banner = _words()
    login = _words()
    host_keys = List(String(validate=length(1, 16_384)), required=True, validate=length(0, 20))


class ObservationSchema(Schema):
    """What one attempt has shown of its host."""

    id = String(required=True, validate=length(1, 64))
    host = String(required=True, validate=length(1, 255))
    execution = String(required=True, validate=length(1, 64))
    executor_node = String(required=True, validate=length(1, 128))
    at = Instant(required=True)
    facts = Nested(FactsSchema, required=True)
    reachability = Nested(ReachabilitySchema, required=True, allow_none=True)


class ObservationsSchema(Schema):
    """Observations; each stands for itself."""

    observations = List(Any_(), required=True, validate=length(1, MOST_IN_A_BATCH))


@incoming.route("/observations", methods=["POST"])
@incoming.arguments(ObservationsSchema)
@incoming.response(200, AnswersSchema)
def take_in(body: dict[str, Any]) -> dict[str, Any]:
    """Keep what is newer than what is known of each host; one that can't be used keeps none from being kept."""
    read = [_read(item) for item in body["observations"]]
    codes: dict[int, str | None] = {}
    with current.writing() as session:
        for place in sorted(range(len(read)), key=lambda place: _host(read[place])):  # locks in one order
            codes[place] = _keep(session, read[place])
    return {
        "items": [
            {
                "id": _own_id(item),
                "status": "accepted" if codes[place] is None else "refused",
                "code": codes[place],
            }
            for place, item in enumerate(body["observations"])
        ]
    }


def _read(item: Any) -> Observation | None:
    try:
        said = ObservationSchema().load(item)
    except ma.ValidationError:
        return None
    del said["id"]
    return Observation(**said)


def _keep(session: Session, seen: Observation | None) -> str | None:
    """Why it was not kept, or None."""
    if seen is None:
        return "observation.invalid"
    try:
        observed.keep(session, seen, current.now())
    except Refused as error:
        return error.code
    return None


def _host(seen: Observation | None) -> str:
    return "" if seen is None else seen.host


def _own_id(item: Any) -> str:
    told = item.get("id") if isinstance(item, dict) else None
    return told if isinstance(told, str) else ""
