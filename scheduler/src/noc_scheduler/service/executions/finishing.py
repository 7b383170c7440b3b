"""Ending executions whose last host has come to its end, and reviewing those that go on."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.sentences import Sentence, told
from noc_scheduler.flowchart.vocabulary import ACTIVE, SEVERITY, Status
from noc_scheduler.service.executions.reviewing import review
from noc_scheduler.service.vocabulary import SCHEDULER, Cause, ServiceEvent
from noc_scheduler.service.walks.returning import return_to_caller
from noc_scheduler.store import events, executions, pace, waits
from noc_scheduler.store.events import About, Fact


def worst(statuses: Collection[str]) -> Status:
    """What an execution is whose hosts ended so; the worst of them."""
    return max((Status(status) for status in statuses), key=lambda status: SEVERITY[status])


def finish_executions(connection: sa.Connection, ids: Collection[UUID], now: datetime) -> None:
    """End those of `ids` that have no host on its way any more; let the others go on without those that ended.

    Each is locked first: of two transactions that end its last two hosts, the later one sees both.
    """
    if not ids:
        return
    for row in executions.lock(connection, ids):
        if row.status not in ACTIVE:
            continue
        if executions.has_active_hosts(connection, row.id):
            review(connection, row, now)
        else:
            counts = executions.counts(connection, [row.id])[row.id]
            status = worst(counts)
            wish = row.cancel if status == Status.CANCELLED else None
            finish(connection, row, status, now, counts, None if wish is None else told(wish["reason"]))


def finish(
    connection: sa.Connection,
    row: sa.Row[tuple[object, ...]],
    status: Status,
    now: datetime,
    counts: dict[str, int],
    reason: Sentence | None = None,
) -> None:
    """End one execution, which the caller has locked or just read."""
    values = {"status": str(status), "finished_at": now, "pace": None, "pause": None}
    executions.change(connection, row, values if reason is None else {**values, "reason": reason.text()})
    waits.remove(connection, [(row.id, waits.WHOLE)])
    pace.forget_all_wishes(connection, row.id)
    return_to_caller(connection, row)
    executions.wake(connection, row, now)
    called = {} if row.caller is None else {"called": True}
    dry = {"check_mode": True} if row.check_mode else {}
    data = {
        "status": str(status),
        "counts": counts,
        "reason": None if reason is None else str(reason),
        **called,
        **dry,
    }
    fact = Fact(ServiceEvent.EXECUTION_FINISHED, data, SCHEDULER, {"kind": Cause.REPORT})
    events.tell(connection, now, About.EXECUTION, {row.id: [fact]})
