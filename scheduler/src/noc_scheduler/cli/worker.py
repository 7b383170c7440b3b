"""`noc-scheduler worker`: Celery's worker with its own clock."""

import click

from noc_scheduler.cli.opened import configured, require_setup
from noc_scheduler.jobs.worker import run_worker
from noc_scheduler.logs import log_to_stderr
from noc_scheduler.service.opening import open_means


@click.command("worker")
def command() -> None:
    """Do what nobody did: schedules, waits, leases, what a crash left behind. Start as many as you like."""
    with configured() as settings:
        require_setup(settings)
        means = open_means(settings)
        log_to_stderr(settings.log_format)
        run_worker(settings, means)
