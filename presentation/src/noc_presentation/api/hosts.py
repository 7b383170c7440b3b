"""Hosts over REST: made and replaced as whole descriptions, with ETags."""

from datetime import datetime
from typing import Any

from flask import Response, jsonify, make_response, request
from sqlalchemy.orm import Session

from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import (
    Any_,
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
from noc_presentation.api.idempotency import idempotent
from noc_presentation.api.pages import PageQuery, page_of, page_request
from noc_presentation.api.shown import ActorSchema, MarkSchema
from noc_presentation.documents.marks import HOST, Mark, marks
from noc_presentation.errors import NeedsPrecondition
from noc_presentation.instants import text
from noc_presentation.inventory import hosts, observed
from noc_presentation.inventory.described import described_host
from noc_presentation.inventory.observed import Reachability
from noc_presentation.inventory.rows import host_of
from noc_presentation.permissions.rights import Kind
from noc_presentation.permissions.verbs import Verb
from noc_presentation.store.inventory import HostRow
from noc_presentation.store.observations import HostObservation

MOST_ITEMS = length(0, 2_000)
ETAG = {"ETag": {"schema": {"type": "string"}}}
IF_MATCH = {"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"}}

blueprint = Blueprint("hosts", __name__, description="Where procedures walk")


class DescriptionSchema(Schema):
    """A host as somebody describes it; without an address its name is the address."""

    name = String(required=True)
    address = String(load_default=None, allow_none=True)
    port = Integer(load_default=None, allow_none=True)
    user = String(load_default=None, allow_none=True)
    groups = List(String(), load_default=list, validate=MOST_ITEMS)
    tags = List(String(), load_default=list, validate=MOST_ITEMS)
    vars = Object(keys=String(), load_default=dict)
    host_keys = List(
        String(), load_default=list, validate=MOST_ITEMS, metadata={"description": "lines `TYPE BASE64`"}
    )


class HostSchema(Schema):
    """A host as it is stored; `port` and `user` are null where the SSH client and the profile decide."""

    id = String(required=True)
    name = String(required=True)
    address = String(required=True)
    port = Integer(required=True, allow_none=True)
    user = String(required=True, allow_none=True)
    groups = List(String(), required=True)
    tags = List(String(), required=True)
    vars = Object(required=True)
    host_keys = List(String(), required=True)
    created_at = Instant(required=True)
    created_by = Nested(ActorSchema, required=True)
    changed_at = Instant(required=True)
    changed_by = Nested(ActorSchema, required=True)
    managed_by = Nested(MarkSchema, required=True, allow_none=True)


class FactSchema(Schema):
    """One fact as a run showed it last."""

    value = Any_(required=True, metadata={"description": "a text or a number, as the host said it"})
    at = Instant(required=True)


class ReachedSchema(Schema):
    """What the last probe of the host saw, and when."""

    status = String(required=True, validate=one_of(*Reachability))
    message = String(required=True)
    address = String(required=True, allow_none=True)
    banner = String(required=True, allow_none=True)
    login = String(required=True, allow_none=True)
    executor_node = String(required=True)
    execution = String(required=True)
    at = Instant(required=True)


class HostSeenSchema(HostSchema):
    """A host, and what runs have shown of it: `facts` by name with their age, and how it could be reached."""

    facts = Object(keys=String(), values=Nested(FactSchema), required=True)
    reachability = Nested(ReachedSchema, required=True, allow_none=True)


class HostQuery(PageQuery):
    """Which hosts."""

    group = String(load_default=None, validate=length(1, 128), metadata={"description": "only this group's"})
    search = String(
        load_default=None,
        validate=length(1, 128),
        metadata={"description": "only those with this in their name or address, in any case"},
    )


@blueprint.route("/hosts", methods=["POST"])
@idempotent
@blueprint.arguments(DescriptionSchema)
@blueprint.response(201, HostSchema, headers=ETAG)
def create(description: dict[str, Any]) -> Response:
    """Make a host, and the groups it names."""
    with current.writing() as session:
        row = hosts.create(session, described_host(description), current.actor(), current.now())
        return _shown(row, None, 201)


