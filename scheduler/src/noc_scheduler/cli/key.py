"""`noc-scheduler key`: what another layer is told when it is paired with this one."""

import click

from noc_scheduler.cli.opened import configured
from noc_scheduler.keys import own_key, public_text
from noc_scheduler.settings import make_home


@click.command("key")
def command() -> None:
    """Print this layer's public key, made first if there is none."""
    with configured() as settings:
        make_home(settings)
        click.echo(public_text(own_key(settings.key_file)))
