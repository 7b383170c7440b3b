"""`noc-presentation backup`: everything this layer must not lose, in one file."""

from pathlib import Path

import click

from noc_presentation.backup.saving import save
from noc_presentation.cli.opened import set_up_settings


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def command(file: Path) -> None:
    """Write database and key into FILE while the layer works; the private key is in it, so keep it safe."""
    save(set_up_settings(), file.absolute())
    click.echo(f"{file}: {file.stat().st_size} bytes")
