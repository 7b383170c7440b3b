"""`noc tokens`: named ways in, each shown once."""

from datetime import UTC, datetime

import click

from noc_presentation.noc import times
from noc_presentation.noc.printing import EVERY, OUTPUT, print_list
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings


@click.group("tokens", epilog="\b\nExample:\n  noc tokens list")
def command() -> None:
    """API tokens: make, list and revoke them."""


@command.command("create", epilog="\b\nExample:\n  noc tokens create grafana --expires-at +90d")
@click.argument("name")
@click.option("--expires-at", help="Until when it opens: 2027-01-01T00:00:00Z, or +90d (until revoked).")
@needs_surroundings
def create(around: Surroundings, name: str, expires_at: str | None) -> None:
    """Make a token called NAME and print it; it is never shown again."""
    expires = times.instant(expires_at, datetime.now(UTC)) if expires_at else None
    made = around.client.create("tokens", body={"name": name, "expires_at": expires})
    click.echo(made["token"])


@command.command("list", epilog="\b\nExample:\n  noc tokens list")
@OUTPUT
@needs_surroundings
def listed(around: Surroundings, output: str) -> None:
    """List tokens, revoked ones too."""
    print_list(around, "tokens", EVERY, output)


@command.command("revoke", epilog="\b\nExample:\n  noc tokens revoke grafana")
@click.argument("name")
@needs_surroundings
def revoke(around: Surroundings, name: str) -> None:
    """Revoke the token called NAME (or with this id); its next request is refused."""
    around.client.delete("tokens", name)
    around.console.print(f"token {name} opens nothing any more", soft_wrap=True)
