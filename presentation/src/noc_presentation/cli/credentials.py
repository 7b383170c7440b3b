"""`noc-presentation credentials`: what is done to credentials where their key is."""

import click

from noc_presentation.cli.opened import opened_database, set_up_settings
from noc_presentation.credentials.rotation import rotate


@click.group("credentials")
def command() -> None:
    """Change the key that credentials are encrypted with."""


@command.command("rotate-key")
def rotate_key() -> None:
    """Encrypt every credential anew under a new key; stopped, it goes on where it was the next time."""
    settings = set_up_settings()
    with opened_database(settings) as database:
        done = rotate(database, settings.credentials_key_file)
    click.echo(f"{done} credentials are encrypted anew")
