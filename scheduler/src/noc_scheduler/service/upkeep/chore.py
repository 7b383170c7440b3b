"""A chore as one process does it: claimed, kept while it works on it, and due again a day after it was finished."""

from datetime import timedelta

import sqlalchemy as sa

from noc_scheduler.service.means import Means
from noc_scheduler.store import chores
from noc_scheduler.store.chores import Chore
from noc_scheduler.store.clock import database_now

EVERY = timedelta(days=1)
#: Nobody else takes it up for so long after the last sign of whoever does it.
HOLD = timedelta(minutes=10)


def is_due(means: Means, chore: Chore) -> bool:
    """Whether it is time for it and nobody is at it."""
    with means.database.reading() as connection:
        return chores.is_due(connection, chore, database_now(connection))


def claim(means: Means, chore: Chore, early: bool) -> bool:
    """Whether this process shall do it now; `early`: though it is not due yet."""
    return means.database.transact(
        lambda connection: chores.claim(connection, chore, database_now(connection), HOLD, early)
    )


def hold_on(means: Means, chore: Chore) -> None:
    """Still at it."""
    means.database.transact(
        lambda connection: chores.hold_on(connection, chore, database_now(connection) + HOLD)
    )


def let_go(means: Means, chore: Chore, finished: bool) -> None:
    """Done for today, or to be gone on with at the next tick."""

    def act(connection: sa.Connection) -> None:
        now = database_now(connection)
        chores.let_go(connection, chore, now, now + EVERY if finished else now, finished)

    means.database.transact(act)
