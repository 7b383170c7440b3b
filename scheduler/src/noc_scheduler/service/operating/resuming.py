"""Resuming: hosts that have not succeeded go on from where each of them fell."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.errors import Conflict
from noc_scheduler.flowchart.happenings import Resumed
from noc_scheduler.flowchart.state import places
from noc_scheduler.service.executions.finding import the_execution
from noc_scheduler.service.executions.finishing import finish_executions
from noc_scheduler.service.executions.policy import most_at_once, standing_of, tell
from noc_scheduler.service.isolation import isolate
from noc_scheduler.service.means import Means
from noc_scheduler.service.operating.acting import BATCH, Act, host_run_ids
from noc_scheduler.service.operating.reopening import reopen
from noc_scheduler.service.vocabulary import Cause, ServiceEvent
from noc_scheduler.service.walks.flowcharts import flowchart_for, steps_read
from noc_scheduler.service.walks.walking import Step, advance
from noc_scheduler.store import crossings, executions, host_locks, host_runs, pace, waits
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.host_runs import Loaded

#: What is shown of a place at which a host would go on.
SHOWN = ("token", "node", "outcome", "message")


def resume(means: Means, reference: str, act: Act, happening: Resumed | None = None) -> int:
    """Have hosts go on that failed or were cancelled, these or all; how many. `happening` says where exactly.

    Conflict when there are none, or when the execution was called by another: that one is to be resumed.
    """
    if act.hosts:
        host_run_ids(means, reference, act.hosts)

    def ask(connection: sa.Connection) -> int:
        found, now = the_execution(connection, reference), database_now(connection)
        if found.caller is not None:
            words = f"execution {found.number} walks for a step of another; resume that one"
            raise Conflict("execution.is_called", words)
        order = happening or Resumed(act.reason)
        where = {"to": _keyed(order.to), "skip": _keyed(order.skip)}
        ids = reopen(connection, found.id, act.hosts, {**act.wish, **where}, now)
        if not ids:
            raise Conflict("execution.nothing_to_resume", "no such host is over without having succeeded")
        data = {"reason": act.reason, "hosts": len(ids), "named": list(act.hosts)}
        tell(connection, found, ServiceEvent.EXECUTION_RESUMED, data, now, act.actor)
        return len(ids)

    resumed = means.database.transact(ask)
    means.ring()
    return resumed


def _keyed(tokens: Mapping[int, str]) -> dict[str, str]:
    return {str(token): node for token, node in tokens.items()}


def take_up(means: Means) -> int:
    """Resume hosts for which somebody has wished it, as many as their executions' policies have room for."""
    return sum(_take_up_of(means, execution, room) for execution, room in _rooms(means))


def _rooms(means: Means) -> list[tuple[UUID, int]]:
    """The executions that can take up hosts now, and how many at once; one that has no room keeps no other waiting."""
    with means.database.reading() as connection:
        rooms = [(row.id, _room(connection, row)) for row in pace.executions_to_resume(connection)]
    return [
        (execution, BATCH if room is None else min(room, BATCH)) for execution, room in rooms if room != 0
    ]


def _room(connection: sa.Connection, row: sa.Row[Any]) -> int | None:
    """How many more hosts may walk; None: as many as like."""
    most = most_at_once(row)
    return None if most is None else max(0, most - standing_of(connection, row).walking)


def _take_up_of(means: Means, execution: UUID, limit: int) -> int:
    ids = means.database.transact(lambda connection: pace.claim_to_resume(connection, execution, limit))

    def act(batch: Sequence[UUID]) -> int:
        return means.database.transact(lambda connection: _take_up(connection, means, batch, Cause.REQUEST))

    return sum(isolate(ids, act, lambda _: 0))


def take_up_at_last(means: Means, ids: Sequence[UUID]) -> int:
    """Resume these, which have waited for so long that no policy holds them back any more; how many."""
    return means.database.transact(lambda connection: _take_up(connection, means, ids, Cause.TIME))


def _take_up(connection: sa.Connection, means: Means, ids: Sequence[UUID], cause: Cause) -> int:
    now = database_now(connection)
    loaded = host_runs.load_locked(connection, ids, steps_read)
    wishes = pace.wishes(connection, ids)
    taken: Sequence[Loaded] = [one for one in loaded.values() if one.id in wishes]
    if cause is not Cause.TIME:
        taken = _with_room(connection, taken, now)
    for one in taken:
        _reopen_steps(connection, one)
    steps = [
        Step(one.id, _resumed(wishes[one.id]), {"kind": cause}, wishes[one.id]["actor"]) for one in taken
    ]
    pace.forget_wishes(connection, [one.id for one in taken])
    kept = wishes.keys() - {one.id for one in taken}
    waits.remove_resumptions(connection, [identity for identity in ids if identity not in kept])
    moved = advance(connection, means.settings, steps, now, loaded)
    # What can't go on has not ended now, but may be the last that its execution waited for.
    stale = {loaded[key].execution.id for key, value in moved.items() if value is loaded[key].value}
    finish_executions(connection, stale, now)
    return len(taken)


def _with_room(connection: sa.Connection, wished: Sequence[Loaded], now: datetime) -> Sequence[Loaded]:
    """Those of one execution for whom its policy has room, which nobody else takes meanwhile.

    The execution is locked for that; locks on hosts come before executions, so they are taken first.
    """
    if not wished or most_at_once(wished[0].execution) is None:
        return wished
    again = {one.id: (one.value.host.name, one.execution.id) for one in wished if one.value.host is not None}
    if wished[0].execution.locks_hosts:
        host_locks.take_free(connection, again, now)
    (row,) = executions.lock(connection, [wished[0].execution.id])
    taken = wished[: _room(connection, row)]
    host_locks.release(connection, [one.id for one in wished[len(taken) :]])
    return taken


def _resumed(wish: Mapping[str, Any]) -> Resumed:
    to, skip = ({int(token): node for token, node in wish[name].items()} for name in ("to", "skip"))
    return Resumed(wish["reason"], to, skip)


def _reopen_steps(connection: sa.Connection, one: Loaded) -> None:
    """A step that one host ran for all, and that failed, is run again by the first that comes back to it."""
    flowchart = flowchart_for(connection, one.execution)
    nodes = {each.node for each in one.value.fallen if flowchart.nodes[each.node].once}
    if nodes:
        crossings.forget_failed(connection, one.execution.id, nodes)


def resumable(means: Means, reference: str) -> list[dict[str, Any]]:
    """Every host that is over without having succeeded, and where it would go on: what a resumption would do."""
    with means.database.reading() as connection:
        execution = the_execution(connection, reference)
        rows = pace.resumable(connection, execution.id)
    return [
        {
            "host": row.name,
            "status": row.status,
            "outcome_word": row.outcome_word,
            "places": [{name: place[name] for name in SHOWN} for place in places(row.state)],
        }
        for row in rows
    ]
