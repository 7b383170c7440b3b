"""Reopening: an execution that was over goes on with those of its hosts that shall be resumed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.errors import Overtaken
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.vocabulary import FINISHED, Status
from noc_scheduler.store import executions, pace, waits
from noc_scheduler.store.waits import Wait, WaitAct


def reopen(
    connection: sa.Connection, execution: UUID, names: Sequence[str], wish: Mapping[str, Any], now: datetime
) -> list[UUID]:
    """Have hosts taken up again that are over and have not succeeded, these or without names all; which.

    `wish` says who wants it, why, and where each token goes. Raises Overtaken where it is being archived.
    """
    ids = pace.wish_to_resume(connection, execution, names, wish)
    if not ids:
        return []
    words = Sentence(Saying.TO_BE_RESUMED)
    deadline = now + waits.LONGEST_HOLD
    (row,) = executions.lock(connection, [execution])
    if row.sealed_at is not None:
        raise Overtaken("the execution is being archived")
    _go_on(connection, row, now)
    held = [Wait(one, waits.WHOLE, execution, WaitAct.RESUME, words, deadline) for one in ids]
    waits.put(connection, held, now)
    return ids


def _go_on(connection: sa.Connection, row: sa.Row[Any], now: datetime) -> None:
    """Let an execution that was over, cancelled or given up go on; hosts never let go may come too."""
    values: dict[str, Any] = {"cancel": None, "hold": None, "abandoned": None, "pace": None, "pause": None}
    if row.abandoned is not None:
        values["admitted"] = sum(executions.counts(connection, [row.id]).get(row.id, {}).values())
    if row.status in FINISHED:
        values |= {"status": str(Status.RUNNING), "finished_at": None, "reason": None}
        values["started_at"] = row.started_at or now
    waits.remove(connection, [(row.id, waits.WHOLE)])
    executions.change(connection, row, values)
