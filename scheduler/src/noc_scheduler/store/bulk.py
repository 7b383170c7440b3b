"""Many rows in one statement: PostgreSQL is given one JSON document, SQLite one prepared statement and its rows.

A driver that sends a row at a time pays for each of them on both sides; see docs/decisions/0060. What is written
`together` goes to PostgreSQL as one statement for all tables; see docs/decisions/0061.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from noc_scheduler.errors import Overtaken
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.store.types import instant_text

Rows = Sequence[Mapping[str, Any]]
#: What orjson would write in its own way is left to `_plain`.
_OURS = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


class _Verb(StrEnum):
    INSERT = "insert"
    PUT = "put"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class _Form:
    """A statement but for its rows."""

    verb: _Verb
    table: sa.Table
    names: tuple[str, ...]
    match: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


@dataclass(slots=True)
class _Writing:
    """Some rows to be written; `overtaken` says what it means that not all of them were found."""

    form: _Form
    rows: Rows
    overtaken: str | None = None

    def judge(self, found: int) -> None:
        """Raise Overtaken when that matters and fewer were found."""
        if self.overtaken is not None and found != len(self.rows):
            raise Overtaken(self.overtaken)


@dataclass(slots=True)
class _Gathered:
    connection: sa.Connection
    writings: list[_Writing] = field(default_factory=list)


_GATHERED: ContextVar[_Gathered | None] = ContextVar("noc_gathered", default=None)


@contextmanager
def together(connection: sa.Connection) -> Iterator[None]:
    """What is written here in this block reaches PostgreSQL at its end, in one statement for all tables.

    Nothing in the block may read what it writes, nor write a row twice, without `send` in between. On SQLite, which
    is in this very process, everything is written at once. A block inside another belongs to that one.
    """
    if connection.dialect.name != "postgresql" or _GATHERED.get() is not None:
        yield
        return
    token = _GATHERED.set(_Gathered(connection))
    try:
        yield
        send(connection)
    finally:
        _GATHERED.reset(token)


def send(connection: sa.Connection) -> None:
    """Write now what was gathered so far; raises Overtaken when any of it was overtaken."""
    gathered = _GATHERED.get()
    if gathered is None or gathered.connection is not connection or not gathered.writings:
        return
    writings, gathered.writings = gathered.writings, []
    if len(writings) == 1:
        writings[0].judge(_write(connection, writings[0]))
        return
    documents = {f"rows{place}": _document(one.rows) for place, one in enumerate(writings)}
    found = connection.execute(_joined(tuple(one.form for one in writings)), documents).one()
    for one, count in zip(writings, found, strict=True):
        one.judge(count)


def insert(connection: sa.Connection, table: sa.Table, rows: Rows) -> None:
    """Store new rows in their order; all of them name the same columns."""
    _execute(connection, _Verb.INSERT, table, rows)


def put(connection: sa.Connection, table: sa.Table, rows: Rows) -> None:
    """Store rows whether or not their primary keys are there already; no key comes twice."""
    _execute(connection, _Verb.PUT, table, rows)


def update(connection: sa.Connection, table: sa.Table, match: tuple[str, ...], rows: Rows) -> None:
    """Set all columns that rows name beside those that find them; rows that aren't there are passed over."""
    _execute(connection, _Verb.UPDATE, table, rows, match)


def swap(
    connection: sa.Connection, table: sa.Table, rows: Rows, kept: tuple[str, ...], overtaken: str
) -> None:
    """Compare-and-swap rows by `id` and `version`, which is counted on; None leaves a column in `kept` as it is.

    Raises Overtaken with these words when any of them had another version.
    """
    _execute(connection, _Verb.UPDATE, table, rows, ("id", "version"), kept, overtaken)


def delete(connection: sa.Connection, table: sa.Table, rows: Rows) -> None:
    """Remove the rows that have these values."""
    _execute(connection, _Verb.DELETE, table, rows)


def _execute(
    connection: sa.Connection,
    verb: _Verb,
    table: sa.Table,
    rows: Rows,
    match: tuple[str, ...] = (),
    kept: tuple[str, ...] = (),
    overtaken: str | None = None,
) -> None:
    if not rows:
        return
    writing = _Writing(_Form(verb, table, tuple(rows[0]), match, kept), rows, overtaken)
    gathered = _GATHERED.get()
    if gathered is not None and gathered.connection is connection:
        gathered.writings.append(writing)
    else:
        writing.judge(_write(connection, writing))


