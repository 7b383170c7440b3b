"""The tables come by migrations alone, and no other version's tables are worked with."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from noc_scheduler.errors import WrongSettings
from noc_scheduler.store import executions, reached
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.database import Database
from noc_scheduler.store.ids import DEFAULT_ACCOUNT, new_id
from noc_scheduler.store.schema import _config, migrate, require_current
from noc_scheduler.store.tables import host_runs, metadata
from noc_scheduler.store.types import instant_text


def test_the_migrations_make_exactly_the_tables(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_what_was_asked_for_before_there_were_priorities_keeps_its_order(url: str) -> None:
    database = Database(url)
    asked = [datetime(2025, 11, 21, 12, minute, tzinfo=UTC) for minute in (1, 0)]
    with database.writing() as connection:
        command.upgrade(_config(connection), "0006")
        before = sa.Table("executions", sa.MetaData(), autoload_with=connection)
        for number, at in enumerate(asked, start=1):
            values: dict[str, Any] = {name: {} for name in ("canonical", "target", "params", "actor")}
            values |= dict.fromkeys(("procedure", "digest", "target_digest"), "x")
            values |= dict.fromkeys(("procedure_version", "depth", "last_seq", "version"), 0)
            values |= {"id": new_id().hex, "account_id": DEFAULT_ACCOUNT.hex, "number": number}
            if database.engine.dialect.name == "postgresql":
                values |= {"id": new_id(), "account_id": DEFAULT_ACCOUNT}
            moment: Any = at if database.engine.dialect.name == "postgresql" else instant_text(at)
            values |= {"status": "queued", "fire_at": moment, "created_at": moment}
            connection.execute(before.insert().values(values))
    migrate(database)
    with database.writing() as connection:
        now = database_now(connection)
        due = executions.claim_due(connection, now, timedelta(0), 10)
    assert [row.number for row in due] == [2, 1]
    assert {row.priority for row in due} == {2}
    assert {row.turn_at for row in due} == {None}
    database.close()


def test_the_groups_of_hosts_that_were_frozen_before_they_were_kept_apart_are_found(url: str) -> None:
    database = Database(url)
    execution, other = new_id(), new_id()
    hosts = [
        (execution, ["web"]),
        (execution, ["web", "eu"]),
        (execution, ["eu", "web"]),
        (other, []),
        (new_id(), None),
    ]
    with database.writing() as connection:
        command.upgrade(_config(connection), "0029")
        connection.execute(
            sa.insert(host_runs),
            [
                {"id": new_id(), "execution": of, "ordinal": number, "name": f"h{number}", "status": "queued"}
                | {"host": {} if groups is None else {"name": "h", "groups": groups}, "state": {}}
                for number, (of, groups) in enumerate(hosts)
            ],
        )
    migrate(database)
    with database.writing() as connection:
        reached.note(connection, execution, [["eu", "web"]])  # a host that joins with groups known already
        found = reached.of_executions(connection, [of for of, _ in hosts])
    assert {of: sorted(groups) for of, groups in found.items()} == {
        execution: [["eu", "web"], ["web"]],
        other: [[]],
    }
    database.close()


def test_migrating_twice_does_no_harm(database: Database) -> None:
    assert migrate(database) == migrate(database)
    require_current(database)


def test_a_database_without_tables_is_refused_with_the_command_to_run(url: str) -> None:
    database = Database(url)
    with pytest.raises(WrongSettings, match="noc-scheduler migrate"):
        require_current(database)
    database.close()


def test_a_newer_database_is_refused(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    for act in (require_current, migrate):
        with pytest.raises(WrongSettings, match="newer version 9999"):
            act(database)


def test_every_owned_table_says_whose_it_is() -> None:
    nobodys = {"nonces", "listeners", "chores"}
    assert {table.name for table in metadata.sorted_tables if "account_id" not in table.c} == nobodys
    for table in metadata.sorted_tables:
        for unique in table.constraints:
            if isinstance(unique, sa.UniqueConstraint) and not {"id", "stream"} & set(unique.columns.keys()):
                assert "account_id" in unique.columns, f"{table.name}: {unique.columns.keys()}"
