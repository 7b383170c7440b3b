"""Figures: how much there is of what is under way, counted from rows when somebody wants to know."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.vocabulary import ACTIVE, Status
from noc_scheduler.store.attempts import OPEN
from noc_scheduler.store.tables import (
    archives,
    attempts,
    executions,
    host_runs,
    intakes,
    outbox,
    questions,
    schedules,
    waits,
    work_items,
)
from noc_scheduler.store.work_items import ItemStatus

#: What is counted of the messages that schedules were sent.
MESSAGES = ("accepted", "doubled", "refused")


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts by what they are counted by; an instant of None says that there is nothing as old as that."""

    executions: Mapping[str, int]
    active_host_runs: Mapping[str, int]
    open_attempts: Mapping[tuple[str, UUID | None], int]
    oldest_queued_attempt: datetime | None
    letters: Mapping[str, tuple[int, datetime]]
    waits: Mapping[str, tuple[int, int]]
    overdue_schedules: int
    open_questions: int
    unfinished_archives: int
    waiting_items: tuple[int, datetime | None]
    messages: Mapping[str, int]


def figures(connection: sa.Connection, late: datetime) -> Figures:
    """Everything at once; what should have been done before `late` is overdue.

    Attempts and HostRuns that are over are not counted: that would take longer the more was ever done.
    """
    overdue = sa.func.sum(sa.case((waits.c.deadline < late, 1), else_=0))
    count = sa.func.count()
    open_attempts = attempts.c.status.in_([str(status) for status in OPEN])
    by_node = sa.select(attempts.c.status, attempts.c.executor_node, count).where(open_attempts)
    oldest = sa.select(sa.func.min(attempts.c.created_at)).where(attempts.c.status == Status.QUEUED)
    letters = sa.select(outbox.c.kind, count, sa.func.min(outbox.c.created_at)).group_by(outbox.c.kind)
    by_act = sa.select(waits.c.act, count, overdue).group_by(waits.c.act)
    active = host_runs.c.status.in_(sorted(ACTIVE))
    waiting = sa.select(count, sa.func.min(work_items.c.received_at)).where(
        work_items.c.status == ItemStatus.WAITING
    )
    told = sa.select(*(sa.func.sum(intakes.c[name]).label(name) for name in MESSAGES))
    return Figures(
        executions=_counted(connection, sa.select(executions.c.status, count)),
        active_host_runs=_counted(connection, sa.select(host_runs.c.status, count).where(active)),
        open_attempts={
            (status, node): number
            for status, node, number in connection.execute(
                by_node.group_by(attempts.c.status, attempts.c.executor_node)
            )
        },
        oldest_queued_attempt=connection.execute(oldest).scalar_one(),
        letters={kind: (number, since) for kind, number, since in connection.execute(letters)},
        waits={act: (number, int(over)) for act, number, over in connection.execute(by_act)},
        overdue_schedules=_one(connection, sa.select(count).where(schedules.c.next_fire_at < late)),
        open_questions=_one(connection, sa.select(count).where(questions.c.closed_at.is_(None))),
        unfinished_archives=_one(connection, sa.select(count).where(archives.c.done_at.is_(None))),
        waiting_items=tuple(connection.execute(waiting).one()),
        messages={name: int(number or 0) for name, number in connection.execute(told).one()._mapping.items()},
    )


def _counted(connection: sa.Connection, query: sa.Select[Any]) -> dict[str, int]:
    column = query.selected_columns[0]
    return {row[0]: row[1] for row in connection.execute(query.group_by(column))}


def _one(connection: sa.Connection, query: sa.Select[Any]) -> int:
    return int(connection.execute(query).scalar_one())
