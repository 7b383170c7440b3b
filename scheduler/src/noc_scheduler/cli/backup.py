"""`noc-scheduler backup`: everything a scheduler must not lose, in one file."""

from pathlib import Path

import click

from noc_scheduler.backup.saving import save
from noc_scheduler.cli.opened import configured, require_setup


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def command(file: Path) -> None:
    """Write database and key into FILE while the scheduler works; the private key is in it, so keep it safe.

    Archived executions are not in it: their files never change and can be copied as they are.
    """
    with configured() as settings:
        require_setup(settings)
        save(settings, file.absolute())
        click.echo(f"{file}: {file.stat().st_size} bytes")
