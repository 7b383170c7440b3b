"""`noc-presentation restore`: this layer as it was when a backup was made."""

from pathlib import Path

import click

from noc_presentation.backup.saving import restore
from noc_presentation.settings import read_settings


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--force", is_flag=True, help="Replace what is there.")
def command(file: Path, force: bool) -> None:
    """Restore database and key from FILE; stop api and deliver first.

    API tokens that were revoked after the backup let people in again: revoke them anew.
    """
    manifest = restore(read_settings(), file.absolute(), force)
    when = f"{manifest.made_at:%Y-%m-%d %H:%M:%S} UTC"
    click.echo(f"restored what noc-presentation {manifest.version} had at {when}")
