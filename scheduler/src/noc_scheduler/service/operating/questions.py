"""Questions to people: shown, and answered once by each; when enough have said yes or one no, the walk goes on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.errors import Complaint, Conflict, Forbidden, Invalid, NotFound
from noc_scheduler.flowchart.happenings import Answered
from noc_scheduler.flowchart.kinds.approval import verdict
from noc_scheduler.flowchart.parameters import bind, problems_of
from noc_scheduler.flowchart.vocabulary import Outcome
from noc_scheduler.service.executions.finding import the_execution, uuid_or_none
from noc_scheduler.service.means import Means
from noc_scheduler.service.vocabulary import Cause, ServiceEvent
from noc_scheduler.service.walks.flowcharts import steps_read
from noc_scheduler.service.walks.walking import Step, advance
from noc_scheduler.store import host_runs, questions, reached
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.events import Fact

APPROVAL = "approval"


@dataclass(frozen=True, slots=True)
class Said:
    """One person's answer; `digest` is that of the question as this person has seen it."""

    digest: str
    outcome: str
    reason: str
    actor: Mapping[str, Any]
    values: Mapping[str, Any] = field(default_factory=dict)


def question(means: Means, identity: str) -> dict[str, Any]:
    """One question with what has been answered so far."""
    with means.database.reading() as connection:
        return _shown(connection, [_found(connection, identity)])[0]


def listed(
    means: Means, is_open: bool | None, execution: str | None, after: UUID | None, limit: int
) -> list[dict[str, Any]]:
    """Questions in the order they were asked."""
    with means.database.reading() as connection:
        wanted = None if execution is None else the_execution(connection, execution).id
        return _shown(connection, questions.page(connection, is_open, wanted, after, limit))


def answer(means: Means, identity: str, said: Said) -> None:
    """Take one person's answer and, if that decides it, walk on.

    Forbidden for who caused the execution or isn't asked, Conflict when it is closed, was answered by the
    same person before or has another digest, Invalid with every value that doesn't fit.
    """

    def act(connection: sa.Connection) -> None:
        found = _found(connection, identity)
        loaded = host_runs.load_locked(connection, [found.host_run], steps_read)
        row = _found(connection, identity)
        _may(row, said)
        values = _values(row, said)
        now = database_now(connection)
        if not questions.answer(connection, row.id, said.actor, said.outcome, said.reason, now):
            raise Conflict("question.answered_before", "you have answered this question before")
        cause = {"kind": Cause.REQUEST}
        data = {"visit": row.visit, "node": row.node, "question": str(row.id)}
        told = {**data, "outcome": said.outcome, "reason": said.reason}
        fact = Fact(ServiceEvent.QUESTION_ANSWERED, told, said.actor, cause)
        given = questions.answers_to(connection, [row.id])[row.id]
        outcome = (
            said.outcome if row.kind != APPROVAL else verdict([one.outcome for one in given], row.quorum)
        )
        if outcome is None:
            happening = None
        elif row.kind == APPROVAL:
            happening = Answered(row.visit, outcome, {"answers": [_plain(one) for one in given]}, said.reason)
        else:
            happening = Answered(row.visit, outcome, values, said.reason)
        step = Step(row.host_run, happening, cause, said.actor, (fact,))
        advance(connection, means.settings, [step], now, loaded)

    means.database.transact(act)
    means.ring()


def _found(connection: sa.Connection, identity: str) -> sa.Row[Any]:
    key = uuid_or_none(identity)
    row = None if key is None else questions.find(connection, key)
    if row is None:
        raise NotFound("not_found", "there is no such question")
    return row


def _may(row: sa.Row[Any], said: Said) -> None:
    if row.closed_at is not None:
        raise Conflict(
            "question.closed", f"this question is closed: {row.outcome or 'its host walks no more'}"
        )
    if row.digest != said.digest:
        raise Conflict("question.changed", "the answer was given to another question than this one")
    if row.kind == APPROVAL and said.actor["id"] == row.asked_for["id"]:
        raise Forbidden("question.own_request", "nobody approves what they have started themselves")
    if row.approvers and not {said.actor["id"], said.actor["name"]}.intersection(row.approvers):
        raise Forbidden("question.not_asked", f"asked are {', '.join(row.approvers)}")


def _values(row: sa.Row[Any], said: Said) -> dict[str, Any]:
    allowed = (Outcome.APPROVED, Outcome.REFUSED) if row.kind == APPROVAL else (Outcome.SUCCEEDED,)
    if said.outcome not in allowed:
        complaint = Complaint("/outcome", "question.outcome", f"must be {' or '.join(allowed)}")
        raise Invalid("question.outcome", "this is no answer to the question", (complaint,))
    declared = row.fields or {}
    problems = problems_of(declared, said.values)
    if problems:
        complaints = tuple(Complaint(f"/values{one.path}", one.code, one.message) for one in problems)
        raise Invalid("question.values", "the values are not right; see errors", complaints)
    return bind(declared, said.values)


def _shown(connection: sa.Connection, rows: Sequence[sa.Row[Any]]) -> list[dict[str, Any]]:
    given = questions.answers_to(connection, [row.id for row in rows])
    groups = reached.of_executions(connection, {row.execution for row in rows})
    return [
        {
            **row._mapping,
            "reached": groups.get(row.execution, []),
            "status": "open" if row.closed_at is None else "closed",
            "answers": [{**_plain(one), "at": one.at} for one in given.get(row.id, [])],
        }
        for row in rows
    ]


def _plain(row: sa.Row[Any]) -> dict[str, Any]:
    return {"by": row.actor["name"], "outcome": row.outcome, "reason": row.reason}