@blueprint.route("/hosts")
@blueprint.arguments(HostQuery, location="query")
@blueprint.response(200, page_of(HostSchema))
def listed(query: dict[str, Any]) -> Response:
    """Hosts by name, as far as whoever asks may see them."""
    with current.reading() as session:
        seen = current.rights().names(Verb.INVENTORY_READ, Kind.GROUP)
        found = hosts.listed(session, page_request(query), query["group"], query["search"], seen)
        known = marks(session, HOST, {row.name: str(row.revision) for row in found.items})
        return jsonify(items=[_listed(row, known.get(row.name)) for row in found.items], next=found.next)


@blueprint.route("/hosts/<string:name>")
@blueprint.response(200, HostSeenSchema, headers=ETAG)
def one(name: str) -> Response:
    """One host with what was seen of it, and the ETag that replacing it asks for."""
    with current.reading() as session:
        row = hosts.one(session, name)
        document = {**_document(row, _mark(session, row)), **_seen_of(observed.of_host(session, row))}
        return _answer(HostSeenSchema().dump(document), row)


@blueprint.route("/hosts/<string:name>", methods=["PUT"])
@blueprint.arguments(DescriptionSchema)
@blueprint.response(200, HostSchema, headers=ETAG)
@blueprint.doc(parameters=[IF_MATCH])
def replace(description: dict[str, Any], name: str) -> Response:
    """Give the host that was seen another description; its name stays."""
    with current.writing() as session:
        host = described_host(description)
        row = hosts.replace(session, name, host, _seen, current.actor(), current.now())
        return _shown(row, _mark(session, row))


@blueprint.route("/hosts/<string:name>", methods=["DELETE"])
@blueprint.response(204)
def delete(name: str) -> None:
    """Delete a host; executions keep their own frozen copy."""
    with current.writing() as session:
        hosts.delete(session, name)


def _seen(revision: int) -> bool:
    if "If-Match" not in request.headers:
        raise NeedsPrecondition("precondition.required", "send the ETag of the host you saw as If-Match")
    return request.if_match.contains(str(revision))


def _mark(session: Session, row: HostRow) -> Mark | None:
    return marks(session, HOST, {row.name: str(row.revision)}).get(row.name)


def _document(row: HostRow, mark: Mark | None) -> dict[str, Any]:
    host = host_of(row)
    return {
        "id": row.id,
        "name": host.name,
        "address": host.address,
        "port": host.port,
        "user": host.user,
        "groups": host.groups,
        "tags": host.tags,
        "vars": host.vars,
        "host_keys": host.host_keys,
        "created_at": row.created_at,
        "created_by": row.created_by,
        "changed_at": row.changed_at,
        "changed_by": row.changed_by,
        "managed_by": mark,
    }


def _listed(row: HostRow, mark: Mark | None) -> dict[str, Any]:
    """What HostSchema makes of a host, written out: for a page of 200 the schema took as long as all the rest."""
    shown = {
        "created_at": text(row.created_at),
        "changed_at": text(row.changed_at),
        "managed_by": mark and MarkSchema().dump(mark),
    }
    return {**_document(row, mark), **shown}


def _seen_of(row: HostObservation | None) -> dict[str, Any]:
    if row is None:
        return {"facts": {}, "reachability": None}
    facts = {
        name: {"value": fact["value"], "at": datetime.fromisoformat(fact["at"])}
        for name, fact in row.facts.items()
    }
    reached = None if row.reachability is None else {**row.reachability, "at": row.reached_at}
    return {"facts": facts, "reachability": reached}


def _shown(row: HostRow, mark: Mark | None, status: int = 200) -> Response:
    return _answer(HostSchema().dump(_document(row, mark)), row, status)


def _answer(document: dict[str, Any], row: HostRow, status: int = 200) -> Response:
    response = make_response(document, status)
    response.set_etag(str(row.revision))
    return response
