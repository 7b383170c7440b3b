"""Carrying out what walks want done, by writing rows: attempts to dispatch, waits, messages, withdrawals."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.instructions import AwaitPerson, Dispatch, Notify, WaitUntil, Withdraw
from noc_scheduler.flowchart.vocabulary import Status
from noc_scheduler.service.progress import Progress
from noc_scheduler.settings import Settings
from noc_scheduler.store import attempts, outbox, visits, waits
from noc_scheduler.store.attempts import NewAttempt
from noc_scheduler.store.outbox import Letter, NewLetter
from noc_scheduler.store.types import instant_text
from noc_scheduler.store.waits import Wait, WaitAct

QUEUED_REASON = "waiting for an executor node"
WITHDRAWN_REASON = "nobody waits for it any more"


def carry_out(
    connection: sa.Connection, settings: Settings, moved: Sequence[Progress], now: datetime
) -> None:
    """Write the rows that `moved` ask for; nothing is sent from here."""
    tries: dict[tuple[UUID, int, int], NewAttempt] = {}
    standing: dict[tuple[UUID, int], Wait] = {}
    letters: list[NewLetter] = []
    withdrawn: list[tuple[UUID, int, int]] = []
    for progress in moved:
        host_run = progress.loaded.id
        for order in progress.instructions:
            match order:
                case Dispatch():
                    tries[host_run, order.visit, order.attempt] = _attempt(progress, order)
                    standing[host_run, order.visit] = _queue_wait(progress, order, settings, now)
                case WaitUntil():
                    standing[host_run, order.visit] = _wait(progress, order, WaitAct.ELAPSE, order.at)
                case AwaitPerson():
                    deadline = now + settings.decision_timeout
                    standing[host_run, order.visit] = _wait(
                        progress, order, WaitAct.GIVE_UP_DECISION, deadline
                    )
                case Notify():
                    letters.append(_notification(progress, order, now))
                case Withdraw():
                    key = (host_run, order.visit, order.attempt)
                    if tries.pop(key, None) is None:
                        withdrawn.append(key)
    waits.remove(connection, [(one.loaded.id, visit) for one in moved for visit in one.closed_visits])
    still_open = {(one.loaded.id, visit) for one in moved for visit in one.value.open_visits}
    waits.put(connection, [wait for key, wait in standing.items() if key in still_open], now)
    attempts.add(connection, tries.values(), now)
    _show_attempts(connection, tries.values())
    outbox.put(connection, letters, now)
    withdraw(connection, withdrawn, now)


def _attempt(progress: Progress, order: Dispatch) -> NewAttempt:
    execution = progress.loaded.execution
    return NewAttempt(
        execution=execution.id,
        host_run=progress.loaded.id,
        visit=order.visit,
        number=order.attempt,
        node=order.node,
        document={
            "purpose": execution.canonical["spec"]["nodes"][order.node].get("purpose"),
            "module": order.module,
            "arguments": dict(order.arguments),
            "template": order.template,
            "timeout_ms": order.timeout_ms,
            "become": order.become,
            "check_mode": order.check_mode,
            "no_log": order.no_log,
        },
    )


def _queue_wait(progress: Progress, order: Dispatch, settings: Settings, now: datetime) -> Wait:
    return Wait(
        subject=progress.loaded.id,
        visit=order.visit,
        execution=progress.loaded.execution.id,
        act=WaitAct.GIVE_UP_QUEUE,
        reason=QUEUED_REASON,
        deadline=now + settings.queue_timeout,
        node=order.node,
    )


def _wait(progress: Progress, order: WaitUntil | AwaitPerson, act: WaitAct, deadline: datetime) -> Wait:
    return Wait(
        subject=progress.loaded.id,
        visit=order.visit,
        execution=progress.loaded.execution.id,
        act=act,
        reason=order.reason,
        deadline=deadline,
        node=order.node,
    )


def _notification(progress: Progress, order: Notify, now: datetime) -> NewLetter:
    execution, host = progress.loaded.execution, progress.value.host
    document: dict[str, Any] = {
        "execution": str(execution.id),
        "execution_number": execution.number,
        "procedure": execution.procedure,
        "host": host.name if host else None,
        "node": order.node,
        "channel": order.channel,
        "subject": order.subject,
        "message": order.message,
        "at": instant_text(now),
    }
    return NewLetter(Letter.NOTIFICATION, document)


def _show_attempts(connection: sa.Connection, tries: Sequence[NewAttempt] | Any) -> None:
    visits.change(
        connection,
        {
            (one.host_run, one.visit): {
                "status": Status.QUEUED,
                "attempts": one.number,
                "executor_node": None,
            }
            for one in tries
        },
    )


def withdraw(connection: sa.Connection, keys: Sequence[tuple[UUID, int, int]], now: datetime) -> None:
    """End open attempts by (HostRun, visit, number) as cancelled, and have their executor nodes told."""
    rows = [row for row in attempts.of_visits(connection, keys) if row.status in attempts.OPEN]
    attempts.turn(
        connection,
        [
            attempts.Turn(
                row.id, row.version, Status.CANCELLED, row.seq, outcome=Status.CANCELLED, finished_at=now
            )
            for row in rows
        ],
    )
    outbox.put(
        connection,
        [
            NewLetter(
                Letter.WITHDRAWAL,
                {"id": str(row.id), "lease": row.lease, "reason": WITHDRAWN_REASON},
                row.executor_node,
            )
            for row in rows
            if row.executor_node is not None
        ],
        now,
    )
