"""Pausing: hosts finish the step they are in and begin none, until somebody lets them go on."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.errors import Conflict
from noc_scheduler.flowchart.happenings import Continued, Happening, Paused
from noc_scheduler.flowchart.vocabulary import Status
from noc_scheduler.service.executions.policy import tell
from noc_scheduler.service.isolation import isolate
from noc_scheduler.service.means import Means
from noc_scheduler.service.operating.acting import BATCH, Act, do_to, ids_under_way, locked
from noc_scheduler.service.operating.cancel import note_cancel
from noc_scheduler.service.vocabulary import SCHEDULER, ServiceEvent
from noc_scheduler.service.walks.carrying_out.pauses import paused_words
from noc_scheduler.store import executions, pace, waits
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.host_runs import Loaded
from noc_scheduler.store.pace import Pace
from noc_scheduler.store.types import instant_text
from noc_scheduler.store.waits import Wait, WaitAct


def pause(means: Means, reference: str, act: Act) -> None:
    """Let hosts stand still, or the whole execution; again while it is paused changes nothing.

    Conflict when the execution has not begun (cancel it instead) or is over.
    """
    if act.hosts:
        do_to(means, ids_under_way(means, reference, act.hosts), lambda _: (Paused(act.reason), act.actor))
        return

    def whole(connection: sa.Connection) -> None:
        row, now = locked(connection, reference), database_now(connection)
        if row.status == Status.QUEUED:
            raise Conflict("execution.not_begun", f"execution {row.number} has not begun; cancel it instead")
        if row.cancel is not None:
            raise Conflict("execution.cancelling", f"execution {row.number} is being cancelled")
        if row.pace == Pace.PAUSED:
            return
        wish = {**act.wish, "since": instant_text(now)}
        executions.change(connection, row, {"pace": Pace.PAUSED, "pause": wish})
        if row.hold is None:
            words = paused_words(act.actor, act.reason)
            deadline = now + waits.LONGEST_HOLD
            waits.put(
                connection, [Wait(row.id, waits.WHOLE, row.id, WaitAct.GIVE_UP_PAUSE, words, deadline)], now
            )
        tell(connection, row, ServiceEvent.EXECUTION_PAUSED, {"reason": act.reason}, now, act.actor)

    means.database.transact(whole)
    means.ring()


def go_on(means: Means, reference: str, act: Act) -> None:
    """Let paused hosts go on, or all of the execution. Conflict when nobody is paused."""
    if act.hosts:
        ids = ids_under_way(means, reference, act.hosts)
        if not do_to(means, ids, lambda _: (Continued(act.reason), act.actor)):
            raise Conflict("host.not_paused", "none of these hosts is paused")
        return

    def whole(connection: sa.Connection) -> None:
        row, now = locked(connection, reference), database_now(connection)
        if row.pace != Pace.PAUSED and not pace.anybody_stands(connection, row.id):
            raise Conflict("execution.not_paused", f"nobody of execution {row.number} is paused")
        executions.change(connection, row, {"pace": Pace.CONTINUING, "pause": act.wish})
        if row.hold is None:
            waits.remove(connection, [(row.id, waits.WHOLE)])
        tell(connection, row, ServiceEvent.EXECUTION_CONTINUED, {"reason": act.reason}, now, act.actor)

    means.database.transact(whole)
    means.ring()


def stand_still(means: Means) -> int:
    """Pause hosts of paused executions; how many."""
    ids = means.database.transact(lambda connection: pace.claim_to_pause(connection, BATCH))
    return sum(isolate(ids, lambda batch: _wished(means, batch, Pace.PAUSED), lambda _: 0))


def let_go(means: Means) -> int:
    """Let hosts of executions go on that are paused no longer; how many."""
    ids = means.database.transact(lambda connection: pace.claim_to_continue(connection, BATCH))
    done = sum(isolate(ids, lambda batch: _wished(means, batch, Pace.CONTINUING), lambda _: 0))
    means.database.transact(pace.all_go_on)
    return done


def _wished(means: Means, ids: Sequence[UUID], wanted: Pace) -> int:
    """Do to these what people have wished for their executions; a wish that has changed meanwhile is let be."""
    kind = Paused if wanted is Pace.PAUSED else Continued

    def due(one: Loaded) -> tuple[Happening, Mapping[str, Any]] | None:
        if one.execution.pace != wanted:
            return None
        return kind(one.execution.pause["reason"]), one.execution.pause["actor"]

    return do_to(means, ids, due)


def give_up_pauses(means: Means) -> int:
    """Cancel executions that nobody has let go on for too long; how many."""

    def act(connection: sa.Connection) -> int:
        now = database_now(connection)
        rows = executions.lock(connection, waits.pauses_over(connection, now))
        for row in rows:
            note_cancel(connection, row, Act(SCHEDULER, "paused, and nobody let it go on in time"), now)
        return len(rows)

    return means.database.transact(act)
