"""Many rows in one statement mean on both databases what they would mean one by one."""

from datetime import UTC, datetime
from functools import reduce
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from noc_scheduler.errors import Overtaken
from noc_scheduler.store import bulk
from noc_scheduler.store.database import Database
from noc_scheduler.store.ids import DEFAULT_ACCOUNT
from noc_scheduler.store.tables import attempts, inbox, outbox, steps

NOW = datetime(2026, 11, 21, 9, 0, 0, 123_000, tzinfo=UTC)
ODD = {"z": 1, "a": [None, 1.5, "ä€😀\n\\"], "": {"b": {}}, "big": 2**60, "text": "null"}


def step(host_run: UUID, node: str, value: Any) -> dict[str, Any]:
    return {"host_run": host_run, "node": node, "account_id": DEFAULT_ACCOUNT, "value": value}


def values(connection: sa.Connection) -> dict[str, Any]:
    return {row.node: row.value for row in connection.execute(sa.select(steps))}


def test_values_come_back_as_they_were_and_keys_keep_their_order(database: Database) -> None:
    with database.writing() as connection:
        bulk.insert(connection, steps, [step(uuid4(), "odd", ODD)])
        (found,) = values(connection).values()
    assert found == ODD
    assert list(found) == list(ODD)


def test_instants_and_ids_come_back_as_they_were_and_defaults_apply(database: Database) -> None:
    row = {"attempt": uuid4(), "lease": 1, "seq": 2, "digest": "d", "received_at": NOW}
    with database.writing() as connection:
        bulk.insert(connection, inbox, [row])
        found = connection.execute(sa.select(inbox)).one()
    assert {name: found._mapping[name] for name in row} == row
    assert found.account_id == DEFAULT_ACCOUNT


def test_putting_replaces_what_is_there_and_adds_what_is_not(database: Database) -> None:
    host_run = uuid4()
    with database.writing() as connection:
        bulk.insert(connection, steps, [step(host_run, "a", {"n": 1})])
        bulk.put(connection, steps, [step(host_run, "a", {"n": 2}), step(host_run, "b", {"n": 3})])
        assert values(connection) == {"a": {"n": 2}, "b": {"n": 3}}


def letter(kind: str = "notification") -> dict[str, Any]:
    return {"id": uuid4(), "kind": kind, "document": {}, "created_at": NOW, "next_try_at": NOW}


def test_an_update_passes_over_what_is_not_there(database: Database) -> None:
    one = letter()
    with database.writing() as connection:
        bulk.insert(connection, outbox, [one])
        changes = [{"id": one["id"], "problem": "new"}, {"id": uuid4(), "problem": "lost"}]
        bulk.update(connection, outbox, ("id",), changes)
        assert list(connection.scalars(sa.select(outbox.c.problem))) == ["new"]


def node_of(connection: sa.Connection) -> list[tuple[int, int, str | None]]:
    query = sa.select(attempts.c.version, attempts.c.seq, attempts.c.outcome)
    return [tuple(row) for row in connection.execute(query.order_by(attempts.c.number))]


def queue_two(connection: sa.Connection) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {
            "id": uuid4(),
            "execution": uuid4(),
            "host_run": uuid4(),
            "visit": 1,
            "number": number,
            "node": "check",
            "document": {},
            "status": "queued",
            "next_try_at": NOW,
            "order_at": NOW,
            "created_at": NOW,
        }
        for number in (1, 2)
    ]
    bulk.insert(connection, attempts, rows)
    return [{"id": row["id"], "version": 0, "seq": 1, "outcome": None} for row in rows]


def test_a_swap_counts_versions_on_and_keeps_what_it_is_told_to_keep(database: Database) -> None:
    with database.writing() as connection:
        first, second = queue_two(connection)
        bulk.swap(connection, attempts, [{**first, "outcome": "lost"}, second], ("outcome",), "overtaken")
        again = {**first, "version": 1, "seq": 2}
        bulk.swap(connection, attempts, [again], ("outcome",), "overtaken")
        assert node_of(connection) == [(2, 2, "lost"), (1, 1, None)]


