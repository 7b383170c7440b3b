"""Reaping: an attempt whose lease is over is lost, and its walk goes on by the task's rerun class."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.happenings import Reported
from noc_scheduler.flowchart.host_run import Result
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.vocabulary import Outcome
from noc_scheduler.service.isolation import isolate
from noc_scheduler.service.means import Means
from noc_scheduler.service.vocabulary import SCHEDULER, Cause, ServiceEvent
from noc_scheduler.service.walks.flowcharts import steps_read
from noc_scheduler.service.walks.walking import Step, advance
from noc_scheduler.store import attempts, executor_nodes, host_runs, leases, peers
from noc_scheduler.store.attempts import Turn
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.events import Fact

BATCH = 100
#: How long an attempt is left alone whose walk raised an error.
POSTPONED = timedelta(minutes=1)


def reap(means: Means) -> int:
    """Take attempts with an expired lease for lost; how many. None while nobody could hear their renewal."""
    expired = means.database.transact(lambda connection: _expired(connection, means))
    if not expired:
        return 0

    def act(batch: Sequence[sa.Row[Any]]) -> int:
        return means.database.transact(lambda connection: _lose(connection, means, batch))

    def failed(row: sa.Row[Any]) -> int:
        means.database.transact(
            lambda connection: leases.prolong(connection, [row.id], database_now(connection) + POSTPONED)
        )
        return 0

    lost = sum(isolate(expired, act, failed))
    means.ring()
    return lost


def _expired(connection: sa.Connection, means: Means) -> list[sa.Row[Any]]:
    now = database_now(connection)
    listening = peers.listening_since(connection, now, means.settings.lease / 3)
    if listening is None or now - listening < means.settings.lease:
        return []
    return leases.claim_expired(connection, now, BATCH)


def _lose(connection: sa.Connection, means: Means, batch: Sequence[sa.Row[Any]]) -> int:
    now = database_now(connection)
    loaded = host_runs.load_locked(connection, [row.host_run for row in batch], steps_read)
    rows = [
        row
        for row in attempts.find_many(connection, [row.id for row in batch]).values()
        if row.status in attempts.OPEN and row.lease_until is not None and row.lease_until <= now
    ]
    names = {row.id: row.name for row in executor_nodes.everyone(connection)}
    attempts.turn(
        connection,
        [
            Turn(row.id, row.version, attempts.LOST, row.seq, outcome=Outcome.LOST, finished_at=now)
            for row in rows
        ],
    )
    before = attempts.losers(connection, {(row.host_run, row.visit) for row in rows if row.number > 1})
    most = means.settings.most_losses
    steps = [_step(row, names, before.get((row.host_run, row.visit), ()), most, now) for row in rows]
    advance(connection, means.settings, steps, now, loaded)
    return len(rows)


def _step(
    row: sa.Row[Any], names: Mapping[UUID, str], losers: Sequence[UUID], most: int, now: datetime
) -> Step:
    executor_node = names.get(row.executor_node, "?")
    silence = (now - row.lease_until).total_seconds()
    why = Sentence(Saying.FELL_SILENT, {"name": executor_node, "seconds": f"{silence:.0f}"})
    if row.executor_node is None:
        why = Sentence(Saying.RESTORED)
    elif len(losers) > 1:  # this one is among them
        others = ", ".join(names.get(one, "?") for one in losers[:-1])
        why = replace(why, values={**why.values, "before": Sentence(Saying.LOST_BEFORE, {"names": others})})
    cause = {"kind": Cause.LEASE, "attempt": str(row.id)}
    data = {
        "visit": row.visit,
        "node": row.node,
        "attempt": str(row.id),
        "number": row.number,
        "lease": row.lease,
        "executor_node": executor_node,
        "message": str(why),
    }
    fact = Fact(ServiceEvent.ATTEMPT_LOST, data, SCHEDULER, cause)
    result = Result(outcome=Outcome.LOST).saying(why)
    return Step(row.host_run, Reported(row.visit, row.number, result, most), cause, SCHEDULER, (fact,))
