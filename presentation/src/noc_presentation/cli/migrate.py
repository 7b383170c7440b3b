"""`noc-presentation migrate`: the tables in their newest form."""

import click

from noc_presentation.settings import read_settings
from noc_presentation.store.database import Database
from noc_presentation.store.migrate import migrate


@click.command("migrate")
def command() -> None:
    """Bring the database to the newest form; twice does no harm."""
    settings = read_settings()
    settings.make_home()
    database = Database(settings.database_url)
    migrate(database)
    database.close()
