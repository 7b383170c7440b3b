"""`noc-presentation credentials`: what is done to credentials where their key is."""

import secrets

import click

from noc_presentation.audit.checkpoints import Checkpoints
from noc_presentation.audit.entries import Outcome, Said
from noc_presentation.audit.recording import Act
from noc_presentation.cli.opened import opened_database, set_up_settings
from noc_presentation.credentials.rotation import rotate
from noc_presentation.instants import now
from noc_presentation.keys import own_key

CONSOLE = {"id": "console", "name": "console", "kind": "person"}


@click.group("credentials")
def command() -> None:
    """Change the key that credentials are encrypted with."""


@command.command("rotate-key")
def rotate_key() -> None:
    """Encrypt every credential anew under a new key; stopped, it goes on where it was the next time."""
    settings = set_up_settings()
    checkpoints = Checkpoints(settings.checkpoints_file, own_key(settings.audit_key_file))
    asked = Outcome.ASKED.value
    said = Said(now(), CONSOLE, "", "credentials.rotate_key", "", asked, secrets.token_hex(8))
    with opened_database(settings) as database:
        act = Act(database, said)
        act.asked()
        done = rotate(database, settings.credentials_key_file)
        act.ended(200, None)
        act.checkpoint(checkpoints, now())
    click.echo(f"{done} credentials are encrypted anew")
