"""`noc channels`: ways to people, and trying them out."""

import click

from noc_presentation.noc.printing import EVERY, OUTPUT, print_list
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings


@click.group("channels", epilog="\b\nExample:\n  noc channels test oncall")
def command() -> None:
    """Ways to people, as the channels file names them."""


@command.command("list", epilog="\b\nExample:\n  noc channels list")
@OUTPUT
@needs_surroundings
def listed(around: Surroundings, output: str) -> None:
    """List channels and their kinds."""
    print_list(around, "channels", EVERY, output)


@command.command("test", epilog="\b\nExample:\n  noc channels test oncall")
@click.argument("name")
@needs_surroundings
def test(around: Surroundings, name: str) -> None:
    """Send a message to the channel called NAME that says that it is a test."""
    sent = around.client.post("channels", name, "test", body={})
    around.console.print(f"on its way as {sent['id']}; noc notifications list says what became of it")
