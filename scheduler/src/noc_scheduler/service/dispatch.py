"""Dispatch: lease queued attempts to executor nodes that may and can take them, and hand them over."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.nodes.assignment import Candidate, assign
from noc_scheduler.nodes.client import ItemAnswer, MaybeDelivered, NotDelivered
from noc_scheduler.nodes.documents import Errand, attempt_document
from noc_scheduler.service.means import Means
from noc_scheduler.service.vocabulary import SCHEDULER, Cause, ServiceEvent
from noc_scheduler.store import attempts, events, executor_nodes, visits, waits
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.events import About, Fact
from noc_scheduler.store.waits import WaitAct

BATCH = 200
#: How long an executor node that could not be told something is left alone.
PAUSE = timedelta(seconds=2)
#: The same for one that let us wait in vain; a living one hears of its attempts by its heartbeats meanwhile.
LONG_PAUSE = timedelta(seconds=15)
#: So many executor nodes are spoken to at the same time: a slow one shall not hold up the others.
AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes to one executor node in one request."""

    executor_node: UUID
    url: str
    errands: tuple[Errand, ...]


def dispatch(means: Means) -> int:
    """Lease and hand over what can be; how many attempts were handed over. 0: no more can be now."""
    parcels = means.database.transact(lambda connection: _lease(connection, means))
    return _hand_over_all(means, parcels)


def redeliver(means: Means) -> int:
    """Tell executor nodes again of attempts they may not have heard of; how many."""
    parcels = means.database.transact(lambda connection: _undelivered(connection, means))
    return _hand_over_all(means, parcels)


def candidates(connection: sa.Connection) -> tuple[list[Candidate], dict[UUID, sa.Row[Any]]]:
    """All executor nodes as the assignment sees them, and their rows by id."""
    rows = {row.id: row for row in executor_nodes.everyone(connection)}
    held = attempts.outstanding(connection)
    return [
        Candidate(
            id=row.id,
            name=row.name,
            status=row.status,
            slots=row.slots,
            outstanding=held.get(row.id, 0),
            last_heard=row.last_heartbeat_at,
            problem=row.problem,
            problem_until=row.problem_until,
        )
        for row in rows.values()
    ], rows


def _lease(connection: sa.Connection, means: Means) -> list[Parcel]:
    now = database_now(connection)
    queued = attempts.count_unassigned(connection, now)
    if not queued:
        return []
    known, rows = candidates(connection)
    plan = assign(known, min(queued, BATCH), now, means.settings.heartbeat_timeout)
    taken = attempts.claim_unassigned(connection, now, len(plan.takers)) if plan.takers else []
    given: dict[UUID, list[sa.Row[Any]]] = {}
    for row, taker in zip(taken, plan.takers, strict=False):
        given.setdefault(taker, []).append(row)
    parcels = lease_to(connection, means, given, rows, now)
    if len(taken) < queued:
        waits.explain_queue(connection, now, plan.reason)
    return parcels


def lease_to(
    connection: sa.Connection,
    means: Means,
    given: Mapping[UUID, Sequence[sa.Row[Any]]],
    nodes: Mapping[UUID, sa.Row[Any]],
    now: datetime,
) -> list[Parcel]:
    """Write that these attempts now belong to these executor nodes; the parcels to be sent."""
    if not given:
        return []
    attempts.lease(connection, given, now + means.settings.lease, now + means.claim_hold)
    everything = [(taker, row) for taker, rows in given.items() for row in rows]
    waits.remove(connection, [(row.host_run, row.visit) for _, row in everything])
    visits.change(
        connection,
        {(row.host_run, row.visit): {"executor_node": nodes[taker].name} for taker, row in everything},
    )
    facts: dict[UUID, list[Fact]] = {}
    for taker, row in everything:
        data = {
            "visit": row.visit,
            "node": row.node,
            "attempt": str(row.id),
            "number": row.number,
            "lease": row.lease + 1,
            "executor_node": nodes[taker].name,
        }
        fact = Fact(ServiceEvent.ATTEMPT_DISPATCHED, data, SCHEDULER, {"kind": Cause.DISPATCH})
        facts.setdefault(row.host_run, []).append(fact)
    events.tell(connection, now, About.HOST_RUN, facts)
    return [
        Parcel(taker, nodes[taker].url, tuple(errand(row, row.lease + 1) for row in rows))
        for taker, rows in given.items()
    ]


