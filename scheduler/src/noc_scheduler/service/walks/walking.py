"""Walking on: one transaction carries a batch of happenings into HostRuns and all that follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.happenings import Happening
from noc_scheduler.flowchart.host_run import HostRun
from noc_scheduler.flowchart.walk import walk
from noc_scheduler.service.attempts.placing import Places
from noc_scheduler.service.executions.finishing import finish_executions
from noc_scheduler.service.walks.carrying_out import carry_out, plan, shown_attempts
from noc_scheduler.service.walks.carrying_out.telling import told_of
from noc_scheduler.service.walks.flowcharts import flowchart_for, steps_read
from noc_scheduler.service.walks.progress import Progress
from noc_scheduler.settings import Settings
from noc_scheduler.store import bulk, events, host_locks, host_run_changes, host_runs, visits, waits
from noc_scheduler.store.events import Fact
from noc_scheduler.store.host_run_changes import Change
from noc_scheduler.store.host_runs import Loaded


@dataclass(frozen=True, slots=True)
class Step:
    """One happening for one HostRun (None: only the facts), with facts to be told just before it.

    `unheard` are told where the happening moves nothing: the walk no longer waited for it.
    """

    host_run: UUID
    happening: Happening | None
    cause: Mapping[str, Any]
    actor: Mapping[str, Any] | None = None
    facts: Sequence[Fact] = ()
    unheard: Sequence[Fact] = ()


def advance(
    connection: sa.Connection,
    settings: Settings,
    steps: Sequence[Step],
    now: datetime,
    loaded: Mapping[UUID, Loaded] | None = None,
    places: Places | None = None,
) -> dict[UUID, HostRun]:
    """Do `steps` in their order, all of them or (by raising) none; what their HostRuns are then.

    Raises Overtaken when a HostRun was changed meanwhile.
    `loaded` are the HostRuns when the caller has locked and loaded them already; `places` gives what they ask for to
    executor nodes at once, and has the parcels to be sent after the commit.
    """
    if loaded is None:
        loaded = host_runs.load_locked(connection, [step.host_run for step in steps], steps_read)
    walks: dict[UUID, Progress] = {}
    for step in steps:
        if step.host_run not in walks:
            before = loaded[step.host_run]
            walks[before.id] = Progress(before, flowchart_for(connection, before.execution), before.value)
        _take(walks[step.host_run], step, now)
    moved = list(walks.values())
    work = plan(settings, moved, now)
    if places is not None:
        places.place(settings, moved, work)
    with bulk.together(connection):
        host_run_changes.save(
            connection, [Change(one.loaded, one.value, len(one.facts)) for one in moved], now
        )
        told = [(one.stream, one.facts) for one in moved]
        events.append(connection, now, told)
        _settle_locks(connection, moved, now)
        visits.project(connection, now, told, shown_attempts(work))
        carry_out(connection, moved, work)
        bulk.send(connection)
        finish_executions(connection, {one.loaded.execution.id for one in moved if one.ended}, now)
    return {one.loaded.id: one.value for one in moved}


def _settle_locks(connection: sa.Connection, moved: Sequence[Progress], now: datetime) -> None:
    """A walk that is over has nothing to itself, and waits for nothing; before any execution is locked.

    One that goes on after its end gets the lock on its host again if it is free, and goes on without it if not.
    """
    locking = [one for one in moved if one.loaded.execution.locks_hosts]
    again = {
        one.loaded.id: (one.value.host.name, one.loaded.execution.id)
        for one in locking
        if one.reopened and one.value.host is not None
    }
    host_locks.take_free(connection, again, now)
    over = [one.loaded.id for one in locking if one.ended]
    if over:
        host_locks.release(connection, over)
        waits.remove(connection, [(identity, waits.WHOLE) for identity in over])


def _take(progress: Progress, step: Step, now: datetime) -> None:
    progress.facts.extend(step.facts)
    if step.happening is None:
        return
    walked = walk(progress.flowchart, progress.value, step.happening, now)
    progress.value = walked.host_run
    progress.instructions.extend(walked.instructions)
    for event in walked.events:
        progress.facts.append(Fact(str(event.type), event.data, step.actor, step.cause))
    for order in walked.instructions:
        told = told_of(order, progress)
        if told is not None:
            progress.facts.append(Fact(*told, step.actor, step.cause))
    if not walked.events and not walked.instructions:
        progress.facts.extend(step.unheard)
