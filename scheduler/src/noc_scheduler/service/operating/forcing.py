"""Forcing: a walk that can't even be cancelled is ended by its rows alone, and the log says so."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.events import EventType
from noc_scheduler.flowchart.host_run import Reason
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence, told
from noc_scheduler.flowchart.state import dump_reason
from noc_scheduler.flowchart.vocabulary import Outcome, Status
from noc_scheduler.service.executions.finishing import finish, worst
from noc_scheduler.service.means import Means
from noc_scheduler.service.vocabulary import Cause, How, how_asked
from noc_scheduler.service.walks.carrying_out.withdrawal import withdraw
from noc_scheduler.store import calls, ending, events, executions
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.events import About, Fact


def force_end(means: Means, host_run: UUID) -> int:
    """End one HostRun without walking it; 1, or 0 where nobody has asked for force or it is over."""
    return means.database.transact(lambda connection: _force_end(connection, host_run))


def _force_end(connection: sa.Connection, identity: UUID) -> int:
    now = database_now(connection)
    row = ending.lock_active(connection, identity)
    if row is None:
        return 0
    (execution,) = executions.find_many(connection, [row.execution]).values()
    wish = execution.cancel
    if wish is None or how_asked(wish) is not How.FORCE:
        return 0
    visits = ending.open_visits(connection, identity)
    withdraw(connection, [(identity, visit.number, visit.attempts) for visit in visits], now)
    calls.cancel_children(connection, [(identity, visit.number) for visit in visits], wish)
    why = Sentence(Saying.CLOSED_BY_FORCE, {"reason": wish["reason"]})
    cause = {"kind": Cause.REQUEST}
    ended = [_finished(visit, why) for visit in visits]
    blame = dump_reason(Reason.saying(str(Outcome.CANCELLED), "", why))
    over = {"status": Status.CANCELLED.value, "forced": True, "reason": blame, "changed": row.changed}
    ended.append((EventType.HOST_RUN_FINISHED, over))
    facts = [Fact(str(kind), data, wish["actor"], cause) for kind, data in ended]
    events.tell(connection, now, About.HOST_RUN, {identity: facts})
    ending.end(connection, row, blame, now)
    _finish_if_last(connection, execution.id, now, told(wish["reason"]))
    return 1


def _finished(visit: sa.Row[Any], why: Sentence) -> tuple[EventType, dict[str, Any]]:
    return EventType.VISIT_FINISHED, {
        "visit": visit.number,
        "node": visit.node,
        "kind": visit.kind,
        "status": Status.CANCELLED.value,
        "outcome": str(Outcome.CANCELLED),
        "message": str(why),
        "said": why.document(),
        "attempts": visit.attempts,
        "forced": True,
    }


def _finish_if_last(connection: sa.Connection, execution: UUID, now: datetime, reason: Sentence) -> None:
    """The execution is over with its last host; its other rules are not asked, since they may be what is broken."""
    (row,) = executions.lock(connection, [execution])
    if not executions.has_active_hosts(connection, execution):
        counts = executions.counts(connection, [execution])[execution]
        finish(connection, row, worst(counts), now, counts, reason)
