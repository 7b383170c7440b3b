"""`noc whoami`: as whom `noc` speaks, to which server, and what that one may do."""

import click

from noc_presentation.noc.surroundings import Surroundings, needs_surroundings


@click.command("whoami", epilog="\b\nExample:\n  noc whoami")
@needs_surroundings
def command(around: Surroundings) -> None:
    """Say as whom requests are made, and what they may do somewhere."""
    session = around.client.get("session")
    user = session["user"]
    around.console.print(f"{user['name']} ({user['kind']}) at {around.client.url}", soft_wrap=True)
    may = ", ".join(session["verbs"]) or "nothing yet; ask an administrator"
    around.console.print(f"may: {may}", soft_wrap=True)
