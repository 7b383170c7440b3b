"""`noc-scheduler restore`: a scheduler as it was when a backup was made."""

from pathlib import Path

import click

from noc_scheduler.backup.saving import restore
from noc_scheduler.cli.opened import configured
from noc_scheduler.logs import log_to_stderr


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--force", is_flag=True, help="Replace what is there.")
@click.option("--cancel-active", is_flag=True, help="Let nothing go on that was under way.")
def command(file: Path, force: bool, cancel_active: bool) -> None:
    """Restore database and key from FILE; stop api and workers first.

    What was done after the backup is forgotten: attempts that were out are taken for lost unless an executor
    node still speaks of them, and steps may be done again. docs/operations.md says what to look at.
    """
    with configured() as settings:
        log_to_stderr(settings.log_format)
        manifest = restore(settings, file.absolute(), force, cancel_active)
        when = f"{manifest.made_at:%Y-%m-%d %H:%M:%S} UTC"
        click.echo(f"restored what noc-scheduler {manifest.version} had at {when}")
