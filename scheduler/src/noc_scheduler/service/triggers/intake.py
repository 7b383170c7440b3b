"""Taking messages in: mapped, held against the procedure's parameters and stored before they are acknowledged."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from noc_scheduler.errors import Complaint, Conflict, Invalid, NotFound, Refused, TooMany
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.redaction import without_secrets
from noc_scheduler.service.executions.finding import uuid_or_none
from noc_scheduler.service.executions.start import is_hostless
from noc_scheduler.service.means import Means
from noc_scheduler.service.walks import flowcharts
from noc_scheduler.store import intakes, schedules, work_items
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.intakes import NewDelivery
from noc_scheduler.store.priority import order_at
from noc_scheduler.store.work_items import NewItem
from noc_scheduler.triggers import EVENT_TRIGGERS, read_trigger
from noc_scheduler.triggers.mapping import Item, Standing, Unmapped

#: So much of a body is kept to be looked at.
MOST_KEPT = 16_384


@dataclass(frozen=True, slots=True)
class Message:
    """What was sent to a schedule: its id (made up where the sender names none) and what it says."""

    schedule: UUID
    id: str
    document: Any


@dataclass(frozen=True, slots=True)
class Receipt:
    """A message that is stored: how many items were new. `doubled`: it had come before."""

    id: UUID
    items: int
    doubled: bool


def take_in(means: Means, message: Message) -> Receipt:
    """Store what a message asks for; when this returns, it is never lost, and told once however often it comes.

    Raises Invalid for what doesn't fit the mapping, Conflict for a known id with another content, and TooMany when
    too much waits already. Each refusal is counted.
    """
    try:
        receipt = means.database.transact(lambda connection: _take_in(connection, means, message))
    except Refused as error:
        refuse(means, message.schedule, error.with_places(), message.document)
        raise
    means.ring()
    return receipt


def refuse(means: Means, schedule: UUID, problem: str, document: Any = None) -> None:
    """Count a message that was refused though its sender may send, and keep it to be looked at."""

    def act(connection: sa.Connection) -> None:
        if schedules.find(connection, schedule) is None:
            return
        now = database_now(connection)
        intakes.locked(connection, schedule)
        intakes.count(connection, schedule, "refused", last_refusal=problem, last_at=now)
        kept = _kept(document)
        refused = NewDelivery(schedule, f"refused {uuid4()}", _digest(document), 0, kept, problem)
        intakes.keep(connection, refused, now)

    means.database.transact(act)


def deliveries(
    means: Means, reference: str
) -> tuple[sa.Row[Any] | None, list[sa.Row[Any]], list[dict[str, Any]]]:
    """A schedule's counts, the last messages it was sent, and how much of each of its quotas is used up."""
    with means.database.reading() as connection:
        row = schedule_of(connection, reference)
        newest = intakes.newest(connection, row.id, intakes.BODIES_KEPT)
        return intakes.find(connection, row.id), newest, _quotas(connection, row)


def _quotas(connection: sa.Connection, row: sa.Row[Any]) -> list[dict[str, Any]]:
    trigger = read_trigger(row.trigger, row.created_at)
    if not isinstance(trigger, EVENT_TRIGGERS):
        return []
    now = database_now(connection)
    return [
        {
            "per": str(quota.per),
            "most": quota.most,
            "started": work_items.started_since(connection, row.id, quota.per.begin(now)),
            "block": quota.block,
            "until": quota.per.end(now),
        }
        for quota in trigger.arrivals.quotas
    ]


def items(
    means: Means, reference: str, before: str, limit: int, status: str | None = None
) -> list[sa.Row[Any]]:
    """A schedule's work items (of this status) from the newest back, those before the id `before`."""
    with means.database.reading() as connection:
        return work_items.newest(
            connection, schedule_of(connection, reference).id, uuid_or_none(before), limit, status
        )


def schedule_of(connection: sa.Connection, reference: str) -> sa.Row[Any]:
    """The schedule of this id; raises NotFound."""
    identity = uuid_or_none(reference)
    row = None if identity is None else schedules.find(connection, identity)
    if row is None:
        raise NotFound("not_found", "there is no such schedule")
    return row


def _take_in(connection: sa.Connection, means: Means, message: Message) -> Receipt:
    row = schedules.find(connection, message.schedule)
    if row is None:
        raise NotFound("not_found", "there is no such schedule")
    now = database_now(connection)
    intakes.locked(connection, row.id)
    digest = _digest(message.document)
    before = intakes.delivered(connection, row.id, message.id)
    if before is not None:
        if before.digest != digest:
            raise Conflict("message.other_body", "a message of this id came before and said something else")
        intakes.count(connection, row.id, "doubled", last_at=now)
        return Receipt(before.id, 0, doubled=True)
    found = _mapped(row, message.document)
    most = means.settings.max_backlog
    if work_items.waiting(connection, row.id, most) + len(found) > most:
        raise TooMany("backlog.full", f"{most} items wait for this already: send it again later")
    new = NewDelivery(row.id, message.id, digest, len(found), _kept(message.document))
    delivery = intakes.keep(connection, new, now)
    order = order_at(now, row.priority, means.settings.ageing)
    fresh = [_new_item(row, delivery, place, item) for place, item in enumerate(found)]
    added = work_items.add(connection, row, delivery, fresh, order, now)
    intakes.count(connection, row.id, "accepted", last_at=now)
    return Receipt(delivery, added, doubled=False)


def _mapped(row: sa.Row[Any], document: Any) -> list[Item | Invalid]:
    """The items, and in the place of each that doesn't fit the reason; raises it when none fits."""
    trigger = read_trigger(row.trigger, row.created_at)
    if not isinstance(trigger, EVENT_TRIGGERS):
        raise Invalid("trigger.takes_no_messages", "this schedule waits for no messages")
    flowchart = flowcharts.flowchart_of(row.procedure["digest"], row.procedure["canonical"])
    try:
        exploded = trigger.explode(document)
    except Unmapped as error:
        raise _invalid(error) from error
    found = [_fitting(flowchart, row, one) for one in exploded]
    reasons = [one for one in found if isinstance(one, Invalid)]
    if reasons and len(reasons) == len(found):
        raise reasons[0]
    return found


def _fitting(flowchart: Flowchart, row: sa.Row[Any], item: Item | Unmapped) -> Item | Invalid:
    if isinstance(item, Unmapped):
        return _invalid(item)
    try:
        flowcharts.bind(flowchart, {**row.params, **item.params})
    except Invalid as reason:
        return reason
    return item


def _invalid(reason: Unmapped) -> Invalid:
    complaint = Complaint(reason.place, reason.code, reason.message)
    return Invalid(reason.code, reason.message, (complaint,))


def _new_item(row: sa.Row[Any], delivery: UUID, place: int, item: Item | Invalid) -> NewItem:
    """Where a schedule is without hosts, one that a message names is only something it says."""
    unnamed = hashlib.sha256(f"{delivery} {place}".encode()).hexdigest()
    if isinstance(item, Invalid):
        return NewItem(unnamed, "", str(Standing.FIRING), None, {}, reason=str(item))
    key = unnamed if item.key is None else item.key
    host = None if is_hostless(row.target) else item.host
    return NewItem(key, item.group[:255], str(item.standing), host, dict(item.params))


def _digest(document: Any) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def _kept(document: Any) -> str:
    text = json.dumps(without_secrets(document), ensure_ascii=False)
    return text if len(text) <= MOST_KEPT else text[:MOST_KEPT] + "…"
