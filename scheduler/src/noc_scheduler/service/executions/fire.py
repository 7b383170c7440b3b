"""Firing: an execution whose time has come is told its hosts, and their walks begin in batches."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.errors import Invalid, Refused, Unavailable
from noc_scheduler.flowchart.happenings import Started
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence, told
from noc_scheduler.flowchart.vocabulary import Status
from noc_scheduler.flowchart.walk import new_host_run
from noc_scheduler.nodes.documents import Parcel
from noc_scheduler.service.at_once import AT_ONCE, sum_of_each
from noc_scheduler.service.attempts.dispatch import places
from noc_scheduler.service.executions.finishing import finish
from noc_scheduler.service.executions.hosts_meant import Ordered, hosts_meant
from noc_scheduler.service.executions.policy import first_admission
from noc_scheduler.service.executions.start import targets_wait
from noc_scheduler.service.executions.turns import needs_turn, take_turn
from noc_scheduler.service.isolation import isolate
from noc_scheduler.service.means import Means
from noc_scheduler.service.refusing import refusal
from noc_scheduler.service.vocabulary import SCHEDULER, Cause, ServiceEvent
from noc_scheduler.service.walks.flowcharts import flowchart_for, steps_read
from noc_scheduler.service.walks.walking import Step, advance
from noc_scheduler.store import events, executions, host_locks, host_runs, waits
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.events import About, Fact

#: All of them are asked about at once, within `HOLD`.
BATCH = AT_ONCE
HOSTS_AT_ONCE = 100
#: Between two questions to a presentation that didn't answer.
PAUSE = timedelta(seconds=2)
#: How long nobody else takes up an execution whose hosts are being asked for.
HOLD = timedelta(seconds=15)


def fire(means: Means) -> int:
    """Give due executions their hosts; how many were fired or failed for good.

    They take their turns one after the other, in their order; then presentation is asked about all of them at once.
    """
    due = means.database.transact(
        lambda connection: executions.claim_due(connection, database_now(connection), HOLD, BATCH)
    )
    going = [row for row in due if all(isolate([row], lambda one: _may_go(means, one[0]), lambda _: False))]
    return sum_of_each(lambda row: sum(isolate([row], lambda one: _fire(means, one[0]), lambda _: 0)), going)


def begin(means: Means) -> int:
    """Let HostRuns that stand before their start go; how many."""
    ids = means.database.transact(lambda connection: host_runs.claim_queued(connection, HOSTS_AT_ONCE))

    def act(batch: Sequence[UUID]) -> int:
        begun, parcels = means.database.transact(lambda connection: _begin(connection, means, batch))
        if parcels and means.post is not None:
            means.post(parcels)
        return begun

    return sum(isolate(ids, act, lambda _: 0))


def _begin(connection: sa.Connection, means: Means, ids: Sequence[UUID]) -> tuple[int, list[Parcel]]:
    """Begin these, in their order; how many, and what of their first steps is to be sent after the commit."""
    loaded = host_runs.load_locked(connection, ids, steps_read)
    fresh = {one.id for one in loaded.values() if one.value.status == Status.QUEUED}
    now = database_now(connection)
    locking = [one for one in loaded.values() if one.id in fresh and one.execution.locks_hosts]
    hosts = {one.id: (one.value.host, one.execution.id) for one in locking}
    wanted = {one: (host.name, execution) for one, (host, execution) in hosts.items() if host is not None}
    got = host_locks.take(connection, wanted, now)
    waits.remove(connection, [(identity, waits.WHOLE) for identity in got])
    going = [one for one in ids if one in fresh and (one not in wanted or one in got)]
    steps = [Step(identity, Started(), {"kind": Cause.START}, SCHEDULER) for identity in going]
    chosen = places(connection, means, now, {})
    advance(connection, means.settings, steps, now, loaded, chosen)
    return len(going), [] if chosen is None else chosen.parcels(now)


def _may_go(means: Means, row: sa.Row[Any]) -> bool:
    return not needs_turn(row) or means.database.transact(
        lambda connection: take_turn(connection, means.settings, row)
    )


def _fire(means: Means, row: sa.Row[Any]) -> int:
    try:
        hosts = _ask(means, row)
    except Unavailable as error:
        problem = error.detail
        means.database.transact(lambda connection: _wait(connection, means, row, problem))
        return 0
    except Invalid as error:
        return _give_up(means, row, error)
    return means.database.transact(lambda connection: _freeze(connection, row, hosts))


def _ask(means: Means, row: sa.Row[Any]) -> list[Mapping[str, Any]]:
    actor = row.on_behalf_of or row.actor
    order = Ordered(row.id, row.procedure, row.bundle, row.target, actor)
    targets = hosts_meant(means, order, lambda connection: flowchart_for(connection, row))
    if len(targets) > means.settings.max_hosts:
        raise Invalid(
            "target.too_many_hosts", f"{len(targets)} hosts, at most {means.settings.max_hosts} may be"
        )
    return [target.document() for target in targets]


def _wait(connection: sa.Connection, means: Means, row: sa.Row[Any], problem: str) -> None:
    """Let the execution wait and say why: whether its actor may still run it is answered by nobody else."""
    now = database_now(connection)
    (present,) = executions.lock(connection, [row.id])
    if present.status != Status.QUEUED:
        return
    asked_at = present.turn_at or row.start_at or row.created_at
    deadline = asked_at + means.settings.targets_timeout
    if now >= deadline:
        finish(
            connection, present, Status.FAILED, now, {}, Sentence(Saying.NO_HOSTS_KNOWN, {"problem": problem})
        )
        return
    known = waits.find(connection, [(row.id, waits.WHOLE)]).get((row.id, waits.WHOLE))
    reason = told(problem)
    waits.put(connection, [targets_wait(row.id, reason, deadline)], now)
    executions.change(connection, present, {"fire_at": now + PAUSE})
    if known is None or known.reason != reason:
        fact = Fact(ServiceEvent.EXECUTION_WAITING, {"reason": problem}, SCHEDULER, {"kind": Cause.START})
        events.tell(connection, now, About.EXECUTION, {row.id: [fact]})


def _give_up(means: Means, row: sa.Row[Any], error: Refused) -> int:
    def act(connection: sa.Connection) -> int:
        (present,) = executions.lock(connection, [row.id])
        if present.status == Status.QUEUED:
            finish(connection, present, Status.FAILED, database_now(connection), {}, refusal(error))
        return 1

    return means.database.transact(act)


def _freeze(connection: sa.Connection, row: sa.Row[Any], hosts: Sequence[Mapping[str, Any]]) -> int:
    now = database_now(connection)
    (present,) = executions.lock(connection, [row.id])
    if present.status != Status.QUEUED or present.target != row.target:
        return 0  # a host that has joined meanwhile is asked for as well
    names = host_runs.execution_names(row)
    walks = hosts or [host_runs.NO_HOST]
    fresh = [new_host_run(host_runs.core_host(document), row.params, names) for document in walks]
    host_runs.freeze(connection, row, walks, fresh)
    admission = first_admission(row.policy, len(walks))
    turn = {"turn_at": present.turn_at or now}
    begun = {"status": str(Status.RUNNING), "started_at": now, **turn, **admission}
    executions.change(connection, present, begun)
    waits.remove(connection, [(row.id, waits.WHOLE)])
    cause = {"kind": Cause.START}
    facts = [Fact(ServiceEvent.EXECUTION_STARTED, {"hosts": len(hosts)}, SCHEDULER, cause)]
    events.tell(connection, now, About.EXECUTION, {row.id: facts})
    return 1
