"""`noc-scheduler pair presentation`: whose signature counts, and where presentation is."""

from urllib.parse import urlsplit

import click

from noc_scheduler.cli.opened import configured, require_setup
from noc_scheduler.errors import InvalidKey
from noc_scheduler.keys import public_key
from noc_scheduler.store import peers
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.database import Database
from noc_scheduler.store.schema import require_current


@click.group("pair")
def command() -> None:
    """Trust another layer's key."""


def _url(context: click.Context, parameter: click.Parameter, value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise click.BadParameter("must be an http or https address such as http://127.0.0.1:8080")
    return value.rstrip("/")


def _key(context: click.Context, parameter: click.Parameter, value: str) -> str:
    try:
        public_key(value)
    except InvalidKey as error:
        raise click.BadParameter(str(error)) from error
    return value


@command.command("presentation")
@click.option("--url", required=True, callback=_url, help="Where presentation's API is.")
@click.option("--key", required=True, callback=_key, help="The line that `noc-presentation key` prints.")
def presentation(url: str, key: str) -> None:
    """Trust presentation's key; again replaces what was known."""
    with configured() as settings:
        require_setup(settings)
        database = Database(settings.database)
        require_current(database)
        with database.writing() as connection:
            peers.pair(connection, "presentation", url, key, database_now(connection))
        database.close()
