"""Bringing a database to this version's tables, and refusing to work with any other."""

from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from noc_scheduler.errors import WrongSettings
from noc_scheduler.store.database import Database

FOLDER = Path(__file__).parent / "migrations"


def migrate(database: Database) -> str:
    """Bring the tables to this version in one transaction; answers the revision. Twice does no harm."""
    with database.writing() as connection:
        _refuse_newer(connection)
        command.upgrade(_config(connection), "head")
        return str(_present(connection))


def require_current(database: Database) -> None:
    """Raise WrongSettings unless the tables are exactly this version's."""
    with database.reading() as connection:
        _refuse_newer(connection)
        present = _present(connection)
    if present != revision():
        shown = database.engine.url.render_as_string(hide_password=True)
        raise WrongSettings(
            f"{shown}: its tables are of version {present}, not {revision()}; run noc-scheduler migrate"
        )


@cache
def revision() -> str:
    """The tables' version that this software works with."""
    return str(_scripts().get_current_head())


def knows(wanted: str) -> bool:
    """Whether this software can bring tables of that version to its own."""
    return wanted in {script.revision for script in _scripts().walk_revisions()}


def present_revision(connection: sa.Connection) -> str | None:
    """The version of the tables that are there; None where there are none."""
    return _present(connection)


def _refuse_newer(connection: sa.Connection) -> None:
    present = _present(connection)
    if present is not None and not knows(present):
        shown = connection.engine.url.render_as_string(hide_password=True)
        raise WrongSettings(
            f"{shown}: its tables are of the newer version {present}; install that noc-scheduler"
        )


def _present(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(FOLDER))


def _config(connection: sa.Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER))
    return config