def _undelivered(connection: sa.Connection, means: Means) -> list[Parcel]:
    now = database_now(connection)
    rows = attempts.claim_undelivered(connection, now, BATCH)
    if not rows:
        return []
    attempts.hold(connection, [row.id for row in rows], now + means.claim_hold)
    given: dict[UUID, list[Errand]] = {}
    for row in rows:
        given.setdefault(row.executor_node, []).append(errand(row, row.lease))
    nodes = {row.id: row for row in executor_nodes.everyone(connection)}
    return [
        Parcel(identity, nodes[identity].url, tuple(errands))
        for identity, errands in given.items()
        if _may_be_told(nodes[identity], now)
    ]


def _may_be_told(row: sa.Row[Any], now: datetime) -> bool:
    left_alone = row.problem_until is not None and row.problem_until > now
    return row.status == executor_nodes.Authorisation.AUTHORISED and not left_alone


def errand(row: sa.Row[Any], lease: int) -> Errand:
    """An attempt's row as something to be told, under this lease."""
    return Errand(
        id=row.id,
        lease=lease,
        number=row.number,
        execution=row.execution,
        host_run=row.host_run,
        visit=row.visit,
        node=row.node,
        document=row.document,
        host=row.host,
        queued_at=row.created_at,
    )


def _hand_over_all(means: Means, parcels: Sequence[Parcel]) -> int:
    if len(parcels) < 2:
        return sum(_hand_over(means, parcel) for parcel in parcels)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="dispatch") as pool:
        return sum(pool.map(lambda parcel: _hand_over(means, parcel), parcels))


def _hand_over(means: Means, parcel: Parcel) -> int:
    with means.database.reading() as connection:
        now = database_now(connection)
    documents = [attempt_document(one, means.settings.queue_timeout, now) for one in parcel.errands]
    try:
        answers = means.executor_nodes.offer(parcel.url, documents)
    except NotDelivered as error:
        _return_all(means, parcel, str(error))
        return 0
    except MaybeDelivered as error:
        _note_problem(means, parcel.executor_node, str(error))
        return 0
    return means.database.transact(lambda connection: _sort_answers(connection, means, parcel, answers))


def _sort_answers(
    connection: sa.Connection, means: Means, parcel: Parcel, answers: Sequence[ItemAnswer]
) -> int:
    now = database_now(connection)
    said = {answer.id: answer for answer in answers}
    held = [one for one in parcel.errands if (answer := said.get(str(one.id))) and answer.status != "refused"]
    attempts.accept(connection, now, [(one.id, one.lease) for one in held])
    executor_nodes.change(connection, parcel.executor_node, {"problem": None, "problem_until": None})
    for one in parcel.errands:
        answer = said.get(str(one.id))
        if answer is not None and answer.status == "refused":
            words = f"the executor node refused it: {answer.code or ''} {answer.message or ''}".rstrip()
            _return(connection, means, [one], words, now)
    return len(held)


def _return_all(means: Means, parcel: Parcel, problem: str) -> None:
    def act(connection: sa.Connection) -> None:
        now = database_now(connection)
        trouble = {"problem": problem[:500], "problem_until": now + PAUSE}
        executor_nodes.change(connection, parcel.executor_node, trouble)
        row = executor_nodes.find(connection, parcel.executor_node)
        name = row.name if row is not None else "?"
        _return(connection, means, parcel.errands, f"executor node {name}: {problem}", now)

    means.database.transact(act)


def _return(
    connection: sa.Connection, means: Means, errands: Sequence[Errand], reason: str, now: datetime
) -> None:
    given_back = set(attempts.give_back(connection, [(one.id, one.lease) for one in errands], now + PAUSE))
    returned = [one for one in errands if one.id in given_back]
    waits.put(
        connection,
        [
            waits.Wait(
                one.host_run,
                one.visit,
                one.execution,
                WaitAct.GIVE_UP_QUEUE,
                reason,
                one.queued_at + means.settings.queue_timeout,
                one.node,
            )
            for one in returned
        ],
        now,
    )
    visits.change(connection, {(one.host_run, one.visit): {"executor_node": None} for one in returned})


def _note_problem(means: Means, executor_node: UUID, problem: str) -> None:
    def act(connection: sa.Connection) -> None:
        now = database_now(connection)
        trouble = {"problem": problem[:500], "problem_until": now + LONG_PAUSE}
        executor_nodes.change(connection, executor_node, trouble)

    means.database.transact(act)
