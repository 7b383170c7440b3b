"""`noc-presentation token`: API tokens, for whoever may read this layer's database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click
from sqlalchemy.orm import Session

from noc_presentation.actors import Actor
from noc_presentation.cli.opened import opened_database, set_up_settings
from noc_presentation.instants import now
from noc_presentation.pages import MOST, PageRequest
from noc_presentation.service import tokens

CONSOLE = Actor("console", "console", "person")


@contextmanager
def _writing() -> Iterator[Session]:
    with opened_database(set_up_settings()) as database, database.writing() as session:
        yield session


@click.group("token")
def command() -> None:
    """Make, list and revoke API tokens."""


@command.command("create")
@click.argument("name")
@click.option("--expires-at", help="Until when it opens, such as 2027-01-01T00:00:00+00:00 (for ever).")
def create(name: str, expires_at: str | None) -> None:
    """Make a token and print it; it is never shown again."""
    with _writing() as session:
        made = tokens.create(session, name, _instant(expires_at), CONSOLE, now())
    click.echo(made.text)


@command.command("list")
def listed() -> None:
    """All tokens: name, when made, when last used, whether they still open."""
    wanted = PageRequest(MOST)
    with _writing() as session:
        while True:
            found = tokens.listed(session, wanted)
            for token in found.items:
                state = "revoked" if token.revoked_at else f"until {token.expires_at or 'revoked'}"
                click.echo(f"{token.name}\t{token.created_at}\t{token.last_used_at or 'never used'}\t{state}")
            if found.next is None:
                return
            wanted = PageRequest(MOST, found.next)


@command.command("revoke")
@click.argument("name")
def revoke(name: str) -> None:
    """From now on the token of this name or id opens nothing."""
    with _writing() as session:
        tokens.revoke(session, name, now())


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no date and time") from error
    if instant.tzinfo is None:
        raise click.BadParameter("the time needs Z or an offset")
    return instant
