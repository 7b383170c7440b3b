"""Schedules over REST: kept by the scheduler; what they will run is checked here when they are made."""

from datetime import datetime
from typing import Any

from flask import Response, jsonify, make_response
from sqlalchemy.orm import Session

from noc_presentation.actors import Actor
from noc_presentation.api import authorise, current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.executions import RunOrderSchema, order_of, said_how
from noc_presentation.api.fields import (
    Boolean,
    Instant,
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
from noc_presentation.api.idempotency import idempotent, key_for_scheduler
from noc_presentation.api.pages import PageQuery
from noc_presentation.api.passed_on import given
from noc_presentation.api.passed_on.schedules import SchedulePageSchema, ScheduleSchema
from noc_presentation.api.references import only_id
from noc_presentation.api.unseen import looked_up
from noc_presentation.instants import text
from noc_presentation.permissions.verbs import Verb
from noc_presentation.service import executions, reach, schedules

blueprint = Blueprint("schedules", __name__, description="What starts executions by itself")


class TriggerSchema(Schema):
    """When: `once` has `at`, `cron` has `expression` and `time_zone`, `interval` has `every_ms` (and `anchor`).

    The others say what messages mean.
    """

    kind = String(required=True, validate=one_of(*schedules.KINDS))
    at = Instant()
    expression = String(validate=length(1, 256))
    time_zone = String(validate=length(1, 64))
    every_ms = Integer(validate=between(60_000, 366 * 24 * 3_600_000))
    anchor = Instant(metadata={"description": "where an interval is counted from (when it is made)"})
    source = String(validate=length(1, 32))
    proof = String(validate=length(1, 32))
    senders = List(String(validate=length(1, 64)), validate=length(1, 50))
    security = String(validate=length(1, 32))
    queue = String(validate=length(1, 64))
    broker = Boolean()
    items = String(validate=length(1, 256))
    host = String(validate=length(1, 256))
    key = List(String(validate=length(1, 256)), validate=length(1, 50))
    group = List(String(validate=length(1, 256)), validate=length(1, 50))
    standing = String(validate=length(1, 256))
    params = Object()
    storm = Object()
    quotas = List(Object(), validate=length(1, 3))
    retry = Object()
    expect_every_ms = Integer()
    join = Boolean()


class ScheduleOrderSchema(RunOrderSchema):
    """What is to run for whom, and when."""

    name = String(required=True, validate=length(1, 128))
    trigger = Nested(TriggerSchema, required=True)
    overlap = String(
        load_default=None,
        allow_none=True,
        validate=one_of("together", "skip", "queue_one", "queue_all", "cancel_other"),
        metadata={
            "description": "what happens when it is due while an execution of it has not ended (together)"
        },
    )
    catch_up_ms = Integer(
        load_default=None,
        allow_none=True,
        validate=between(1, 7 * 24 * 3_600_000),
        metadata={"description": "how late it may still start something"},
    )


class StretchQuery(PageQuery):
    """A page, and the stretch of time whose plan is wanted; the scheduler judges it."""

    since = Instant(load_default=None)
    until = Instant(load_default=None)


def whole_order(session: Session, body: dict[str, Any], actor: Actor, now: datetime) -> dict[str, Any]:
    """What the scheduler is told of a loaded ScheduleOrderSchema; raises where it can't work."""
    trigger = schedules.trigger_document(body["trigger"], now)
    order = executions.order_document(session, order_of(body), actor)
    said = said_how(body) | given({name: body[name] for name in ("overlap", "catch_up_ms")})
    return order | said | {"name": body["name"], "trigger": trigger}


@blueprint.route("/schedules", methods=["POST"])
@idempotent
@blueprint.arguments(ScheduleOrderSchema)
@blueprint.response(201, ScheduleSchema)
def create(body: dict[str, Any]) -> Response:
    """Make a schedule. Who is in its groups is looked up anew each time it fires."""
    wanted = looked_up(Verb.SCHEDULE_EDIT, body["procedure"], body["target"])
    with current.reading() as session, wanted:
        whole = whole_order(session, body, current.actor(), current.now())
        reached = reach.of_order(session, whole)
    authorise.require(Verb.SCHEDULE_EDIT, reached)
    authorise.require(Verb.EXECUTION_START, reached)
    return make_response(current.scheduler().create_schedule(whole, key_for_scheduler()), 201)


@blueprint.route("/schedules")
@blueprint.arguments(StretchQuery, location="query")
@blueprint.response(200, SchedulePageSchema)
def listed(query: dict[str, Any]) -> Response:
    """All schedules that may be seen; with `since` and `until` each with its plan for that stretch of time."""
    asked = {
        name: text(value) if isinstance(value, datetime) else value for name, value in given(query).items()
    }
    return jsonify(authorise.visible(Verb.SCHEDULE_READ, current.scheduler().schedules(asked)))


@blueprint.route("/schedules/<string:schedule>")
@blueprint.response(200, ScheduleSchema)
def one(schedule: str) -> Response:
    """One schedule, with the next times it fires."""
    return jsonify(current.scheduler().schedule(only_id(schedule)))


@blueprint.route("/schedules/<string:schedule>", methods=["DELETE"])
@blueprint.response(204)
def delete(schedule: str) -> None:
    """End a schedule; what it started goes on."""
    current.scheduler().delete_schedule(only_id(schedule))
