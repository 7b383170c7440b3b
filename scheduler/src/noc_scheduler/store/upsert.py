"""INSERT with ON CONFLICT, which SQLAlchemy spells once per database."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def insert_into(connection: sa.Connection, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT of this connection's database that knows `on_conflict_do_…`."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def is_new(connection: sa.Connection, table: sa.Table, values: dict[str, Any]) -> bool:
    """Insert a row unless its key is there already; whether it was inserted."""
    insert = insert_into(connection, table).values(values).on_conflict_do_nothing()
    return connection.execute(insert.returning(sa.literal(1))).first() is not None
