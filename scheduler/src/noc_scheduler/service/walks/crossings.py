"""Crossings: what the hosts of an execution do to each other at gates and at steps one runs for all.

Three steps, each in a transaction of its own or at the end of somebody else's: an arrival is stored; with the
execution locked, the rules decide and arrivals become `ready`; then their walks are told. A walk is never told in
the transaction that decides: it would lock HostRuns while it holds the execution, and others do it the other way.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from noc_scheduler.flowchart.happenings import Elected, Settled
from noc_scheduler.flowchart.state import load_result
from noc_scheduler.service.isolation import isolate
from noc_scheduler.service.means import Means
from noc_scheduler.service.vocabulary import SCHEDULER, Cause
from noc_scheduler.service.walks.flowcharts import steps_read
from noc_scheduler.service.walks.walking import Step, advance
from noc_scheduler.store import crossings, host_runs
from noc_scheduler.store.clock import database_now

BATCH = 100


def cross(means: Means) -> int:
    """Tell walks what has been decided for them at a gate, or by the host that runs a step; how many."""
    ready = means.database.transact(lambda connection: crossings.claim_ready(connection, BATCH))

    def act(batch: Sequence[sa.Row[Any]]) -> int:
        return means.database.transact(lambda connection: _tell(connection, means, batch))

    return sum(isolate(ready, act, lambda _: 0))


def _tell(connection: sa.Connection, means: Means, batch: Sequence[sa.Row[Any]]) -> int:
    loaded = host_runs.load_locked(connection, [row.host_run for row in batch], steps_read)
    crossings.pass_by(connection, batch)
    steps = [
        Step(
            row.host_run,
            Elected(row.visit) if row.elected else Settled(row.visit, load_result(row.result)),
            {"kind": Cause.CROSSING},
            SCHEDULER,
        )
        for row in batch
    ]
    advance(connection, means.settings, steps, database_now(connection), loaded)
    return len(batch)
