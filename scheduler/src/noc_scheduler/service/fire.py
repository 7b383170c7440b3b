"""Firing: an execution whose time has come is told its hosts, and their walks begin in batches."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.clients.presentation import Target
from noc_scheduler.errors import Invalid, NocError, Unavailable
from noc_scheduler.flowchart.happenings import Started
from noc_scheduler.flowchart.vocabulary import Status
from noc_scheduler.flowchart.walk import new_host_run
from noc_scheduler.nodes.documents import Parcel
from noc_scheduler.service.dispatch import places
from noc_scheduler.service.finishing import finish
from noc_scheduler.service.flowcharts import steps_read
from noc_scheduler.service.isolation import isolate
from noc_scheduler.service.means import Means
from noc_scheduler.service.policy import first_admission
from noc_scheduler.service.start import targets_wait
from noc_scheduler.service.turns import needs_turn, take_turn
from noc_scheduler.service.vocabulary import SCHEDULER, Cause, ServiceEvent
from noc_scheduler.service.walking import Step, advance
from noc_scheduler.store import events, executions, host_locks, host_runs, peers, waits
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.events import About, Fact
from noc_scheduler.store.host_runs import Loaded

BATCH = 10
HOSTS_AT_ONCE = 100
#: Between two questions to a presentation that didn't answer.
PAUSE = timedelta(seconds=2)
#: How long nobody else takes up an execution whose hosts are being asked for.
HOLD = timedelta(seconds=15)


def fire(means: Means) -> int:
    """Give due executions their hosts; how many were fired or failed for good."""
    due = means.database.transact(
        lambda connection: executions.claim_due(connection, database_now(connection), HOLD, BATCH)
    )
    return sum(isolate(due, lambda batch: sum(_fire(means, row) for row in batch), lambda _: 0))


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
    wanted = {one.id: (_host_name(one), one.execution.id) for one in locking}
    got = host_locks.take(connection, wanted, now)
    waits.remove(connection, [(identity, waits.WHOLE) for identity in got])
    going = [one for one in ids if one in fresh and (one not in wanted or one in got)]
    steps = [Step(identity, Started(), {"kind": Cause.START}, SCHEDULER) for identity in going]
    chosen = places(connection, means, now, {})
    advance(connection, means.settings, steps, now, loaded, chosen)
    return len(going), [] if chosen is None else chosen.parcels(now)


def _host_name(loaded: Loaded) -> str:
    return "" if loaded.value.host is None else loaded.value.host.name


def _fire(means: Means, row: sa.Row[Any]) -> int:
    if needs_turn(row) and not means.database.transact(
        lambda connection: take_turn(connection, means.settings, row)
    ):
        return 0
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
    with means.database.reading() as connection:
        peer = peers.find(connection, "presentation")
    if peer is None:
        raise Unavailable("dependency.unavailable", "no presentation is paired with this scheduler")
    targets = means.presentation.targets(
        peer.url, row.target, str(row.id), row.procedure, row.on_behalf_of or row.actor
    )
    if len(targets) > means.settings.max_hosts:
        raise Invalid(
            "target.too_many_hosts", f"{len(targets)} hosts, at most {means.settings.max_hosts} may be"
        )
    return [_document(target) for target in targets]


def _document(target: Target) -> dict[str, Any]:
    document = asdict(target)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in document.items()}


def _wait(connection: sa.Connection, means: Means, row: sa.Row[Any], problem: str) -> None:
    """Let the execution wait and say why: whether its actor may still run it is answered by nobody else."""
    now = database_now(connection)
    (present,) = executions.lock(connection, [row.id])
    if present.status != Status.QUEUED:
        return
    asked_at = present.turn_at or row.start_at or row.created_at
    deadline = asked_at + means.settings.targets_timeout
    if now >= deadline:
        finish(connection, present, Status.FAILED, now, {}, f"target.unavailable: {problem}")
        return
    known = waits.find(connection, [(row.id, waits.WHOLE)]).get((row.id, waits.WHOLE))
    waits.put(connection, [targets_wait(row.id, problem, deadline)], now)
    executions.change(connection, present, {"fire_at": now + PAUSE})
    if known is None or known.reason != problem:
        fact = Fact(ServiceEvent.EXECUTION_WAITING, {"reason": problem}, SCHEDULER, {"kind": Cause.START})
        events.tell(connection, now, About.EXECUTION, {row.id: [fact]})


def _give_up(means: Means, row: sa.Row[Any], error: NocError) -> int:
    def act(connection: sa.Connection) -> int:
        (present,) = executions.lock(connection, [row.id])
        if present.status == Status.QUEUED:
            finish(connection, present, Status.FAILED, database_now(connection), {}, str(error))
        return 1

    return means.database.transact(act)


def _freeze(connection: sa.Connection, row: sa.Row[Any], hosts: Sequence[Mapping[str, Any]]) -> int:
    now = database_now(connection)
    (present,) = executions.lock(connection, [row.id])
    if present.status != Status.QUEUED:
        return 0
    names = host_runs.execution_names(row)
    fresh = [new_host_run(host_runs.core_host(document), row.params, names) for document in hosts]
    host_runs.freeze(connection, row, hosts, fresh)
    admission = first_admission(row.policy, len(hosts))
    turn = {"turn_at": present.turn_at or now}
    begun = {"status": str(Status.RUNNING), "started_at": now, **turn, **admission}
    executions.change(connection, present, begun)
    waits.remove(connection, [(row.id, waits.WHOLE)])
    cause = {"kind": Cause.START}
    facts = [Fact(ServiceEvent.EXECUTION_STARTED, {"hosts": len(hosts)}, SCHEDULER, cause)]
    events.tell(connection, now, About.EXECUTION, {row.id: facts})
    return 1
