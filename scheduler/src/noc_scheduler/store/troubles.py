"""Troubles: rows that show what is wrong now, and what was told of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.vocabulary import Status
from noc_scheduler.store.events import About
from noc_scheduler.store.executor_nodes import Authorisation
from noc_scheduler.store.ids import DEFAULT_ACCOUNT
from noc_scheduler.store.schedules import FireStatus
from noc_scheduler.store.tables import (
    executions,
    executor_nodes,
    fires,
    intakes,
    schedules,
    troubles,
    work_items,
)
from noc_scheduler.store.upsert import is_new
from noc_scheduler.store.work_items import ItemStatus

#: So many executions that went well tell how long one usually takes.
SAMPLES = 100


class TroubleKind(StrEnum):
    """What can be wrong with an installation."""

    EXECUTOR_NODE_LOST = "executor_node_lost"
    MISSED_FIRE = "missed_fire"
    SILENCE = "silence"
    BACKLOG = "backlog"
    QUOTA = "quota"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong, in words; there is at most one of a kind with a subject."""

    kind: TroubleKind
    about: About
    subject: UUID
    name: str
    words: str


def known(connection: sa.Connection) -> list[sa.Row[Any]]:
    """What was told and is not over."""
    return list(connection.execute(sa.select(troubles).order_by(troubles.c.kind, troubles.c.subject)))


def begin(connection: sa.Connection, trouble: Trouble, now: datetime) -> bool:
    """Keep it; False where it is known."""
    values = {name: getattr(trouble, name) for name in ("subject", "name", "words")}
    kept = {**values, "kind": str(trouble.kind), "about": str(trouble.about)}
    return is_new(connection, troubles, {**kept, "account_id": DEFAULT_ACCOUNT, "since": now})


def end(connection: sa.Connection, kind: str, subject: UUID) -> bool:
    """Forget it; False where somebody else has."""
    these = (troubles.c.kind == kind, troubles.c.subject == subject)
    return connection.execute(sa.delete(troubles).where(*these)).rowcount == 1


def silent_nodes(connection: sa.Connection, before: datetime) -> list[sa.Row[Any]]:
    """Authorised executor nodes that nobody drains and that were last heard of before then."""
    query = sa.select(executor_nodes.c.id, executor_nodes.c.name, executor_nodes.c.last_heartbeat_at).where(
        executor_nodes.c.status == Authorisation.AUTHORISED,
        executor_nodes.c.draining.is_(None),
        executor_nodes.c.last_heartbeat_at < before,
    )
    return list(connection.execute(query))


def missed(connection: sa.Connection) -> list[sa.Row[Any]]:
    """Schedules whose last instant was missed, with why."""
    last = (
        sa.select(fires.c.schedule, sa.func.max(fires.c.instant).label("instant"))
        .group_by(fires.c.schedule)
        .subquery()
    )
    query = (
        sa.select(schedules.c.id, schedules.c.name, fires.c.instant, fires.c.reason)
        .join(last, last.c.schedule == schedules.c.id)
        .join(fires, sa.and_(fires.c.schedule == last.c.schedule, fires.c.instant == last.c.instant))
        .where(fires.c.status == FireStatus.MISSED)
    )
    return list(connection.execute(query))


def expecting(connection: sa.Connection) -> list[sa.Row[Any]]:
    """Schedules that expect messages, with since when they have heard nothing."""
    query = (
        sa.select(
            schedules.c.id,
            schedules.c.name,
            schedules.c.expect_every_ms,
            sa.func.coalesce(
                intakes.c.last_at, schedules.c.created_at, type_=schedules.c.created_at.type
            ).label("heard"),
        )
        .outerjoin(intakes, intakes.c.schedule == schedules.c.id)
        .where(schedules.c.expect_every_ms.is_not(None))
    )
    return list(connection.execute(query))


def waiting_items(connection: sa.Connection, since: datetime, until: datetime) -> list[sa.Row[Any]]:
    """Schedules with items that came before `since` and could be taken up by `until`: how many, and since when."""
    return _items(connection, work_items.c.received_at < since, work_items.c.due_at <= until)


def blocked_items(connection: sa.Connection, until: datetime) -> list[sa.Row[Any]]:
    """Schedules with items that nothing but a quota keeps from being taken up by `until`."""
    return _items(connection, work_items.c.due_at > until)


def _items(connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> list[sa.Row[Any]]:
    oldest = sa.func.min(work_items.c.received_at, type_=work_items.c.received_at.type)
    query = (
        sa.select(schedules.c.id, schedules.c.name, sa.func.count().label("number"), oldest.label("oldest"))
        .join(work_items, work_items.c.schedule == schedules.c.id)
        .where(work_items.c.status == ItemStatus.WAITING, work_items.c.held.is_(False), *conditions)
        .group_by(schedules.c.id, schedules.c.name)
    )
    return list(connection.execute(query))


def running(connection: sa.Connection, before: datetime) -> list[sa.Row[Any]]:
    """Executions that began before then and that nobody holds up or called."""
    query = sa.select(
        executions.c.id, executions.c.number, executions.c.procedure, executions.c.started_at
    ).where(
        executions.c.status == Status.RUNNING,
        executions.c.started_at < before,
        *(executions.c[name].is_(None) for name in ("hold", "pace", "caller")),
    )
    return list(connection.execute(query))


def durations(connection: sa.Connection, procedures: Collection[str]) -> dict[str, list[timedelta]]:
    """How long the last executions of each procedure took that went well, by its name."""
    found: dict[str, list[timedelta]] = {}
    for procedure in sorted(procedures):
        query = (
            sa.select(executions.c.started_at, executions.c.finished_at)
            .where(
                executions.c.procedure == procedure,
                executions.c.status == Status.SUCCEEDED,
                executions.c.caller.is_(None),
                executions.c.started_at.is_not(None),
            )
            .order_by(executions.c.finished_at.desc())
            .limit(SAMPLES)
        )
        found[procedure] = [row.finished_at - row.started_at for row in connection.execute(query)]
    return found
