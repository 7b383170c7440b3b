"""Withdrawing attempts that nobody waits for any more."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.vocabulary import Status
from noc_scheduler.store import attempts, outbox
from noc_scheduler.store.outbox import Letter, NewLetter

WITHDRAWN_REASON = "nobody waits for it any more"


def withdraw(connection: sa.Connection, keys: Sequence[tuple[UUID, int, int]], now: datetime) -> None:
    """End open attempts by (HostRun, visit, number) as cancelled, and have their executor nodes told."""
    if not keys:
        return
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
