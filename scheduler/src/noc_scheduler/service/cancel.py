"""Cancelling an execution: asked once, then every walk that is not over ends, batch by batch."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.errors import Conflict
from noc_scheduler.flowchart.happenings import Cancelled
from noc_scheduler.flowchart.vocabulary import FINISHED, Status
from noc_scheduler.service.finding import the_execution
from noc_scheduler.service.finishing import finish
from noc_scheduler.service.isolation import isolate
from noc_scheduler.service.means import Means
from noc_scheduler.service.vocabulary import Cause, ServiceEvent
from noc_scheduler.service.walking import Step, advance
from noc_scheduler.store import events, executions, host_runs
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.events import About, Fact

BATCH = 50


def ask_cancel(means: Means, reference: str, actor: Mapping[str, Any], reason: str) -> None:
    """Note that an execution shall be cancelled; again while it is being cancelled changes nothing."""

    def act(connection: sa.Connection) -> None:
        now = database_now(connection)
        row = the_execution(connection, reference)
        if row.status in FINISHED:
            raise Conflict("execution.finished", f"execution {row.number} is over: {row.status}")
        if row.cancel is not None:
            return
        wish_cancel(connection, row, actor, reason, now, {"kind": Cause.REQUEST})

    means.database.transact(act)
    means.ring()


def wish_cancel(
    connection: sa.Connection,
    row: sa.Row[Any],
    actor: Mapping[str, Any],
    reason: str,
    now: datetime,
    cause: Mapping[str, Any],
) -> None:
    """Note the wish on an execution that is not over; one without hosts on their way ends at once."""
    executions.change(connection, row, {"cancel": {"actor": dict(actor), "reason": reason}})
    fact = Fact(ServiceEvent.EXECUTION_CANCEL_ASKED, {"reason": reason}, actor, cause)
    events.tell(connection, now, About.EXECUTION, {row.id: [fact]})
    if not executions.has_active_hosts(connection, row.id):
        (locked,) = executions.lock(connection, [row.id])
        finish(connection, locked, Status.CANCELLED, now, {}, reason)


def cancel(means: Means) -> int:
    """End walks of executions that are to be cancelled; how many."""
    ids = means.database.transact(lambda connection: host_runs.claim_to_cancel(connection, BATCH))

    def act(batch: Sequence[UUID]) -> int:
        return means.database.transact(lambda connection: _cancel(connection, means, batch))

    return sum(isolate(ids, act, lambda _: 0))


def _cancel(connection: sa.Connection, means: Means, ids: Sequence[UUID]) -> int:
    now = database_now(connection)
    loaded = host_runs.load_locked(connection, ids)
    steps = [
        Step(
            one.id,
            Cancelled(one.execution.cancel["reason"]),
            {"kind": Cause.REQUEST},
            one.execution.cancel["actor"],
        )
        for one in loaded.values()
        if one.value.status not in FINISHED
    ]
    advance(connection, means.settings, steps, now, loaded)
    return len(steps)
