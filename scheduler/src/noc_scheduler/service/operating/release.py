"""Releasing or abandoning an execution that a threshold has stopped."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.errors import Conflict
from noc_scheduler.flowchart.crossings.admission import Forgiven
from noc_scheduler.flowchart.happenings import Cancelled
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence, told
from noc_scheduler.flowchart.vocabulary import Status
from noc_scheduler.service.executions.not_let_go import kept_reason
from noc_scheduler.service.executions.policy import abandoned, apply_policy, standing_of, tell
from noc_scheduler.service.isolation import isolate
from noc_scheduler.service.means import Means
from noc_scheduler.service.operating.acting import locked
from noc_scheduler.service.vocabulary import SCHEDULER, Cause, ServiceEvent
from noc_scheduler.service.walks.flowcharts import steps_read
from noc_scheduler.service.walks.walking import Step, advance
from noc_scheduler.store import executions, host_runs, waits
from noc_scheduler.store.clock import database_now

BATCH = 50


def release(means: Means, reference: str, actor: Mapping[str, Any], reason: str) -> None:
    """Let a held execution go on; further failures count anew. Conflict when it is not held."""

    def act(connection: sa.Connection) -> None:
        row = locked(connection, reference)
        if row.hold is None:
            raise Conflict("execution.not_held", f"execution {row.number} is not held")
        now, standing = database_now(connection), standing_of(connection, row)
        tell(connection, row, ServiceEvent.EXECUTION_RELEASED, {"reason": reason}, now, actor)
        apply_policy(connection, row, now, Forgiven(standing.failed, standing.unreachable))

    means.database.transact(act)
    means.ring()


def ask_abandon(means: Means, reference: str, actor: Mapping[str, Any], reason: str) -> None:
    """End the hosts that have not been let go; those on their way go on. Conflict when there are none."""

    def act(connection: sa.Connection) -> None:
        row = locked(connection, reference)
        if row.abandoned is not None:
            return
        if row.admitted is None or not host_runs.any_not_let_go(connection, row.id, row.admitted):
            raise Conflict("execution.nothing_held", f"every host of execution {row.number} has been let go")
        _abandon(connection, row, actor, told(reason))

    means.database.transact(act)
    means.ring()


def abandon(means: Means) -> int:
    """End HostRuns that will never be let go; how many."""
    ids = means.database.transact(lambda connection: host_runs.claim_abandoned(connection, BATCH))

    def act(batch: Sequence[UUID]) -> int:
        return means.database.transact(lambda connection: _end(connection, means, batch))

    return sum(isolate(ids, act, lambda _: 0))


def give_up_holds(means: Means) -> int:
    """Abandon executions that nobody has released for too long; how many."""

    def act(connection: sa.Connection) -> int:
        now = database_now(connection)
        over = waits.holds_over(connection, now)
        for row in executions.lock(connection, over):
            _abandon(connection, row, SCHEDULER, Sentence(Saying.NOBODY_RELEASED))
        return len(over)

    return means.database.transact(act)


def _abandon(connection: sa.Connection, row: sa.Row[Any], actor: Mapping[str, Any], reason: Sentence) -> None:
    waits.remove(connection, [(row.id, waits.WHOLE)])
    executions.change(connection, row, {"hold": None, "abandoned": abandoned(actor, reason)})
    now = database_now(connection)
    tell(connection, row, ServiceEvent.EXECUTION_ABANDONED, {"reason": str(reason)}, now, actor)


def _end(connection: sa.Connection, means: Means, ids: Sequence[UUID]) -> int:
    now = database_now(connection)
    loaded = host_runs.load_locked(connection, ids, steps_read)
    steps = [
        Step(
            one.id,
            Cancelled(Sentence(Saying.ABANDONED, {"because": kept_reason(one.execution.abandoned)})),
            {"kind": Cause.POLICY},
            one.execution.abandoned["actor"],
        )
        for one in loaded.values()
        if one.value.status == Status.QUEUED
    ]
    advance(connection, means.settings, steps, now, loaded)
    return len(steps)
