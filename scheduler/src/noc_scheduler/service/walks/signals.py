"""Signals reach the walks that wait for them: `wait: {signal: NAME}` ends, and says why."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from noc_scheduler.flowchart.happenings import Decided
from noc_scheduler.flowchart.kinds.wait import WaitSpec
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.vocabulary import FINISHED, Outcome
from noc_scheduler.service.isolation import isolate
from noc_scheduler.service.means import Means
from noc_scheduler.service.vocabulary import Cause
from noc_scheduler.service.walks.flowcharts import flowchart_for, steps_read
from noc_scheduler.service.walks.walking import Step, advance
from noc_scheduler.store import host_runs, signals
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.host_runs import Loaded

BATCH = 100


def deliver_signals(means: Means) -> int:
    """Tell walks of signals; how many were looked at."""
    with means.database.reading() as connection:
        ready = signals.ready(connection, BATCH)

    def act(batch: Sequence[sa.Row[Any]]) -> int:
        return means.database.transact(lambda connection: _deliver(connection, means, batch))

    def failed(row: sa.Row[Any]) -> int:
        means.database.transact(lambda connection: signals.rest(connection, [row.id]))
        return 0

    return sum(isolate(ready, act, failed))


def _deliver(connection: sa.Connection, means: Means, batch: Sequence[sa.Row[Any]]) -> int:
    now = database_now(connection)
    # HostRuns first: a walk that comes to wait for a signal holds its own, and wakes the signal then.
    ids = [row.host_run for row in batch if row.host_run is not None]
    loaded = host_runs.load_locked(connection, ids, steps_read)
    steps, gone, resting = [], [], []
    for row in signals.locked(connection, [row.id for row in batch]):
        walk = next(
            (loaded[one.host_run] for one in batch if one.id == row.id and one.host_run in loaded), None
        )
        visit = None if walk is None else _waiting_visit(connection, walk, row.name)
        if walk is None or (visit is None and walk.value.status not in FINISHED):
            resting.append(row.id)
            continue
        gone.append(row.id)
        if visit is not None:
            cause = {"kind": Cause.SIGNAL, "signal": row.name, "reason": row.reason}
            came = Sentence(Saying.SIGNAL_CAME, {"signal": row.name, "reason": row.reason})
            happening = Decided(visit, Outcome.SUCCEEDED, came)
            steps.append(Step(walk.id, happening, cause, row.actor))
    signals.rest(connection, resting)
    signals.drop(connection, gone)
    if steps:
        advance(connection, means.settings, steps, now, loaded)
    return len(gone)


def _waiting_visit(connection: sa.Connection, walk: Loaded, name: str) -> int | None:
    flowchart = flowchart_for(connection, walk.execution)
    for number, visit in walk.value.open_visits.items():
        spec = flowchart.nodes[visit.node].spec
        if isinstance(spec, WaitSpec) and spec.signal == name:
            return number
    return None
