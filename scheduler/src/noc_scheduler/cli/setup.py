"""`noc-scheduler setup`: the state folder, the key, the tables."""

import click

from noc_scheduler.cli.opened import configured
from noc_scheduler.keys import own_key
from noc_scheduler.settings import make_home
from noc_scheduler.store.database import Database
from noc_scheduler.store.schema import migrate


@click.command("setup")
def command() -> None:
    """Make everything this layer needs; twice does no harm."""
    with configured() as settings:
        make_home(settings)
        own_key(settings.key_file)
        database = Database(settings.database)
        migrate(database)
        database.close()
