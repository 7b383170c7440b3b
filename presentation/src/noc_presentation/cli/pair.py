"""`noc-presentation pair scheduler`: whose signature counts and where the scheduler is."""

import click

from noc_presentation.cli.opened import opened_database, set_up_settings
from noc_presentation.instants import now
from noc_presentation.service import peers


@click.group("pair")
def command() -> None:
    """Trust another layer's key."""


@command.command("scheduler")
@click.option("--url", required=True, help="Where the scheduler's API is, such as http://127.0.0.1:8100.")
@click.option("--key", required=True, help="The line that `noc-scheduler key` prints.")
def scheduler(url: str, key: str) -> None:
    """Trust the scheduler's key; again replaces what was known."""
    with opened_database(set_up_settings()) as database, database.writing() as session:
        peers.pair(session, peers.SCHEDULER, url, key, now())
