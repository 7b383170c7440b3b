"""The tables come by migrations alone, and no other version's tables are worked with."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from noc_scheduler.errors import WrongSettings
from noc_scheduler.store.database import Database
from noc_scheduler.store.schema import migrate, require_current
from noc_scheduler.store.tables import metadata


def test_the_migrations_make_exactly_the_tables(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []


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
