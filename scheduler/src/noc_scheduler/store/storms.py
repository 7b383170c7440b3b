"""Storms: when the window of a group of items began, and how many have come in it."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.store.ids import DEFAULT_ACCOUNT
from noc_scheduler.store.tables import storms
from noc_scheduler.store.upsert import insert_into
from noc_scheduler.triggers.storm import Window


def recall(connection: sa.Connection, schedule: UUID, group: str) -> Window | None:
    """The group's window, if one is remembered."""
    query = sa.select(storms.c.since, storms.c.count.label("items"))
    row = connection.execute(query.where(*_of(schedule, group))).one_or_none()
    return None if row is None else Window(row.since, row.items)


def remember(connection: sa.Connection, schedule: UUID, group: str, window: Window | None) -> None:
    """Keep a group's window, or nothing."""
    if window is None:
        connection.execute(sa.delete(storms).where(*_of(schedule, group)))
        return
    values = {"since": window.since, "count": window.count}
    key = {"schedule": schedule, "group": group, "account_id": DEFAULT_ACCOUNT}
    insert = insert_into(connection, storms).values(**key, **values)
    connection.execute(
        insert.on_conflict_do_update(index_elements=[storms.c.schedule, storms.c.group], set_=values)
    )


def forget(connection: sa.Connection, schedule: UUID, before: datetime | None = None) -> None:
    """Drop what is remembered of a schedule: windows that began before then, or all."""
    old = sa.true() if before is None else storms.c.since < before
    connection.execute(sa.delete(storms).where(storms.c.schedule == schedule, old))


def _of(schedule: UUID, group: str) -> tuple[sa.ColumnElement[bool], ...]:
    return storms.c.schedule == schedule, storms.c.group == group
