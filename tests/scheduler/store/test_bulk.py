"""Many rows in one statement mean on both databases what they would mean one by one."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from noc_scheduler.store import bulk
from noc_scheduler.store.database import Database
from noc_scheduler.store.ids import DEFAULT_ACCOUNT
from noc_scheduler.store.tables import inbox, steps

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


def test_an_update_says_how_many_rows_it_found_and_keeps_what_it_is_told_to_keep(database: Database) -> None:
    first, second = uuid4(), uuid4()
    row = {"lease": 1, "seq": 1, "digest": "old", "received_at": NOW}
    with database.writing() as connection:
        bulk.insert(connection, inbox, [{"attempt": first, **row}, {"attempt": second, **row}])
        changes = [{"attempt": first, "digest": "new"}, {"attempt": second, "digest": None}]
        unknown = {"attempt": uuid4(), "digest": "lost"}
        assert bulk.update(connection, inbox, ("attempt",), [*changes, unknown], kept=("digest",)) == 2
        digests = {row.attempt: row.digest for row in connection.execute(sa.select(inbox))}
    assert digests == {first: "new", second: "old"}


def test_deleting_takes_only_the_rows_that_were_named(database: Database) -> None:
    host_run = uuid4()
    with database.writing() as connection:
        bulk.insert(connection, steps, [step(host_run, name, {}) for name in "abc"])
        bulk.delete(connection, steps, [{"host_run": host_run, "node": name} for name in "ac"])
        assert set(values(connection)) == {"b"}


def test_no_rows_are_no_statement(database: Database) -> None:
    with database.writing() as connection:
        bulk.insert(connection, steps, [])
        assert bulk.update(connection, steps, ("node",), []) == 0


def test_a_value_that_no_column_has_is_refused(database: Database) -> None:
    with database.writing() as connection, pytest.raises((TypeError, sa.exc.StatementError)):
        bulk.insert(connection, steps, [step(uuid4(), "odd", {"set": {1}})])
