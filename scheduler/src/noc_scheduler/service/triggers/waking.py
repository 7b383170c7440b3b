"""Waking: what walks have published is taken in by the schedules that name its queue."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from noc_scheduler.errors import Refused, TooMany
from noc_scheduler.service.isolation import isolate
from noc_scheduler.service.means import Means
from noc_scheduler.service.triggers import intake
from noc_scheduler.service.triggers.intake import Message
from noc_scheduler.store import queues
from noc_scheduler.store.clock import database_now

BATCH = 200
#: How long nobody else takes up what is being taken in; and when to look again at what was too much.
HOLD = timedelta(seconds=15)
PAUSE = timedelta(seconds=5)


def wake_schedules(means: Means) -> int:
    """Hand messages to the schedules that they have woken; how many."""
    rows = means.database.transact(
        lambda connection: queues.claim_wakes(connection, database_now(connection), HOLD, BATCH)
    )
    for row in rows:
        # One that fails for no known reason is taken up again when its time has come, and keeps nobody waiting.
        isolate([row], lambda one: _wake(means, one[0]), lambda _: None)
    return len(rows)


def _wake(means: Means, row: sa.Row[Any]) -> None:
    try:
        intake.take_in(means, Message(row.schedule, str(row.message), row.body))
    except TooMany:
        key = [(row.schedule, row.message)]
        means.database.transact(
            lambda connection: queues.put_off(connection, key, database_now(connection) + PAUSE)
        )
        return
    except Refused:
        pass  # it would be refused again: counted and shown with the schedule's messages, or the schedule is gone
    means.database.transact(lambda connection: queues.taken(connection, row.schedule, row.message))
