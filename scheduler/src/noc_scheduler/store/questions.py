"""Questions and answers: asked with a visit, answered by people, closed when the visit ends."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.store.ids import DEFAULT_ACCOUNT, new_id
from noc_scheduler.store.tables import answers, executions, host_runs, questions, visits
from noc_scheduler.store.types import Json
from noc_scheduler.store.upsert import is_new


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question of one host's visit; `digest` is of everything that an answer agrees to."""

    execution: UUID
    host_run: UUID
    visit: int
    node: str
    kind: str
    question: str
    fields: Mapping[str, Any] | None
    approvers: Sequence[str]
    quorum: int
    digest: str
    expires_at: datetime
    risk: str = "normal"


def ask(connection: sa.Connection, new: Sequence[NewQuestion], now: datetime) -> None:
    """Store questions."""
    if new:
        connection.execute(
            sa.insert(questions),
            [
                {
                    "id": new_id(),
                    "account_id": DEFAULT_ACCOUNT,
                    "asked_at": now,
                    **{name: getattr(one, name) for name in NewQuestion.__slots__},
                    "approvers": list(one.approvers),
                }
                for one in new
            ],
        )


def close(connection: sa.Connection, visits_over: Iterable[tuple[UUID, int]], now: datetime) -> None:
    """Close the questions of visits that are over."""
    keys = list(visits_over)
    if keys:
        over = sa.tuple_(questions.c.host_run, questions.c.visit).in_(keys)
        connection.execute(
            sa.update(questions).where(over, questions.c.closed_at.is_(None)).values(closed_at=now)
        )


def answer(
    connection: sa.Connection,
    question: UUID,
    actor: Mapping[str, Any],
    outcome: str,
    reason: str,
    now: datetime,
) -> bool:
    """Store one person's answer; False where that person has answered before."""
    values = {
        "question": question,
        "actor_id": actor["id"],
        "account_id": DEFAULT_ACCOUNT,
        "actor": dict(actor),
        "outcome": outcome,
        "reason": reason,
        "at": now,
    }
    return is_new(connection, answers, values)


def answers_to(connection: sa.Connection, ids: Iterable[UUID]) -> dict[UUID, list[sa.Row[Any]]]:
    """What has been answered to each question, in the order it came."""
    query = (
        sa.select(answers).where(answers.c.question.in_(list(ids))).order_by(answers.c.at, answers.c.actor_id)
    )
    found: dict[UUID, list[sa.Row[Any]]] = {}
    for row in connection.execute(query):
        found.setdefault(row.question, []).append(row)
    return found


def find(connection: sa.Connection, identity: UUID) -> sa.Row[Any] | None:
    """One question with its host, its execution and the outcome of its visit."""
    return connection.execute(_shown().where(questions.c.id == identity)).one_or_none()


def page(
    connection: sa.Connection, is_open: bool | None, execution: UUID | None, after: UUID | None, limit: int
) -> list[sa.Row[Any]]:
    """Questions in the order they were asked, those behind `after`."""
    query = _shown()
    if is_open is not None:
        query = query.where(
            questions.c.closed_at.is_(None) if is_open else questions.c.closed_at.is_not(None)
        )
    if execution is not None:
        query = query.where(questions.c.execution == execution)
    if after is not None:
        query = query.where(questions.c.id > after)
    return list(connection.execute(query.order_by(questions.c.id).limit(limit)))


def _shown() -> sa.Select[Any]:
    return (
        sa.select(
            questions,
            host_runs.c.name.label("host"),
            executions.c.number.label("execution_number"),
            executions.c.procedure,
            executions.c.target,
            executions.c.schedule,
            sa.func.coalesce(executions.c.on_behalf_of, executions.c.actor, type_=Json).label("asked_for"),
            executions.c.digest.label("procedure_digest"),
            executions.c.params,
            visits.c.outcome,
        )
        .join(host_runs, host_runs.c.id == questions.c.host_run)
        .join(executions, executions.c.id == questions.c.execution)
        .join(
            visits, sa.and_(visits.c.host_run == questions.c.host_run, visits.c.number == questions.c.visit)
        )
        .where(questions.c.account_id == DEFAULT_ACCOUNT)
    )
