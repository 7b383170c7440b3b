"""Dispatch: queued attempts are leased to executor nodes that may and can take them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import DBAPIError

from noc_scheduler.errors import Overtaken
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.nodes.assignment import Candidate, Wanted, assign, loaded, reach, room, why_not
from noc_scheduler.nodes.documents import Errand, Parcel
from noc_scheduler.nodes.scopes import scope_of
from noc_scheduler.service.attempts.delivery import errand, hand_over
from noc_scheduler.service.attempts.placing import Places, dispatched
from noc_scheduler.service.means import Means
from noc_scheduler.store import attempts, committed, events, executor_nodes, leases, visits, waits
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.events import About, Fact

BATCH = 200
log = structlog.get_logger()


def dispatch(means: Means) -> int:
    """Lease and hand over what can be; how many attempts were handed over. 0: no more can be now."""
    parcels, _ = means.database.transact(lambda connection: _lease(connection, means))
    if means.post is None:
        return hand_over(means, parcels)
    means.post(parcels)
    return sum(len(parcel.errands) for parcel in parcels)


def lease_in_line(connection: sa.Connection, means: Means) -> tuple[list[Parcel], bool]:
    """Lease what waits, in a transaction that has made room; the parcels, and whether any of it is left to `dispatch`.

    Something may be where others report at the same time, several executor nodes or several streams of one: they make
    room in transactions that this one doesn't see yet, and that don't see what this one leaves waiting.
    Nothing that goes wrong with what waits undoes what the transaction has done before: `dispatch` comes to the same
    rows. What neither another transaction nor the database explains is a mistake in this code, and logged as one.
    """
    try:
        with committed.logging_what_is_told() as lines, connection.begin_nested():
            parcels, nodes = _lease(connection, means)
    except (Overtaken, DBAPIError) as error:
        log.warning("dispatch.left", problem=type(error).__name__)
        return [], True
    except Exception:
        log.exception("dispatch.failed_in_line")
        return [], True
    committed.after_commit(lines)
    leased = sum(len(parcel.errands) for parcel in parcels)
    return parcels, leased >= BATCH or nodes > 1 or means.settings.api_processes > 1


def redeliver(means: Means) -> int:
    """Tell executor nodes again of attempts they may not have heard of; how many."""
    parcels = means.database.transact(lambda connection: _undelivered(connection, means))
    return hand_over(means, parcels)


def candidates(connection: sa.Connection, now: datetime) -> tuple[list[Candidate], dict[UUID, sa.Row[Any]]]:
    """All executor nodes as the assignment sees them, and their rows by id."""
    rows = {row.id: row for row in leases.holders(connection, now)}
    scopes = {row.id: scope_of(row.serves, row.labels) for row in rows.values()}
    return [
        Candidate(
            id=row.id,
            name=row.name,
            status=row.status,
            slots=row.slots,
            outstanding=row.outstanding,
            last_heard=row.last_heartbeat_at,
            problem=row.problem,
            problem_until=row.problem_until,
            labels=scopes[row.id].labels,
            groups=scopes[row.id].groups,
            withheld=scopes[row.id].withheld,
            pull=not row.url,
            draining=row.draining is not None,
            max_parallel=row.max_parallel,
        )
        for row in rows.values()
    ], rows


def places(
    connection: sa.Connection, means: Means, now: datetime, ended: Mapping[UUID, int]
) -> Places | None:
    """Where the attempts of a transaction can go at once; `ended` is how many each executor node has just finished.

    None in a process that sends nothing itself.
    """
    if means.post is None or means.stopping.is_set():
        return None
    known, rows = candidates(connection, now)
    if any(row.anybody_waits for row in rows.values()):
        return Places((), {}, False, means.claim_hold, means.quick)
    present = [replace(one, outstanding=one.outstanding - ended.get(one.id, 0)) for one in known]
    return Places(present, rows, True, means.claim_hold, means.quick)


def _lease(connection: sa.Connection, means: Means) -> tuple[list[Parcel], int]:
    """The parcels to be sent, and among how many executor nodes it was chosen."""
    now, patience = database_now(connection), means.settings.heartbeat_timeout
    wanted = leases.wanted(connection, now)
    if not wanted:
        return [], 0
    known, rows = candidates(connection, now)
    most_at = reach if means.quick else room
    rooms = {selector: most_at(known, selector, now, patience) for selector in wanted}
    most = min(BATCH, sum(min(wanted[selector], rooms[selector]) for selector in wanted))
    claimed = leases.claim_unassigned(connection, now, most, [one for one in wanted if rooms[one]])
    lost_on = attempts.losers(connection, {(row.host_run, row.visit) for row in claimed if row.number > 1})
    asked = [
        Wanted(
            row.selector,
            lost_on.get((row.host_run, row.visit), ()),
            (row.procedure, row.node) in means.quick,
        )
        for row in claimed
    ]
    takers = assign(known, asked, now, patience)
    given: dict[UUID, list[sa.Row[Any]]] = {}
    for row, taker in zip(claimed, takers, strict=True):
        if taker is not None:
            wanted[row.selector] -= 1
            given.setdefault(taker, []).append(row)
    parcels = lease_to(connection, means, given, rows, now)
    after = loaded(known, takers)
    reasons: dict[Sentence, list[str]] = {}
    for selector, left in wanted.items():
        if left > 0 and not room(after, selector, now, patience):
            reasons.setdefault(why_not(after, selector, now, patience), []).append(selector)
    for reason, selectors in reasons.items():
        waits.explain_queue(connection, now, selectors, reason)
    return parcels, len(rows)


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
    leases.lease(connection, given, now + means.settings.lease, now + means.claim_hold)
    everything = [(taker, row) for taker, rows in given.items() for row in rows]
    waits.remove(connection, [(row.host_run, row.visit) for _, row in everything])
    visits.change(
        connection,
        {(row.host_run, row.visit): {"executor_node": nodes[taker].name} for taker, row in everything},
    )
    errands = {
        taker: tuple(errand(row, row.lease + 1, again=False) for row in rows) for taker, rows in given.items()
    }
    facts: dict[UUID, list[Fact]] = {}
    for taker, told in errands.items():
        for one in told:
            facts.setdefault(one.host_run, []).append(dispatched(one, nodes[taker].name))
    events.tell(connection, now, About.HOST_RUN, facts)
    return [
        Parcel(taker, nodes[taker].url, told, now, nodes[taker].problem is not None)
        for taker, told in errands.items()
    ]


def _undelivered(connection: sa.Connection, means: Means) -> list[Parcel]:
    now = database_now(connection)
    rows = leases.claim_undelivered(connection, now, BATCH)
    if not rows:
        return []
    leases.tell_again(connection, [row.id for row in rows], now + means.claim_hold)
    given: dict[UUID, list[Errand]] = {}
    for row in rows:
        given.setdefault(row.executor_node, []).append(errand(row, row.lease, again=True))
    nodes = {row.id: row for row in executor_nodes.everyone(connection)}
    return [
        Parcel(identity, nodes[identity].url, tuple(errands), now, nodes[identity].problem is not None)
        for identity, errands in given.items()
        if _may_be_told(nodes[identity], now)
    ]


def _may_be_told(row: sa.Row[Any], now: datetime) -> bool:
    left_alone = row.problem_until is not None and row.problem_until > now
    return row.status == executor_nodes.Authorisation.AUTHORISED and row.url and not left_alone
