"""Joining: a host that a message brings comes to an execution under way, where the policy lets hosts join."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from noc_scheduler.flowchart.vocabulary import Status
from noc_scheduler.flowchart.walk import new_host_run
from noc_scheduler.service.executions.policy import apply_policy, kept_policy
from noc_scheduler.service.triggers.taking.turn import Outcome, Turn
from noc_scheduler.service.vocabulary import Cause, ServiceEvent
from noc_scheduler.store import events, executions, host_runs, work_items
from noc_scheduler.store.events import About, Fact
from noc_scheduler.store.work_items import ItemStatus


def open_to(turn: Turn, host: str, params: Mapping[str, Any]) -> sa.Row[Any] | None:
    """The execution that the host may join, locked: of this schedule, this version and these parameters."""
    policy = turn.schedule.procedure["canonical"]["spec"].get("policy")
    if not turn.arrivals.join or not policy or not kept_policy(policy).joins:
        return None
    digest = turn.schedule.procedure["digest"]
    row = executions.open_to_hosts(turn.connection, turn.schedule.id, digest, host)
    if row is None or row.params != params or _number(turn, row) >= turn.means.settings.max_hosts:
        return None
    return row


def _number(turn: Turn, row: sa.Row[Any]) -> int:
    if row.status == Status.QUEUED:
        return len(row.target["hosts"])
    return host_runs.count(turn.connection, row.id)


def join(turn: Turn, row: sa.Row[Any], item: sa.Row[Any], host: str) -> Outcome:
    """Let the host come to the execution; it walks from the start, as one of the last."""
    connection, known = turn.connection, turn.known
    assert known is not None  # a host has been found by it
    target = {"target": {**row.target, "hosts": [*row.target["hosts"], host]}}
    if row.status == Status.QUEUED:
        executions.change(connection, row, {**target, "fire_at": min(row.fire_at, turn.now)})
    else:
        document = known.documents[host]
        names = host_runs.execution_names(row)
        fresh = new_host_run(host_runs.core_host(document), row.params, names)
        host_runs.freeze(connection, row, [document], [fresh], host_runs.count(connection, row.id) + 1)
        executions.change(connection, row, target)
        (present,) = executions.lock(connection, [row.id])
        apply_policy(connection, present, turn.now)
    turn.walked.pop(host, None)
    reason = f"{host} joins execution {row.number} at its start"
    cause = {"kind": Cause.MESSAGE, "schedule": str(turn.schedule.id), "item": str(item.id)}
    fact = Fact(ServiceEvent.EXECUTION_HOST_JOINED, {"host": host, "reason": reason}, turn.actor, cause)
    events.tell(connection, turn.now, About.EXECUTION, {row.id: [fact]})
    joined = {"status": str(ItemStatus.JOINED), "host": host, "execution": row.id}
    work_items.change(connection, item.id, joined)
    return Outcome(ItemStatus.JOINED, reason, host, row.id)
