"""Chores: work that comes round for all processes together, claimed by its row."""

from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from noc_scheduler.store.tables import chores
from noc_scheduler.store.upsert import is_new


class Chore(StrEnum):
    """What comes round."""

    RETENTION = "retention"


def is_due(connection: sa.Connection, chore: Chore, now: datetime) -> bool:
    """Whether it is time for it and nobody is at it."""
    row = connection.execute(sa.select(chores).where(chores.c.name == str(chore))).one_or_none()
    return row is None or (row.due_at <= now and row.held_until <= now)


def claim(connection: sa.Connection, chore: Chore, now: datetime, hold: timedelta, early: bool) -> bool:
    """Whether this process shall do it now; nobody else does for `hold`. `early`: though it is not due yet."""
    is_new(connection, chores, {"name": str(chore), "due_at": now, "held_until": now})
    free = (chores.c.name == str(chore), chores.c.held_until <= now)
    due = () if early else (chores.c.due_at <= now,)
    claimed = connection.execute(sa.update(chores).where(*free, *due).values(held_until=now + hold))
    return claimed.rowcount == 1


def hold_on(connection: sa.Connection, chore: Chore, until: datetime) -> None:
    """Keep it for longer."""
    connection.execute(sa.update(chores).where(chores.c.name == str(chore)).values(held_until=until))


def let_go(connection: sa.Connection, chore: Chore, now: datetime, due_at: datetime, finished: bool) -> None:
    """Done for this time; it is due again then."""
    values = {"held_until": now, "due_at": due_at, **({"finished_at": now} if finished else {})}
    connection.execute(sa.update(chores).where(chores.c.name == str(chore)).values(values))
