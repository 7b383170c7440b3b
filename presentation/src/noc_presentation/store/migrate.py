"""Bringing a database to the newest form of the tables; doing it twice does no harm."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from noc_presentation.store.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"


@cache
def revision() -> str:
    """The tables' version that this software works with."""
    return str(ScriptDirectory(str(MIGRATIONS)).get_current_head())


def knows(wanted: str) -> bool:
    """Whether this software can bring tables of that version to its own."""
    return wanted in {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}


def present_revision(database: Database) -> str | None:
    """The version of the tables that are there; None where there are none."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrate(database: Database) -> None:
    """Run every migration that this database has not seen, in one transaction where it can be."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
