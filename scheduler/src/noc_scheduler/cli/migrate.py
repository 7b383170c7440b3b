"""`noc-scheduler migrate`: bring the tables to this version."""

import click

from noc_scheduler.cli.opened import configured, require_setup
from noc_scheduler.store.database import Database
from noc_scheduler.store.schema import migrate


@click.command("migrate")
def command() -> None:
    """Bring the database's tables to this version; twice does no harm."""
    with configured() as settings:
        require_setup(settings)
        database = Database(settings.database)
        click.echo(f"the tables are of version {migrate(database)}")
        database.close()
