"""Waits: every state that stands still, with what people are told of it, its deadline and the act that ends it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.vocabulary import Status
from noc_scheduler.store import bulk
from noc_scheduler.store.ids import DEFAULT_ACCOUNT
from noc_scheduler.store.tables import attempts, host_runs, waits

#: The visit number of a wait of an execution as a whole.
WHOLE = 0
#: How long a held execution waits for a person.
LONGEST_HOLD = timedelta(days=7)


class WaitAct(StrEnum):
    """What ends a wait at its deadline, if nothing has ended it before."""

    ELAPSE = "elapse"  # the visit's time has come
    GIVE_UP_QUEUE = "give_up_queue"  # no executor node took the attempt: it timed out
    GIVE_UP_DECISION = "give_up_decision"  # nobody decided: the visit ends `lost`
    OPEN_GATE = "open_gate"  # the gate opens by time
    GIVE_UP_CROSSING = "give_up_crossing"  # the other hosts never came, or never finished the step
    ABANDON = "abandon"  # nobody released a held execution: hosts not let go end cancelled
    GIVE_UP_PAUSE = "give_up_pause"  # nobody let it go on: it is cancelled
    RESUME = "resume"  # the walk is resumed, whatever the policy has let it wait for
    GIVE_UP_LOCK = "give_up_lock"  # another walk never gave its host free: this one ends cancelled
    START = "start"  # the execution's time has come
    GIVE_UP_TURN = "give_up_turn"  # others never made room for it: the execution fails
    GIVE_UP_SEQUENCE = "give_up_sequence"  # those its schedule started before never ended: it fails
    GIVE_UP_TARGETS = "give_up_targets"  # presentation never named the hosts: the execution fails


@dataclass(frozen=True, slots=True)
class Wait:
    """One wait of a visit (`subject` is the HostRun) or of an execution (`visit` is WHOLE)."""

    subject: UUID
    visit: int
    execution: UUID
    act: WaitAct
    reason: Sentence
    deadline: datetime
    node: str | None = None


def put(connection: sa.Connection, new: Sequence[Wait], now: datetime) -> None:
    """Store waits; a visit or execution has one wait at most, the latest."""
    bulk.put(
        connection,
        waits,
        [
            {
                "subject": wait.subject,
                "visit": wait.visit,
                "account_id": DEFAULT_ACCOUNT,
                "execution": wait.execution,
                "node": wait.node,
                "act": str(wait.act),
                "reason": wait.reason,
                "since": now,
                "deadline": wait.deadline,
            }
            for wait in new
        ],
    )


def remove(connection: sa.Connection, keys: Iterable[tuple[UUID, int]]) -> None:
    """End waits; harmless when there are none."""
    bulk.delete(connection, waits, [{"subject": subject, "visit": visit} for subject, visit in keys])


def remove_resumptions(connection: sa.Connection, host_run_ids: Iterable[UUID]) -> None:
    """End waits of HostRuns to be resumed; what else these wait for stays."""
    wanted = list(host_run_ids)
    if wanted:
        here = (waits.c.subject.in_(wanted), waits.c.visit == WHOLE, waits.c.act == WaitAct.RESUME)
        connection.execute(sa.delete(waits).where(*here))


def find(connection: sa.Connection, keys: Iterable[tuple[UUID, int]]) -> dict[tuple[UUID, int], sa.Row[Any]]:
    """Waits by (subject, visit)."""
    columns = sa.tuple_(waits.c.subject, waits.c.visit)
    rows = connection.execute(sa.select(waits).where(columns.in_(list(keys))))
    return {(row.subject, row.visit): row for row in rows}


def claim_over(connection: sa.Connection, now: datetime, limit: int) -> list[sa.Row[Any]]:
    """Waits of visits whose deadline has come, longest ago first; their HostRuns are locked."""
    query = (
        sa.select(waits)
        .join(host_runs, host_runs.c.id == waits.c.subject)
        .where(waits.c.deadline <= now)
        .order_by(waits.c.deadline)
        .limit(limit)
        .with_for_update(of=[waits, host_runs], skip_locked=True)
    )
    return list(connection.execute(query))


def explain(connection: sa.Connection, keys: Iterable[tuple[UUID, int]], reason: Sentence) -> None:
    """Say anew what these waits are for; others are left alone."""
    pairs = list(keys)
    if pairs:
        columns = sa.tuple_(waits.c.subject, waits.c.visit)
        connection.execute(
            sa.update(waits).where(columns.in_(pairs), waits.c.reason != reason).values(reason=reason)
        )


def holds_over(connection: sa.Connection, now: datetime) -> list[UUID]:
    """The executions that have been held for too long."""
    return _over(connection, WaitAct.ABANDON, now)


def pauses_over(connection: sa.Connection, now: datetime) -> list[UUID]:
    """The executions that have been paused for too long."""
    return _over(connection, WaitAct.GIVE_UP_PAUSE, now)


def _over(connection: sa.Connection, act: WaitAct, now: datetime) -> list[UUID]:
    query = sa.select(waits.c.subject).where(
        waits.c.act == act, waits.c.deadline <= now, waits.c.subject == waits.c.execution
    )
    return list(connection.scalars(query))


def explain_queue(
    connection: sa.Connection, now: datetime, selectors: Sequence[str], reason: Sentence
) -> None:
    """Say why no executor node takes what waits with these selectors; what was put off keeps its own reason."""
    queued = sa.select(attempts.c.id).where(
        attempts.c.host_run == waits.c.subject,
        attempts.c.visit == waits.c.visit,
        attempts.c.status == Status.QUEUED,
        attempts.c.executor_node.is_(None),
        attempts.c.next_try_at <= now,
        attempts.c.selector.in_(selectors),
    )
    connection.execute(
        sa.update(waits)
        .where(waits.c.act == WaitAct.GIVE_UP_QUEUE, waits.c.reason != reason, queued.exists())
        .values(reason=reason)
    )


def postpone(
    connection: sa.Connection, keys: Iterable[tuple[UUID, int]], now: datetime, by: timedelta
) -> None:
    """Look at these waits again only later: walking on from them failed."""
    connection.execute(
        sa.update(waits)
        .where(sa.tuple_(waits.c.subject, waits.c.visit).in_(list(keys)))
        .values(deadline=now + by)
    )
