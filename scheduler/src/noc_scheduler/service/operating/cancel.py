"""Cancelling: asked once, then every walk that is not over ends, now or after the step it is in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.happenings import Cancelled, Happening
from noc_scheduler.flowchart.sentences import told
from noc_scheduler.flowchart.vocabulary import FINISHED, Status
from noc_scheduler.service.executions.finishing import finish
from noc_scheduler.service.isolation import isolate
from noc_scheduler.service.means import Means
from noc_scheduler.service.operating.acting import BATCH, Act, do_to, ids_under_way, locked
from noc_scheduler.service.operating.forcing import force_end
from noc_scheduler.service.vocabulary import Cause, How, ServiceEvent, how_asked
from noc_scheduler.store import events, executions, host_runs, waits
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.events import About, Fact
from noc_scheduler.store.host_runs import Loaded
from noc_scheduler.store.pace import Pace
from noc_scheduler.store.types import instant_text

BY_REQUEST = {"kind": Cause.REQUEST}


def ask_cancel(means: Means, reference: str, act: Act, how: How = How.NOW) -> None:
    """Have hosts of an execution cancelled, or all of it; asking again for no more than before changes nothing."""
    after_step = how is How.AFTER_STEP
    if act.hosts:
        ids = ids_under_way(means, reference, act.hosts)
        do_to(means, ids, lambda _: (Cancelled(act.reason, after_step), act.actor))
        return

    def ask(connection: sa.Connection) -> None:
        row = locked(connection, reference)
        if row.cancel is None or list(How).index(how) > list(How).index(how_asked(row.cancel)):
            note_cancel(connection, row, act, database_now(connection), how)

    means.database.transact(ask)
    means.ring()


def note_cancel(
    connection: sa.Connection,
    row: sa.Row[Any],
    act: Act,
    now: datetime,
    how: How = How.NOW,
    cause: Mapping[str, Any] = BY_REQUEST,
) -> None:
    """Write down that an execution, which the caller has locked, shall be cancelled."""
    wish = {**act.wish, "how": str(how), "asked_at": instant_text(now)}
    pace = Pace.STOPPING if how is How.AFTER_STEP else None
    executions.change(connection, row, {"cancel": wish, "pace": pace, "pause": None})
    waits.remove(connection, [(row.id, waits.WHOLE)])
    data = {"reason": act.reason, "how": str(how)}
    event = ServiceEvent.EXECUTION_CLOSED if how is How.FORCE else ServiceEvent.EXECUTION_CANCEL_ASKED
    fact = Fact(event, data, act.actor, cause)
    events.tell(connection, now, About.EXECUTION, {row.id: [fact]})
    if not executions.has_active_hosts(connection, row.id):
        (present,) = executions.lock(connection, [row.id])
        finish(connection, present, Status.CANCELLED, now, {}, told(act.reason))


def cancel(means: Means) -> int:
    """End walks of executions that are to be cancelled; how many."""
    ids = means.database.transact(lambda connection: host_runs.claim_to_cancel(connection, BATCH))

    def act(batch: Sequence[UUID]) -> int:
        return do_to(means, batch, _due)

    return sum(isolate(ids, act, lambda identity: force_end(means, identity)))


def _due(one: Loaded) -> tuple[Happening, Mapping[str, Any]] | None:
    wish = one.execution.cancel
    if wish is None or one.value.status in FINISHED:
        return None
    return Cancelled(wish["reason"], how_asked(wish) is How.AFTER_STEP), wish["actor"]
