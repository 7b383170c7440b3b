"""Schedules: kept with a frozen procedure version, shown with their next instants, deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.errors import Complaint, Conflict, Invalid, NotFound
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.flowchart.sayings import SAYINGS, Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.vocabulary import Purpose
from noc_scheduler.service.executions.bundles import accept_bundle
from noc_scheduler.service.executions.finding import uuid_or_none
from noc_scheduler.service.executions.start import check_hosts_needed, check_target
from noc_scheduler.service.idempotency import once
from noc_scheduler.service.means import Means
from noc_scheduler.service.vocabulary import Cause, ServiceEvent
from noc_scheduler.service.walks import flowcharts
from noc_scheduler.store import calls, events, schedules
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.events import About, Fact
from noc_scheduler.store.priority import USUAL
from noc_scheduler.store.schedules import NewSchedule, Overlap
from noc_scheduler.triggers import EVENT_TRIGGERS, InvalidTrigger, Trigger, read_trigger
from noc_scheduler.triggers.plan import Plan, planned
from noc_scheduler.triggers.trap import Security, TrapTrigger
from noc_scheduler.triggers.windows import read_windows

NEXT_SHOWN = 5
#: How long a stretch may be that is asked for at once: two months; and how far from now it may lie.
LONGEST_STRETCH, FARTHEST = timedelta(days=62), timedelta(days=3660)
#: Kinds of node that reach further than a task for monitoring, or start what does.
ACTING = frozenset({"request", "procedure", "publish"})


@dataclass(frozen=True, slots=True)
class ScheduleOrder:
    """What is to be run when, asked by whom; `body` is what was said word for word."""

    name: str
    trigger: Mapping[str, Any]
    procedure: Mapping[str, Any]
    target: Mapping[str, Any]
    params: Mapping[str, Any]
    actor: Mapping[str, Any]
    body: Mapping[str, Any]
    procedures: Sequence[Mapping[str, Any]] = ()
    overlap: str = Overlap.TOGETHER
    catch_up_ms: int | None = None
    priority: int = USUAL
    check_mode: bool = False
    diff: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A schedule with what follows from its trigger now."""

    row: sa.Row[Any]
    next_fires: tuple[datetime, ...]
    warnings: tuple[Sentence, ...]
    last_fire: sa.Row[Any] | None
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time that somebody wants the plan of."""

    since: datetime
    until: datetime


def keep(means: Means, order: ScheduleOrder, key: str | None) -> UUID:
    """Store a schedule; its id. The same idempotency key stores it once."""
    check_target(order.target)
    flowchart = flowcharts.accept(order.procedure)
    check_hosts_needed(order.target, [order.procedure, *order.procedures])
    _check_inputs(order, flowchart)
    bundle = accept_bundle(flowchart, order.procedures)

    def act(connection: sa.Connection) -> UUID:
        now = database_now(connection)
        return once(
            connection,
            "schedules",
            key,
            order.body,
            now,
            lambda: _add(connection, order, flowchart, bundle, now),
        )

    return means.database.transact(act)


def _check_inputs(order: ScheduleOrder, flowchart: Flowchart) -> None:
    """What messages will give is not held against the parameters now, but it must be declared."""
    mapped = order.trigger.get("params")
    mapped = mapped if isinstance(mapped, Mapping) else {}
    try:
        flowcharts.bind(flowchart, order.params)
    except Invalid as error:
        missing = {f"/params/{name}" for name in mapped}
        left = [one for one in error.errors if one.code != "param.missing" or one.path not in missing]
        if left:
            raise Invalid(left[0].code, error.detail, left) from error
    unknown = sorted(set(mapped) - set(flowchart.parameters))
    if unknown:
        complaint = Complaint(f"/trigger/params/{unknown[0]}", "param.unknown", "is no parameter of it")
        raise Invalid("param.unknown", "messages give a parameter that the procedure has not", (complaint,))


def _check_overlap(trigger: Trigger, overlap: str) -> None:
    if isinstance(trigger, EVENT_TRIGGERS) and overlap not in (Overlap.TOGETHER, Overlap.QUEUE_ALL):
        complaint = Complaint("/overlap", "overlap.not_for_messages", "may be together or queue_all")
        raise Invalid(
            "overlap.not_for_messages", "what messages ask for is not skipped for others", (complaint,)
        )


def _check_dry(trigger: Trigger, check_mode: bool) -> None:
    """A message that a dry run took would count as dealt with."""
    if check_mode and isinstance(trigger, EVENT_TRIGGERS):
        complaint = Complaint("/check_mode", "check_mode.not_for_messages", "is for what is due by time")
        raise Invalid("check_mode.not_for_messages", "no message is dealt with by a dry run", (complaint,))


def _check_strength(trigger: Trigger, flowchart: Flowchart) -> None:
    """What anybody can forge may only look."""
    if not isinstance(trigger, TrapTrigger) or trigger.security is Security.V3:
        return
    acting = [
        node
        for node in flowchart.nodes.values()
        if node.kind in ACTING or (node.kind == "task" and node.purpose != Purpose.MONITORING)
    ]
    if acting:
        complaints = [
            Complaint(f"/procedure/canonical/spec/nodes/{node.id}", "trigger.too_weak", "does more than look")
            for node in acting
        ]
        raise Invalid(
            "trigger.too_weak",
            "traps of v1 and v2c can be forged: they start only what has tasks for monitoring alone",
            complaints,
        )


def _add(
    connection: sa.Connection,
    order: ScheduleOrder,
    flowchart: Flowchart,
    bundle: Mapping[str, Any],
    now: datetime,
) -> UUID:
    trigger = readable(order.trigger, now)
    _check_overlap(trigger, order.overlap)
    _check_dry(trigger, order.check_mode)
    _check_strength(trigger, flowchart)
    new = NewSchedule(
        name=order.name,
        trigger=trigger.document(),
        procedure=order.procedure,
        target=order.target,
        params=order.params,
        actor=order.actor,
        next_fire_at=trigger.first_fire(now),
        bundle=calls.keep(connection, bundle, now),
        overlap=Overlap(order.overlap),
        catch_up_ms=order.catch_up_ms,
        priority=order.priority,
        check_mode=order.check_mode,
        diff=order.diff,
    )
    identity = schedules.add(connection, new, now)
    if identity is None:
        raise Conflict("schedule.name_taken", f"there is a schedule {order.name!r} already")
    data = {"name": order.name, "trigger": trigger.document(), "procedure": order.procedure["name"]}
    fact = Fact(ServiceEvent.SCHEDULE_CREATED, data, order.actor, {"kind": Cause.REQUEST})
    events.tell(connection, now, About.SCHEDULE, {identity: [fact]})
    return identity


def readable(document: Mapping[str, Any], now: datetime) -> Trigger:
    """The trigger that may be kept from `now` on; raises Invalid with the places."""
    try:
        return read_trigger(document, now)
    except InvalidTrigger as error:
        complaint = Complaint(f"/trigger{error.path}", error.code, error.message)
        raise Invalid(error.code, "the trigger is not right; see errors", (complaint,)) from error


def show(means: Means, reference: str) -> Shown:
    """One schedule by id."""
    identity = uuid_or_none(reference)
    with means.database.reading() as connection:
        row = None if identity is None else schedules.find(connection, identity)
        if row is None:
            raise NotFound("not_found", "there is no such schedule")
        return _shown(connection, [row])[0]


def listed(means: Means, after: str, limit: int, stretch: Stretch | None = None) -> list[Shown]:
    """Schedules by name, those behind `after`; with what they plan in a stretch of time where one is given."""
    with means.database.reading() as connection:
        if stretch is not None:
            _check_stretch(stretch, database_now(connection))
        return _shown(connection, schedules.after(connection, after, limit), stretch)


def _check_stretch(stretch: Stretch, now: datetime) -> None:
    if not timedelta() < stretch.until - stretch.since <= LONGEST_STRETCH:
        complaint = Complaint("/until", "stretch.length", "must be later than since, by up to 62 days")
        raise Invalid("stretch.length", "that is no stretch of time to plan", (complaint,))
    if abs(stretch.since - now) > FARTHEST:
        complaint = Complaint("/since", "stretch.too_far", "is more than ten years away")
        raise Invalid("stretch.too_far", "nothing is planned that far away", (complaint,))


def _shown(
    connection: sa.Connection, rows: Sequence[sa.Row[Any]], stretch: Stretch | None = None
) -> list[Shown]:
    last = schedules.last_fires(connection, [row.id for row in rows])
    return [_with_instants(row, last.get(row.id), stretch) for row in rows]


def _with_instants(row: sa.Row[Any], last: sa.Row[Any] | None, stretch: Stretch | None) -> Shown:
    try:
        trigger = read_trigger(row.trigger, row.created_at)
    except InvalidTrigger as error:  # it could be read when it was kept: a time zone may have gone since
        return Shown(row, (), (Sentence(Saying.CANT_FIRE, {"problem": str(error)}),), last)
    fires: list[datetime] = []
    upcoming = row.next_fire_at
    while upcoming is not None and len(fires) < NEXT_SHOWN:
        fires.append(upcoming)
        upcoming = trigger.next_fire(upcoming)
    warnings = tuple(Sentence(SAYINGS[weakness]) for weakness in trigger.warnings())
    plan = None if stretch is None else _plan(row, trigger, stretch)
    return Shown(row, tuple(fires), warnings, last, plan)


def _plan(row: sa.Row[Any], trigger: Trigger, stretch: Stretch) -> Plan:
    policy = row.procedure["canonical"]["spec"].get("policy", {})
    windows = read_windows(policy.get("windows", ()))
    return planned(trigger, row.next_fire_at, windows, stretch.since, stretch.until)


def delete(means: Means, reference: str, actor: Mapping[str, Any]) -> None:
    """Forget a schedule; what it has started goes on."""
    identity = uuid_or_none(reference)

    def act(connection: sa.Connection) -> None:
        row = None if identity is None else schedules.find(connection, identity)
        if row is None:
            raise NotFound("not_found", "there is no such schedule")
        fact = Fact(ServiceEvent.SCHEDULE_DELETED, {"name": row.name}, actor, {"kind": Cause.REQUEST})
        events.tell(connection, database_now(connection), About.SCHEDULE, {row.id: [fact]})
        schedules.delete(connection, row.id)

    means.database.transact(act)
