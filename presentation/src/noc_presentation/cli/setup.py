"""`noc-presentation setup`: the state folder, the key, the tables, and the first API token."""

import os
from pathlib import Path

import click

from noc_presentation.actors import SETUP
from noc_presentation.cli.opened import migrate_or_explain, opened_database
from noc_presentation.credentials.key_ring import make_key_ring
from noc_presentation.errors import Misconfigured
from noc_presentation.instants import now
from noc_presentation.keys import own_key
from noc_presentation.service import tokens
from noc_presentation.settings import read_settings

FIRST_TOKEN = "first"  # noqa: S105 - a name, no secret


@click.command("setup")
@click.option(
    "--token-file", type=click.Path(path_type=Path), help="Write the first token there (mode 0600)."
)
def command(token_file: Path | None) -> None:
    """Make everything this layer needs; twice does no harm.

    The first API token is made when there is none at all. It is printed once, or written to --token-file.
    """
    settings = read_settings()
    settings.make_home()
    own_key(settings.key_file)
    own_key(settings.audit_key_file)
    make_key_ring(settings.credentials_key_file)
    with opened_database(settings) as database:
        migrate_or_explain(database)
        with database.writing() as session:
            if not tokens.any_exists(session):
                _hand_over(tokens.create(session, FIRST_TOKEN, None, SETUP, now()).text, token_file)


def _hand_over(text: str, token_file: Path | None) -> None:
    if token_file is None:
        click.echo(text)
        return
    try:
        descriptor = os.open(token_file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    except OSError as error:
        raise Misconfigured(str(token_file), str(error.strerror), "choose a file you may write") from error
    with os.fdopen(descriptor, "w") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(f"{text}\n")
