"""`noc notifications`: what was told to people, every try, and sending something once more."""

import click

from noc_presentation.noc.printing import EVERY, OUTPUT, print_list
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings


@click.group("notifications", epilog="\b\nExample:\n  noc notifications list --status undeliverable")
def command() -> None:
    """What was told to people, and what became of it."""


@command.command("list", epilog="\b\nExample:\n  noc notifications list --status undeliverable")
@click.option("--status", type=click.Choice(["queued", "delivered", "undeliverable"]), help="Only those.")
@click.option("--execution", help="Only those about the execution with this id.")
@OUTPUT
@needs_surroundings
def listed(around: Surroundings, status: str | None, execution: str | None, output: str) -> None:
    """List messages, newest first, with the last thing that was answered."""
    given = {"status": status, "execution": execution}
    query = {name: value for name, value in given.items() if value is not None}
    print_list(around, "notifications", EVERY, output, query)


@command.command("send-again", epilog="\b\nExample:\n  noc notifications send-again 0191f2c4-...")
@click.argument("notification")
@needs_surroundings
def send_again(around: Surroundings, notification: str) -> None:
    """Send the message with this id once more, whatever became of it."""
    around.client.post("notifications", notification, "send-again", body={})
    around.console.print(f"{notification} is on its way again", soft_wrap=True)
