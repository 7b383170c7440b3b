"""Locks on hosts at work: walks line up for them, people take them over, and none is ever left behind."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from noc_scheduler.errors import Conflict, NotFound
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence, Values
from noc_scheduler.flowchart.vocabulary import Status
from noc_scheduler.service.executions.finding import the_execution
from noc_scheduler.service.means import Means
from noc_scheduler.service.vocabulary import Cause, ServiceEvent
from noc_scheduler.settings import Settings
from noc_scheduler.store import events, host_locks, host_runs, reading, waits
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.events import About, Fact
from noc_scheduler.store.waits import Wait, WaitAct

BATCH = 100


def waits_for_lock(host: str, number: int, since: datetime, now: datetime) -> Sentence:
    """`waits for the lock on rtr-07, held by execution 812 since 14:02 UTC`."""
    day = "" if since.date() == now.date() else f"{since:%Y-%m-%d} "
    told: Values = {"host": host, "execution": number, "since": f"{day}{since:%H:%M} UTC"}
    return Sentence(Saying.LOCKED, told)


def free_forgotten_locks(means: Means) -> int:
    """Free locks whose holder is over, however it came to its end; how many."""
    return means.database.transact(host_locks.free_forgotten)


def line_up(means: Means) -> int:
    """Let HostRuns that could begin but for a lock say for whom they wait; how many."""
    return means.database.transact(lambda connection: _line_up(connection, means.settings))


def _line_up(connection: sa.Connection, settings: Settings) -> int:
    now = database_now(connection)
    rows = host_locks.claim_locked_out(connection, BATCH)
    waits.put(
        connection,
        [
            Wait(
                subject=row.id,
                visit=waits.WHOLE,
                execution=row.execution,
                act=WaitAct.GIVE_UP_LOCK,
                reason=waits_for_lock(row.name, row.number, row.since, now),
                deadline=row.deadline or now + settings.lock_timeout,
            )
            for row in rows
        ],
        now,
    )
    return len(rows)


def take_over(means: Means, reference: str, host: str, actor: Mapping[str, Any], reason: str) -> None:
    """Give the lock on a host to the walk of this execution that waits for it; it begins at once.

    Nothing is done to the walk that had it: that one goes on, and its events say that it was overtaken.
    Conflict when this host does not wait for a lock.
    """

    def act(connection: sa.Connection) -> None:
        execution = the_execution(connection, reference)
        row = reading.host(connection, execution.id, host)
        if row is None:
            raise NotFound("not_found", "this execution has no such host")
        before = host_locks.find(connection, host)
        present = host_runs.lock(connection, [row.id] if before is None else [row.id, before.holder])
        lock = host_locks.find(connection, host, lock=True)
        if lock is not None and lock.holder == row.id:
            return
        key = (row.id, waits.WHOLE)
        waiting = key in waits.find(connection, [key]) and present[row.id] == Status.QUEUED
        if lock is None or not waiting or lock.holder not in present:
            raise Conflict("lock.not_waiting", f"{host} does not wait for a lock in this execution")
        now = database_now(connection)
        host_locks.give(connection, host, row.id, execution.id, now)
        waits.remove(connection, [key])
        taken = {"host": host, "from_execution": lock.number, "reason": reason}
        lost = {"host": host, "by_execution": execution.number, "reason": reason}
        cause = {"kind": Cause.REQUEST}
        facts = {
            row.id: [Fact(ServiceEvent.HOST_LOCK_TAKEN_OVER, taken, actor, cause)],
            lock.holder: [Fact(ServiceEvent.HOST_LOCK_OVERTAKEN, lost, actor, cause)],
        }
        events.tell(connection, now, About.HOST_RUN, facts)

    means.database.transact(act)
    means.ring()


def listed(means: Means, after: str, limit: int) -> list[dict[str, Any]]:
    """The locks there are, by host."""
    with means.database.reading() as connection:
        return [dict(row._mapping) for row in host_locks.page(connection, after, limit)]
