"""Ending a HostRun by its rows alone, for when its walk can't be walked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.vocabulary import ACTIVE, Outcome, Status
from noc_scheduler.store import crossings, questions
from noc_scheduler.store.tables import host_runs, tokens, visits, waits

#: What the state of a walk that is over says in any case.
_OVER: dict[str, Any] = {
    "status": Status.CANCELLED.value,
    "open_visits": {},
    "forks": {},
    "held": [],
    "fallen": [],
    "paused": None,
    "stopping": None,
}


def lock_active(connection: sa.Connection, identity: UUID) -> sa.Row[Any] | None:
    """The HostRun, if it is still on its way; nobody else changes it meanwhile."""
    query = sa.select(host_runs).where(host_runs.c.id == identity, host_runs.c.status.in_(sorted(ACTIVE)))
    return connection.execute(query.with_for_update()).one_or_none()


def open_visits(connection: sa.Connection, identity: UUID) -> list[sa.Row[Any]]:
    """Its visits that have not ended."""
    query = sa.select(visits).where(visits.c.host_run == identity, visits.c.finished_at.is_(None))
    return list(connection.execute(query.order_by(visits.c.number)))


def end(connection: sa.Connection, row: sa.Row[Any], reason: Mapping[str, Any], now: datetime) -> None:
    """Cancelled, with everything that belongs to its being on its way; nothing of its state is needed for that."""
    identity = row.id
    keys = [(identity, visit.number) for visit in open_visits(connection, identity)]
    questions.close(connection, keys, now)
    crossings.leave(connection, keys)
    connection.execute(sa.delete(waits).where(waits.c.subject == identity))
    connection.execute(sa.delete(tokens).where(tokens.c.host_run == identity))
    connection.execute(
        sa.update(visits)
        .where(visits.c.host_run == identity, visits.c.finished_at.is_(None))
        .values(
            status=Status.CANCELLED,
            outcome=Outcome.CANCELLED,
            message=reason["message"],
            message_said=reason["said"],
            finished_at=now,
        )
    )
    connection.execute(
        sa.update(host_runs)
        .where(host_runs.c.id == identity)
        .values(
            status=Status.CANCELLED,
            outcome_word=Outcome.CANCELLED,
            outcome_node=None,
            reason=dict(reason),
            state={**row.state, **_OVER},
            pace=None,
            resume=None,
            finished_at=now,
            version=host_runs.c.version + 1,
        )
    )
