"""Many rows in one statement: PostgreSQL is given one JSON document, SQLite one prepared statement and its rows.

A driver that sends a row at a time pays for each of them on both sides.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

Rows = Sequence[Mapping[str, Any]]


def insert(session: Session, table: sa.Table, rows: Rows) -> None:
    """Store new rows; all of them name the same columns, and no default of the table's applies."""
    if not rows:
        return
    if _in_this_process(session):
        session.connection().execute(sa.insert(table), list(rows))
        return
    given = _given(table, rows)
    session.connection().execute(sa.insert(table).from_select(list(rows[0]), sa.select(given)))


def update(session: Session, table: sa.Table, rows: Rows) -> None:
    """Set all columns that rows name beside `id`, which finds them; rows that aren't there are passed over."""
    if not rows:
        return
    names = [name for name in rows[0] if name != "id"]
    if _in_this_process(session):
        values = {name: sa.bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
        statement = sa.update(table).where(table.c.id == sa.bindparam("new_id")).values(values)
        given_rows = [{f"new_{name}": value for name, value in row.items()} for row in rows]
        session.connection().execute(statement, given_rows)
        return
    given = _given(table, rows)
    columns = {name: given.c[name] for name in names}
    session.connection().execute(sa.update(table).where(table.c.id == given.c.id).values(columns))


def delete(session: Session, table: sa.Table, rows: Rows) -> None:
    """Delete the rows that have all of these values."""
    if not rows:
        return
    names = list(rows[0])
    if _in_this_process(session):
        same = [table.c[name] == sa.bindparam(f"old_{name}") for name in names]
        old_rows = [{f"old_{name}": value for name, value in row.items()} for row in rows]
        session.connection().execute(sa.delete(table).where(*same), old_rows)
        return
    given = _given(table, rows)
    same = [table.c[name] == given.c[name] for name in names]
    session.connection().execute(sa.delete(table).where(*same))


def _in_this_process(session: Session) -> bool:
    return session.get_bind().dialect.name != "postgresql"


def _given(table: sa.Table, rows: Rows) -> sa.TableValuedAlias:
    """The rows as a table of their own; `json` and not `jsonb`, so that keys keep their order."""
    document = json.dumps(list(rows), ensure_ascii=False, separators=(",", ":"), default=_plain)
    columns = [sa.column(name, table.c[name].type) for name in rows[0]]
    parsed = sa.cast(sa.bindparam("rows", document, type_=sa.Text, unique=True), sa.JSON)
    return (
        sa.func.json_to_recordset(parsed).table_valued(*columns).render_derived(name="given", with_types=True)
    )


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"no column holds a {type(value).__name__}")
