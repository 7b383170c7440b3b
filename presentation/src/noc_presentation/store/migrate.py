"""Bringing a database to the newest form of the tables; doing it twice does no harm."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from noc_presentation.store.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(database: Database) -> None:
    """Run every migration that this database has not seen, in one transaction where it can be."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
