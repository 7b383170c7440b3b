"""Sending the outbox: notifications and observations to presentation, withdrawals to executor nodes."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog

from noc_scheduler.clients.presentation import Delivery
from noc_scheduler.errors import NocError
from noc_scheduler.nodes.client import MaybeDelivered, NotDelivered
from noc_scheduler.service.at_once import sum_of_each
from noc_scheduler.service.means import Means
from noc_scheduler.store import executor_nodes, outbox, pace, peers
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.outbox import Letter

BATCH = 100
HOLD = timedelta(seconds=15)
STALE_AFTER = timedelta(days=1)
Deliver = Callable[[str, Sequence[Mapping[str, Any]]], list[Delivery]]
log = structlog.get_logger()


def send_notifications(means: Means) -> int:
    """Hand notifications to presentation; how many it has taken."""
    return _hand_over(means, Letter.NOTIFICATION, means.presentation.notify)


def send_observations(means: Means) -> int:
    """Tell presentation what was seen of hosts; how much it has taken. What nobody took for a day is stale."""
    return _hand_over(means, Letter.OBSERVATION, means.presentation.observe, STALE_AFTER)


def _hand_over(means: Means, kind: Letter, deliver: Deliver, stale_after: timedelta | None = None) -> int:
    rows = _claim(means, kind)
    if not rows:
        return 0
    try:
        with means.database.reading() as connection:
            url = peers.presentation_url(connection)
        answers = deliver(url, [{"id": str(row.id), **row.document} for row in rows])
    except NocError as error:
        stale = [] if stale_after is None else _older_than(means, rows, stale_after)
        _done(means, [row.id for row in stale])
        _later(means, [row for row in rows if row not in stale], str(error))
        return 0
    said = {answer.id: answer for answer in answers}
    for row in rows:
        answer = said.get(str(row.id))
        if answer is not None and answer.status == "refused":
            log.warning(f"{kind}.refused", id=str(row.id), code=answer.code)
    _done(means, [row.id for row in rows if str(row.id) in said])
    _later(means, [row for row in rows if str(row.id) not in said], "presentation did not mention it")
    return len(said)


def _older_than(means: Means, rows: Sequence[sa.Row[Any]], age: timedelta) -> list[sa.Row[Any]]:
    with means.database.reading() as connection:
        now = database_now(connection)
    return [row for row in rows if row.created_at + age < now]


def send_withdrawals(means: Means) -> int:
    """Ask executor nodes to stop what nobody waits for; how many requests they have heard."""
    by_node: dict[UUID, list[sa.Row[Any]]] = defaultdict(list)
    for row in _claim(means, Letter.WITHDRAWAL):
        by_node[row.receiver].append(row)
    if not by_node:
        return 0
    with means.database.reading() as connection:
        urls = {row.id: row.url for row in executor_nodes.everyone(connection)}
    return sum_of_each(lambda one: _withdraw(means, urls.get(one[0]), one[1]), list(by_node.items()))


def _withdraw(means: Means, url: str | None, rows: Sequence[sa.Row[Any]]) -> int:
    if not url:  # one that can't be told hears it in the answer to its next heartbeat
        _done(means, [row.id for row in rows])
        return 0
    try:
        answers = means.executor_nodes.withdraw(url, [row.document for row in rows])
    except (NotDelivered, MaybeDelivered) as error:
        _later(means, rows, str(error))
        return 0
    never_came = [UUID(answer.id) for answer in answers if answer.status == "unknown"]
    means.database.transact(lambda connection: _heard(connection, [row.id for row in rows], never_came))
    return len(rows)


def _heard(connection: sa.Connection, letters: Sequence[UUID], never_came: Sequence[UUID]) -> None:
    outbox.done(connection, letters)
    pace.confirm(connection, never_came, database_now(connection))


def _claim(means: Means, kind: Letter) -> list[sa.Row[Any]]:
    return means.database.transact(
        lambda connection: outbox.claim(connection, kind, database_now(connection), HOLD, BATCH)
    )


def _done(means: Means, ids: Sequence[UUID]) -> None:
    means.database.transact(lambda connection: outbox.done(connection, ids))


def _later(means: Means, rows: Sequence[sa.Row[Any]], problem: str) -> None:
    means.database.transact(
        lambda connection: outbox.later(connection, rows, database_now(connection), problem)
    )
