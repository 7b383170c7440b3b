"""Many rows in one statement: PostgreSQL is given one JSON document, SQLite one prepared statement and its rows.

A driver that sends a row at a time pays for each of them on both sides; see docs/decisions/0060.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from noc_scheduler.store.types import instant_text

Rows = Sequence[Mapping[str, Any]]


def insert(connection: sa.Connection, table: sa.Table, rows: Rows) -> None:
    """Store new rows in their order; all of them name the same columns."""
    _execute(connection, rows, lambda names: _inserting(connection.dialect.name, table, names, False))


def put(connection: sa.Connection, table: sa.Table, rows: Rows) -> None:
    """Store rows whether or not their primary keys are there already; no key comes twice."""
    _execute(connection, rows, lambda names: _inserting(connection.dialect.name, table, names, True))


def update(
    connection: sa.Connection, table: sa.Table, match: tuple[str, ...], rows: Rows, kept: tuple[str, ...] = ()
) -> int:
    """Set all columns that rows name beside those that find them; how many rows were found.

    None leaves a column in `kept` as it is. A `version` that is matched is counted on: a compare-and-swap.
    """
    return _execute(
        connection, rows, lambda names: _updating(connection.dialect.name, table, names, match, kept)
    )


def delete(connection: sa.Connection, table: sa.Table, rows: Rows) -> None:
    """Remove the rows that have these values."""
    _execute(connection, rows, lambda names: _deleting(connection.dialect.name, table, names))


def _execute(connection: sa.Connection, rows: Rows, statement: Any) -> int:
    if not rows:
        return 0
    made = statement(tuple(rows[0]))
    if connection.dialect.name == "postgresql":
        found = connection.execute(made, {"rows": json.dumps(rows, default=_plain)})
    else:
        found = connection.execute(made, [{f"the_{name}": row[name] for name in row} for row in rows])
    return int(found.rowcount)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"a {type(value).__name__} is no column's value")


@cache
def _given(table: sa.Table, names: tuple[str, ...]) -> sa.TableValuedAlias:
    """The document as rows. JSON in it keeps its text, so its keys keep their order; its null is NULL."""
    document = sa.cast(sa.bindparam("rows", type_=sa.Text()), postgresql.JSON)
    columns = [sa.column(name, table.c[name].type) for name in names]
    return sa.func.json_to_recordset(document).table_valued(*columns).render_derived("given", with_types=True)


def _values(dialect: str, table: sa.Table, names: tuple[str, ...]) -> Mapping[str, sa.ColumnElement[Any]]:
    """Where the value of each column comes from."""
    if dialect == "postgresql":
        return {name: _given(table, names).c[name] for name in names}
    return {name: sa.bindparam(f"the_{name}", type_=table.c[name].type) for name in names}


@cache
def _inserting(dialect: str, table: sa.Table, names: tuple[str, ...], replace: bool) -> sa.Insert:
    values = _values(dialect, table, names)
    if dialect == "postgresql":
        made = postgresql.insert(table).from_select(names, sa.select(*values.values()))
    else:
        made = sqlite.insert(table).values(dict(values))
    if not replace:
        return made
    key = [column.name for column in table.primary_key]
    others = {name: made.excluded[name] for name in names if name not in key}
    return made.on_conflict_do_update(index_elements=key, set_=others)


@cache
def _updating(
    dialect: str, table: sa.Table, names: tuple[str, ...], match: tuple[str, ...], kept: tuple[str, ...]
) -> sa.Update:
    values = _values(dialect, table, names)
    new = {name: value for name, value in values.items() if name not in match}
    new |= {name: sa.func.coalesce(values[name], table.c[name]) for name in kept}
    if "version" in match:
        new["version"] = table.c.version + 1
    return sa.update(table).where(*(table.c[name] == values[name] for name in match)).values(new)


@cache
def _deleting(dialect: str, table: sa.Table, names: tuple[str, ...]) -> sa.Delete:
    values = _values(dialect, table, names)
    return sa.delete(table).where(*(table.c[name] == values[name] for name in names))
