"""`noc-presentation key`: what the other layer is told when it is paired with this one."""

import click

from noc_presentation.keys import own_key, public_text
from noc_presentation.settings import read_settings


@click.command("key")
def command() -> None:
    """Print this layer's public key, made first if there is none."""
    settings = read_settings()
    settings.make_home()
    click.echo(public_text(own_key(settings.key_file)))
