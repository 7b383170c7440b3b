"""`noc-scheduler retain`: put away old executions now instead of waiting for the daily chore."""

from datetime import timedelta

import click

from noc_scheduler.cli.opened import configured, require_setup
from noc_scheduler.logs import log_to_stderr
from noc_scheduler.service.opening import open_means
from noc_scheduler.service.upkeep.retention import due, retain

LONGEST = timedelta(days=1)


@click.command("retain")
@click.option("--dry-run", is_flag=True, help="Only say which executions would be archived.")
@click.pass_context
def command(context: click.Context, dry_run: bool) -> None:
    """Archive executions that ended long ago, and cut long outputs; killed at any point, it goes on next time.

    Exits with 1 when something could not be archived, or when another process is at it.
    """
    with configured() as settings:
        require_setup(settings)
        log_to_stderr(settings.log_format)
        means = open_means(settings)
        if dry_run:
            for row in due(means):
                click.echo(f"{row.number} {row.procedure}, ended {row.finished_at:%Y-%m-%d %H:%M} UTC")
            means.close()
            return
        done = retain(means, LONGEST)
        means.close()
        if done is None:
            click.echo("another process is at it; try again in ten minutes", err=True)
            context.exit(1)
        click.echo(f"{len(done.archived)} executions archived, {done.outputs_cut} outputs cut")
        for problem in done.problems:
            click.echo(problem, err=True)
        context.exit(1 if done.problems else 0)
