"""Visits: what every host did at every node, and a person's word on those that wait for one."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from noc_scheduler.api import current
from noc_scheduler.api.admission import Peer
from noc_scheduler.api.blueprint import Blueprint
from noc_scheduler.api.fields import (
    Any_,
    Boolean,
    Instant,
    Integer,
    List,
    Nested,
    Query,
    Schema,
    String,
    length,
)
from noc_scheduler.api.pages import PageQuery, page, page_of, read_cursor
from noc_scheduler.api.shapes import ActorSchema, printable_lines, said
from noc_scheduler.service.executions import show
from noc_scheduler.service.operating.decide import decide

blueprint = Blueprint("visits", __name__, Peer.PRESENTATION, "What a host did at a node")


ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
#: No more than fit into an address; dots stay as they are in one, which commas don't.
IDS = ma.validate.Regexp(
    rf"\A{ID}(\.{ID}){{0,49}}\Z", error="ids.invalid|must be 1 to 50 ids with dots between"
)


class OfQuery(Query):
    """Of one host, of one node, or of all."""

    host = String(load_default=None, validate=length(1, 255))
    node = String(load_default=None, validate=length(1, 64))


class VisitQuery(OfQuery, PageQuery):
    """The same; or of some visits."""

    ids = String(
        load_default=None,
        validate=IDS,
        metadata={"description": "only these visits: at most 50 ids, with dots between"},
    )


class VisitSchema(Schema):
    """One passing of one node by one host; `number` counts inside the host's walk."""

    id = String(required=True)
    host = String(required=True)
    number = Integer(required=True)
    node = String(required=True)
    kind = String(required=True)
    status = String(required=True)
    outcome = String(required=True, allow_none=True)
    attempts = Integer(required=True)
    executor_node = String(required=True, allow_none=True)
    rc = Integer(required=True, allow_none=True)
    stdout = String(required=True)
    stderr = String(required=True)
    changed = Boolean(required=True)
    message = String(required=True)
    code = String(
        required=True,
        allow_none=True,
        metadata={"description": "stable, where `message` is the product's own"},
    )
    message_said = said("what `message` is made of; null where a module or a person says it")
    why = Any_(
        required=True,
        allow_none=True,
        metadata={"description": "`{sentence, said, operands}`: in English, and what it is made of"},
    )
    waiting_for = String(required=True, allow_none=True)
    waiting_said = said("what `waiting_for` is made of")
    started_at = Instant(required=True)
    finished_at = Instant(required=True, allow_none=True)


class LinesSchema(Schema):
    """The log of an execution as an outline: names are said once."""

    hosts = List(String(), required=True)
    nodes = List(String(), required=True)
    visits = List(
        Any_(),
        required=True,
        metadata={
            "description": "`[id, place of its host, place of its node, number, lines]`, as they ended"
        },
    )


class DecisionSchema(Schema):
    """The outcome that a waiting visit shall have, by whose word, and why."""

    outcome = String(required=True, validate=length(1, 64))
    reason = String(load_default="", validate=[length(0, 1_000), printable_lines])
    actor = Nested(ActorSchema, required=True)


@blueprint.route("/v1/executions/<string:execution>/visits")
@blueprint.arguments(VisitQuery, location="query")
@blueprint.response(200, page_of(VisitSchema))
def visits(query: dict[str, Any], execution: str) -> dict[str, Any]:
    """Visits by host and number."""
    ordinal, number = read_cursor(query["cursor"], [0, 0])
    found = show.visits(
        current.means(),
        execution,
        query["host"],
        query["node"],
        (ordinal, number),
        query["limit"] + 1,
        None if query["ids"] is None else [UUID(each) for each in query["ids"].split(".")],
    )
    return page(found, query["limit"], lambda one: [one["ordinal"], one["number"]])


@blueprint.route("/v1/executions/<string:execution>/lines")
@blueprint.arguments(OfQuery, location="query")
@blueprint.response(200, LinesSchema)
def lines(query: dict[str, Any], execution: str) -> dict[str, Any]:
    """How much each visit wrote, without what it wrote; those that wrote nothing are left out."""
    return show.lines(current.means(), execution, query["host"], query["node"])


@blueprint.route("/v1/executions/<string:execution>/visits/<string:visit>/decision", methods=["POST"])
@blueprint.arguments(DecisionSchema)
@blueprint.response(204)
def decision(order: dict[str, Any], execution: str, visit: str) -> None:
    """Say how a visit ends that waits for a person."""
    decide(current.means(), execution, visit, order["outcome"], order["reason"], order["actor"])
