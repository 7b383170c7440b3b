"""What time it is: only the database's clock decides, so that processes with wrong clocks agree."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

_SQLITE = sa.text("strftime('%Y-%m-%dT%H:%M:%fZ', 'now')")
_POSTGRESQL = sa.text("clock_timestamp()")


def database_now(connection: sa.Connection) -> datetime:
    """The database's present time in UTC with whole milliseconds; moves on within a transaction."""
    return as_now(connection.execute(sa.select(now_column(connection))).scalar_one())


def now_column(connection: sa.Connection) -> sa.TextClause:
    """The present time as a column, for whoever asks something else anyway; `as_now` reads what comes back."""
    return _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL


def row_and_now(
    connection: sa.Connection, of: sa.Table, whose: sa.ColumnElement[bool], *columns: sa.ColumnElement[Any]
) -> tuple[sa.Row[Any], datetime]:
    """These columns of one row of a table, all of them None where there is none, and the present time: one question."""
    anything = sa.select(sa.literal(1).label("one")).subquery()
    query = sa.select(now_column(connection), *columns).select_from(anything.outerjoin(of, whose))
    row = connection.execute(query).one()
    return row, as_now(row[0])


def as_now(told: datetime | str) -> datetime:
    """What `now_column` told, as `database_now` answers it."""
    now = datetime.fromisoformat(told) if isinstance(told, str) else told
    return now.astimezone(UTC).replace(microsecond=now.microsecond // 1000 * 1000)
