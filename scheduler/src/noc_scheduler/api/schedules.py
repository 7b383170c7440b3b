"""Schedules: when a procedure is run by itself."""

from typing import Any

import marshmallow as ma

from noc_scheduler.api import current
from noc_scheduler.api.admission import PRESENTATION, Peer
from noc_scheduler.api.blueprint import MEBIBYTE, Blueprint
from noc_scheduler.api.fields import (
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
from noc_scheduler.api.pages import PageQuery, page, page_of, read_cursor
from noc_scheduler.api.shapes import (
    ActorSchema,
    ProcedureNameSchema,
    ProcedureVersionSchema,
    SaidSchema,
    TargetSchema,
    idempotency_key,
    printable,
    said,
)
from noc_scheduler.flowchart.sentences import from_text
from noc_scheduler.service.triggers import schedules
from noc_scheduler.service.triggers.schedules import ScheduleOrder, Shown, Stretch
from noc_scheduler.store.priority import HIGHEST, LOWEST, USUAL
from noc_scheduler.store.schedules import Overlap
from noc_scheduler.triggers.plan import Plan

#: A week: whoever wants something older starts it.
LONGEST_CATCH_UP_MS = 7 * 24 * 3_600_000
blueprint = Blueprint(
    "schedules", __name__, Peer.PRESENTATION, "Procedures that run by themselves", 4 * MEBIBYTE
)
#: A deletion has no body that could name anybody; presentation knows on whose behalf it asks.
LAYER = {"id": PRESENTATION, "name": PRESENTATION, "kind": "layer"}


class KeepSchema(Schema):
    """What to run on what and when: `{kind: once, at}`, `{kind: cron, expression, time_zone}`, and others."""

    name = String(required=True, validate=[length(1, 128), printable])
    trigger = Object(required=True)
    procedure = Nested(ProcedureVersionSchema, required=True)
    procedures = List(Nested(ProcedureVersionSchema), load_default=list, validate=length(0, 100))
    target = Nested(TargetSchema, required=True)
    params = Object(load_default=dict)
    overlap = String(
        load_default="together",
        validate=one_of(*Overlap),
        metadata={"description": "what happens when it is due while an execution of it has not ended"},
    )
    catch_up_ms = Integer(
        load_default=None,
        allow_none=True,
        validate=between(1, LONGEST_CATCH_UP_MS),
        metadata={"description": "how late an instant may still be fired; null: as the scheduler is set"},
    )
    priority = Integer(load_default=USUAL, validate=between(LOWEST, HIGHEST))
    check_mode = Boolean(
        load_default=False, metadata={"description": "what it starts is a dry run; not by messages"}
    )
    diff = Boolean(load_default=False)
    actor = Nested(ActorSchema, required=True)


class FireSchema(Schema):
    """A due instant and what became of it: `fired` with an execution, `missed` or `skipped` with a reason."""

    instant = Instant(required=True)
    status = String(required=True)
    execution = String(required=True, allow_none=True)
    reason = String(required=True, allow_none=True)
    reason_said = said("what `reason` is made of")


class StretchQuery(PageQuery):
    """A page, and the stretch of time whose plan is wanted: `since` up to `until`, both or neither."""

    since = Instant(load_default=None)
    until = Instant(load_default=None)

    @ma.validates_schema(skip_on_field_errors=True)
    def _check_both(self, query: dict[str, Any], **_: Any) -> None:
        if (query["since"] is None) != (query["until"] is None):
            raise ma.ValidationError("field.missing|is missing", "until" if query["since"] else "since")


class ShutSchema(Schema):
    """A stretch in which the windows of the procedure let nothing begin: what is due waits for its end."""

    since = Instant(required=True)
    until = Instant(required=True)


class PlanSchema(Schema):
    """What a schedule fires in the stretch that was asked for, up to 800 instants; `more` if there are others."""

    fires = List(Instant(), required=True)
    more = Boolean(required=True)
    shut = List(Nested(ShutSchema), required=True)


class ScheduleSchema(Schema):
    """A schedule with its next five instants."""

    id = String(required=True)
    name = String(required=True)
    trigger = Object(required=True)
    procedure = Nested(ProcedureNameSchema, required=True)
    target = Object(required=True)
    params = Object(required=True)
    overlap = String(required=True)
    catch_up_ms = Integer(required=True, allow_none=True)
    priority = Integer(required=True)
    check_mode = Boolean(required=True)
    diff = Boolean(required=True)
    actor = Nested(ActorSchema, required=True)
    created_at = Instant(required=True)
    next_fires = List(Instant(), required=True)
    warnings = List(String(), required=True)
    warnings_said = List(
        Nested(SaidSchema), required=True, metadata={"description": "what each of them is made of"}
    )
    last_fire = Nested(FireSchema, required=True, allow_none=True)
    plan = Nested(PlanSchema, allow_none=True, metadata={"description": "where a stretch was asked for"})


def _document(shown: Shown) -> dict[str, Any]:
    return {
        **shown.row._mapping,
        "next_fires": shown.next_fires,
        "warnings": [str(each) for each in shown.warnings],
        "warnings_said": [each.document() for each in shown.warnings],
        "last_fire": None if shown.last_fire is None else _fire(shown.last_fire),
        "plan": None if shown.plan is None else _plan(shown.plan),
    }


def _fire(row: Any) -> dict[str, Any]:
    reason = None if row.reason is None else from_text(row.reason)
    return {
        **row._mapping,
        "reason": None if reason is None else str(reason),
        "reason_said": None if reason is None else reason.document(),
    }


def _plan(plan: Plan) -> dict[str, Any]:
    shut = [{"since": since, "until": until} for since, until in plan.shut]
    return {"fires": plan.fires, "more": plan.more, "shut": shut}


@blueprint.route("/v1/schedules", methods=["POST"])
@blueprint.arguments(KeepSchema)
@blueprint.response(201, ScheduleSchema)
def create(order: dict[str, Any]) -> dict[str, Any]:
    """Keep a schedule; its name must be new."""
    identity = schedules.keep(current.means(), ScheduleOrder(**order, body=order), idempotency_key())
    return _document(schedules.show(current.means(), str(identity)))


@blueprint.route("/v1/schedules")
@blueprint.arguments(StretchQuery, location="query")
@blueprint.response(200, page_of(ScheduleSchema))
def listed(query: dict[str, Any]) -> dict[str, Any]:
    """Schedules by name; with `since` and `until` each with its `plan`: every instant in that stretch of time."""
    (after,) = read_cursor(query["cursor"], [""])
    stretch = Stretch(query["since"], query["until"]) if query["since"] else None
    found = [_document(one) for one in schedules.listed(current.means(), after, query["limit"] + 1, stretch)]
    return page(found, query["limit"], lambda one: [one["name"]])


@blueprint.route("/v1/schedules/<string:schedule>")
@blueprint.response(200, ScheduleSchema)
def one(schedule: str) -> dict[str, Any]:
    """One schedule."""
    return _document(schedules.show(current.means(), schedule))


@blueprint.route("/v1/schedules/<string:schedule>", methods=["DELETE"])
@blueprint.response(204)
def delete(schedule: str) -> None:
    """Forget a schedule; what it has started goes on."""
    schedules.delete(current.means(), schedule, LAYER)
