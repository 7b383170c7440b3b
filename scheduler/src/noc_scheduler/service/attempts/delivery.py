"""Delivery: attempts that are leased are handed to their executor nodes, whose answers are sorted out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.nodes.client import ItemAnswer, MaybeDelivered, NotDelivered
from noc_scheduler.nodes.documents import Errand, Parcel, attempt_document
from noc_scheduler.service.at_once import sum_of_each
from noc_scheduler.service.attempts.giving_back import STOPPING, Place, wait_again
from noc_scheduler.service.attempts.sealing import PAUSE as SEALING_PAUSE
from noc_scheduler.service.attempts.sealing import Lacking, seal
from noc_scheduler.service.means import Means
from noc_scheduler.store import executor_nodes, leases
from noc_scheduler.store.clock import database_now

#: How long an attempt that its executor node refused is left alone.
PAUSE = timedelta(seconds=2)


def errand(row: sa.Row[Any], lease: int, again: bool) -> Errand:
    """An attempt's row, as it was before this telling was written, as something to be told under this lease."""
    return Errand(
        id=row.id,
        lease=lease,
        version=row.version + 1,
        again=again,
        number=row.number,
        execution=row.execution,
        host_run=row.host_run,
        visit=row.visit,
        node=row.node,
        document=row.document,
        host=row.host,
        queued_at=row.created_at,
    )


def hand_over(means: Means, parcels: Sequence[Parcel]) -> int:
    """Hand over every parcel; how many attempts their executor nodes have taken, or left to others for good."""
    return sum_of_each(lambda parcel: _hand_over(means, parcel), parcels)


def _hand_over(means: Means, parcel: Parcel) -> int:
    ready, lacking = seal(means, parcel.executor_node, parcel.errands)
    return_lacking(means, lacking)
    if not ready:
        return 0
    parcel = replace(parcel, errands=ready)
    documents = [attempt_document(one, means.settings.queue_timeout, parcel.at) for one in parcel.errands]
    try:
        answers = means.executor_nodes.offer(parcel.url, documents)
    except NotDelivered as error:
        return _return_all(means, parcel, str(error))
    except MaybeDelivered as error:
        _note_problem(means, parcel.executor_node, str(error))
        return 0
    return means.database.transact(lambda connection: _sort_answers(connection, means, parcel, answers))


def _sort_answers(
    connection: sa.Connection, means: Means, parcel: Parcel, answers: Sequence[ItemAnswer]
) -> int:
    said = {answer.id: answer for answer in answers}
    stopping = any(answer.code == STOPPING for answer in answers)
    if parcel.troubled or stopping:
        trouble = {"problem": None, "problem_until": None, **({"slots": 0} if stopping else {})}
        executor_nodes.change(connection, parcel.executor_node, trouble)
    held = [one for one in parcel.errands if (answer := said.get(str(one.id))) and answer.status != "refused"]
    # The lease counts from when it was given: what a heartbeat has renewed since is accepted already.
    until = parcel.at + means.settings.lease
    leases.accept(connection, parcel.at, [(one.id, one.lease) for one in held], until)
    moved = len(held)
    for one in parcel.errands:
        answer = said.get(str(one.id))
        if answer is not None and answer.status == "refused":
            now = database_now(connection)
            reason = f"{answer.code or ''} {answer.message or ''}".rstrip()
            refused = Sentence(Saying.REFUSED, {"reason": reason})
            at_once = answer.code == STOPPING
            _return(connection, means, [one], refused, now, timedelta(0) if at_once else PAUSE)
            moved += at_once
    return moved


def return_lacking(means: Means, lacking: Sequence[Lacking]) -> None:
    """Let these wait with the reason; what was told before under the same lease is left to that lease."""
    fresh = [one for one in lacking if not one.errand.again]
    if not fresh:
        return

    def act(connection: sa.Connection) -> None:
        now = database_now(connection)
        for reason in dict.fromkeys(one.reason for one in fresh):
            errands = [one.errand for one in fresh if one.reason == reason]
            _return(connection, means, errands, reason, now, SEALING_PAUSE)

    means.database.transact(act)


def _return_all(means: Means, parcel: Parcel, problem: str) -> int:
    """Give back what was never told; how many, so that others are offered them in this very drain."""

    def act(connection: sa.Connection) -> int:
        now = database_now(connection)
        # Left alone for longer than its attempts are: else it is offered them first again, and no heartbeat of
        # one that lives and can't be reached would ever find them.
        trouble = {"problem": problem[:500], "problem_until": now + means.settings.node_pause}
        executor_nodes.change(connection, parcel.executor_node, trouble)
        row = executor_nodes.find(connection, parcel.executor_node)
        name = row.name if row is not None else "?"
        troubled = Sentence(Saying.TROUBLED, {"name": name, "problem": problem})
        # What was told before may be there by now, whatever became of this telling: its lease decides.
        fresh = [one for one in parcel.errands if not one.again]
        return _return(connection, means, fresh, troubled, now, timedelta(0))

    returned = means.database.transact(act)
    if returned:
        means.ring()
    return returned


def _return(
    connection: sa.Connection,
    means: Means,
    errands: Sequence[Errand],
    reason: Sentence,
    now: datetime,
    pause: timedelta = PAUSE,
) -> int:
    told = [(one.id, one.lease, one.version) for one in errands]
    given_back = set(leases.give_back(connection, told, now + pause))
    places = [
        Place(one.host_run, one.visit, one.execution, one.node, one.queued_at)
        for one in errands
        if one.id in given_back
    ]
    wait_again(connection, means, places, reason, now)
    return len(places)


def _note_problem(means: Means, executor_node: UUID, problem: str) -> None:
    def act(connection: sa.Connection) -> None:
        now = database_now(connection)
        trouble = {"problem": problem[:500], "problem_until": now + means.settings.node_pause}
        executor_nodes.change(connection, executor_node, trouble)

    means.database.transact(act)
