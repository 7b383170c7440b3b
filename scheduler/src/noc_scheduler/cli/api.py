"""`noc-scheduler api`: the API behind gunicorn."""

import sys

import click

from noc_scheduler.api.server import Server
from noc_scheduler.cli.opened import configured, require_setup
from noc_scheduler.logs import log_to_stderr
from noc_scheduler.service.opening import open_means


@click.command("api")
def command() -> None:
    """Serve the API until told to stop; requests under way are finished first."""
    with configured() as settings:
        require_setup(settings)
        open_means(settings).close()
        log_to_stderr(settings.log_format)
        sys.argv = sys.argv[:1]
        Server(settings).run()
