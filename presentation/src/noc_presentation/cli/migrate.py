"""`noc-presentation migrate`: the tables in their newest form."""

import click

from noc_presentation.cli.opened import migrate_or_explain, opened_database
from noc_presentation.settings import read_settings


@click.command("migrate")
def command() -> None:
    """Bring the database to the newest form; twice does no harm."""
    settings = read_settings()
    settings.make_home()
    with opened_database(settings) as database:
        migrate_or_explain(database)