def _write(connection: sa.Connection, writing: _Writing) -> int:
    made = _statement(connection.dialect.name, writing.form, 0)
    if connection.dialect.name == "postgresql":
        found = connection.execute(made, {"rows0": _document(writing.rows)})
    else:
        found = connection.execute(made, [{f"the_{name}": row[name] for name in row} for row in writing.rows])
    return int(found.rowcount)


def _document(rows: Rows) -> str:
    try:
        return orjson.dumps(rows, _plain, _OURS).decode()
    except TypeError:
        # Whole numbers beyond 64 bits, halves of surrogate pairs: JSON may hold them all the same.
        return json.dumps(rows, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Sentence):
        return value.text()
    raise TypeError(f"a {type(value).__name__} is no column's value")


@cache
def _joined(forms: tuple[_Form, ...]) -> sa.Select[Any]:
    """One statement that does all of these; it answers how many rows each has found."""
    one: sa.ColumnElement[int] = sa.literal_column("1")
    parts = [
        _statement("postgresql", form, place).returning(one).cte(f"writing{place}")
        for place, form in enumerate(forms)
    ]
    counts = (sa.select(sa.func.count()).select_from(part).scalar_subquery() for part in parts)
    return sa.select(*counts)


@cache
def _given(form: _Form, place: int) -> sa.TableValuedAlias:
    """The document as rows. JSON in it keeps its text, so its keys keep their order; its null is NULL."""
    document = sa.cast(sa.bindparam(f"rows{place}", type_=sa.Text()), postgresql.JSON)
    columns = [sa.column(name, form.table.c[name].type) for name in form.names]
    rows = sa.func.json_to_recordset(document).table_valued(*columns)
    return rows.render_derived(f"given{place}", with_types=True)


def _values(dialect: str, form: _Form, place: int) -> Mapping[str, sa.ColumnElement[Any]]:
    """Where the value of each column comes from."""
    if dialect == "postgresql":
        return {name: _given(form, place).c[name] for name in form.names}
    return {name: sa.bindparam(f"the_{name}", type_=form.table.c[name].type) for name in form.names}


@cache
def _statement(dialect: str, form: _Form, place: int) -> sa.Insert | sa.Update | sa.Delete:
    """`place` tells it from others that are joined with it."""
    values = _values(dialect, form, place)
    if form.verb is _Verb.UPDATE:
        return _updating(form, values)
    if form.verb is _Verb.DELETE:
        return sa.delete(form.table).where(*(form.table.c[name] == values[name] for name in form.names))
    made: postgresql.Insert | sqlite.Insert
    if dialect == "postgresql":
        values = {**values, **_defaults(form)}
        made = postgresql.insert(form.table).from_select(list(values), sa.select(*values.values()), False)
    else:
        made = sqlite.insert(form.table).values(dict(values))
    if form.verb is _Verb.INSERT:
        return made
    key = [column.name for column in form.table.primary_key]
    others = {name: made.excluded[name] for name in form.names if name not in key}
    return made.on_conflict_do_update(index_elements=key, set_=others)


def _defaults(form: _Form) -> dict[str, sa.ColumnElement[Any]]:
    """Written out: SQLAlchemy would forget them in a statement inside another."""
    left = {column.name: column.default for column in form.table.c if column.name not in form.names}
    return {
        name: default.arg if default.is_clause_element else sa.literal(default.arg, form.table.c[name].type)
        for name, default in left.items()
        if isinstance(default, sa.ColumnDefault)
    }


def _updating(form: _Form, values: Mapping[str, sa.ColumnElement[Any]]) -> sa.Update:
    columns = form.table.c
    new = {name: value for name, value in values.items() if name not in form.match}
    new |= {name: sa.func.coalesce(values[name], columns[name]) for name in form.kept}
    if "version" in form.match:
        new["version"] = columns.version + 1
    return sa.update(form.table).where(*(columns[name] == values[name] for name in form.match)).values(new)
