"""`noc-presentation api`: the API and the screens."""

import click

from noc_presentation.accounts import first_administrator
from noc_presentation.api.app import create_app
from noc_presentation.cli.opened import opened_database, set_up_settings
from noc_presentation.cli.serving import Place, Server
from noc_presentation.errors import Refused
from noc_presentation.instants import now
from noc_presentation.logs import log_to_stderr
from noc_presentation.resources import Resources
from noc_presentation.settings import Settings


@click.command("api")
def command() -> None:
    """Serve the API until told to stop; requests under way are finished first."""
    settings = set_up_settings()
    log_to_stderr(settings.log_format)
    _tell_setup_code(settings)
    place = Place(settings.host, settings.port, settings.threads)
    Server(settings, place, lambda: create_app(Resources.of(settings))).run()


def _tell_setup_code(settings: Settings) -> None:
    """Whoever reads this console may make the first administrator; nothing is said when there is one.

    Standard output is the console: what goes to standard error is a log, and kept.
    """
    with opened_database(settings) as database:
        try:
            with database.writing() as session:
                code = first_administrator.new_code(session, now())
        except Refused:
            return  # the tables are not there yet; readiness tells
    if code is not None:
        click.echo(f"noc-presentation: no administrator yet; the code to make one, for a day: {code}")