@pytest.mark.parametrize("at_once", [True, False])
def test_a_swap_of_something_older_is_overtaken_also_among_others(database: Database, at_once: bool) -> None:
    with database.writing() as connection:
        first, second = queue_two(connection)
    older = [first, {**second, "version": 7}]
    with pytest.raises(Overtaken, match="too late"), database.writing() as connection:
        if at_once:
            bulk.swap(connection, attempts, older, (), "too late")
        with bulk.together(connection):
            bulk.insert(connection, outbox, [letter()])
            bulk.swap(connection, attempts, older, (), "too late")
    with database.reading() as connection:
        assert node_of(connection) == [(0, 0, None), (0, 0, None)]
        assert not connection.execute(sa.select(outbox)).all()


def test_what_is_written_together_is_one_statement_on_postgresql(database: Database) -> None:
    host_run, one = uuid4(), letter()
    with database.writing() as connection:
        bulk.insert(connection, steps, [step(host_run, "a", {"n": 1}), step(host_run, "b", {})])
        statements: list[str] = []
        sa.event.listen(connection, "before_cursor_execute", lambda *about: statements.append(about[2]))
        with bulk.together(connection):
            bulk.insert(connection, outbox, [one, letter()])
            with bulk.together(connection):
                bulk.put(connection, steps, [step(host_run, "a", ODD), step(host_run, "c", {"n": 3})])
                bulk.delete(connection, steps, [{"host_run": host_run, "node": "b"}])
            bulk.send(connection)
            bulk.update(connection, outbox, ("id",), [{"id": one["id"], "tries": 5}])
        assert len(statements) == (2 if connection.dialect.name == "postgresql" else 4)
        assert values(connection) == {"a": ODD, "c": {"n": 3}}
        assert sorted(connection.scalars(sa.select(outbox.c.tries))) == [0, 5]


def test_deleting_takes_only_the_rows_that_were_named(database: Database) -> None:
    host_run = uuid4()
    with database.writing() as connection:
        bulk.insert(connection, steps, [step(host_run, name, {}) for name in "abc"])
        bulk.delete(connection, steps, [{"host_run": host_run, "node": name} for name in "ac"])
        assert set(values(connection)) == {"b"}


def test_no_rows_are_no_statement(database: Database) -> None:
    with database.writing() as connection:
        bulk.insert(connection, steps, [])
        bulk.swap(connection, steps, [], (), "overtaken")


def test_a_value_that_no_column_has_is_refused(database: Database) -> None:
    with database.writing() as connection, pytest.raises((TypeError, sa.exc.StatementError)):
        bulk.insert(connection, steps, [step(uuid4(), "odd", {"set": {1}})])


def test_what_fails_does_not_tell_the_values_it_failed_with(database: Database) -> None:
    twice = step(uuid4(), "odd", {"stdout": "the-marker"})
    with pytest.raises(sa.exc.IntegrityError) as failed, database.writing() as connection:
        connection.execute(sa.insert(steps), [twice])
        connection.execute(sa.insert(steps), [twice])
    assert "the-marker" not in str(failed.value)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"n": 2**70}, id="beyond-64-bits"),
        pytest.param({"n": -(2**70)}, id="below-64-bits"),
        pytest.param({"": {"é": ["ß", "\x7f", "\u2028"]}}, id="signs-that-are-written-otherwise"),
        pytest.param(reduce(lambda inner, _: [inner], range(300), 1), id="300-levels"),
    ],
)
def test_what_only_the_slower_writer_can_write_is_written_all_the_same(
    database: Database, value: Any
) -> None:
    with database.writing() as connection:
        bulk.insert(connection, steps, [step(uuid4(), "odd", {"value": value})])
        (found,) = values(connection).values()
    assert found == {"value": value}


def test_instants_keep_their_milliseconds_whatever_else_a_clock_has_told(database: Database) -> None:
    told = NOW.replace(microsecond=123_987)
    row = {"attempt": uuid4(), "lease": 1, "seq": 2, "digest": "d", "received_at": told}
    with database.writing() as connection:
        bulk.insert(connection, inbox, [row])
        assert connection.execute(sa.select(inbox.c.received_at)).scalar_one() == NOW
