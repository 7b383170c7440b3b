"""Giving back: attempts that were leased and certainly never began are queued again, and told why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.service.means import Means
from noc_scheduler.store import leases, visits, waits
from noc_scheduler.store.waits import WaitAct

#: What an executor node answers that is being stopped: it takes nothing more until it is started again.
STOPPING = "executor_node.stopping"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an attempt belongs in its walk, and since when it waits for an executor node."""

    host_run: UUID
    visit: int
    execution: UUID
    node: str
    queued_at: datetime


def wait_again(
    connection: sa.Connection, means: Means, places: Sequence[Place], reason: Sentence, now: datetime
) -> None:
    """Let these visits wait for an executor node as before, no longer than if they had never been given to one."""
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
            for one in places
        ],
        now,
    )
    visits.change(connection, {(one.host_run, one.visit): {"executor_node": None} for one in places})


def take_back(
    connection: sa.Connection,
    means: Means,
    executor_node: sa.Row[tuple[object, ...]],
    said: Sequence[tuple[UUID, int]],
    reason: str,
    now: datetime,
) -> int:
    """Queue again what this executor node says it holds and won't begin; others may have it at once.

    Only what is still leased to it under that very lease, and not begun by all that is known here; how many.
    """
    rows = leases.let_go(connection, executor_node.id, said, now)
    places = [Place(row.host_run, row.visit, row.execution, row.node, row.created_at) for row in rows]
    gave = Sentence(Saying.GAVE_BACK, {"name": executor_node.name, "reason": reason})
    wait_again(connection, means, places, gave, now)
    return len(places)
