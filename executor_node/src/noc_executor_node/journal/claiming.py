"""Beginning the attempt that waits longest, inside a transaction."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from noc_executor_node.instants import uptime
from noc_executor_node.journal.ending import expire_due
from noc_executor_node.journal.reports import append_report
from noc_executor_node.journal.standing import may_begin
from noc_executor_node.processes import ProcessId
from noc_executor_node.vocabulary import AttemptState

CLAIM = (
    "UPDATE attempts SET state = 'running', boot = ?, pid = ?, pid_started = ?, started_at = ? WHERE id ="
    " (SELECT id FROM attempts WHERE state = 'queued' AND coalesce(queue_until >= ?, TRUE)"
    " ORDER BY accepted_at, id LIMIT 1) RETURNING id, lease, document"
)


@dataclass(frozen=True, slots=True)
class Claimant:
    """An executor child, under one start of the executors."""

    process: ProcessId
    boot: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """An attempt that is now a claimant's to carry out."""

    id: str
    lease: int
    document: dict[str, Any]


def claim_next(connection: sqlite3.Connection, claimant: Claimant, at: str) -> Claimed | None:
    """The attempt that waits longest, now running; None when nothing waits or may begin."""
    if not may_begin(connection, claimant.boot, uptime()):
        return None
    process = claimant.process
    row = connection.execute(CLAIM, (claimant.boot, process.pid, process.started, at, at)).fetchone()
    if row is None:
        expire_due(connection, at)  # those that waited too long are told of when there is nothing else to do
        return None
    append_report(connection, row["id"], row["lease"], at, {"state": AttemptState.RUNNING})
    return Claimed(row["id"], row["lease"], json.loads(row["document"]))
