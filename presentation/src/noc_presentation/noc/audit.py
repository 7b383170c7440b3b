"""`noc audit`: who did, or was refused, what and when, and whether these books are whole."""

import sys

import click

from noc_presentation.noc.printing import EVERY, OUTPUT, print_list
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings


@click.group("audit", epilog="\b\nExample:\n  noc audit verify")
def command() -> None:
    """The audit chain: read it, and verify that it is whole."""


@command.command("list", epilog="\b\nExample:\n  noc audit list")
@OUTPUT
@needs_surroundings
def listed(around: Surroundings, output: str) -> None:
    """List entries, newest first."""
    print_list(around, "audit", EVERY, output)


@command.command("verify", epilog="\b\nExample:\n  noc audit verify")
@needs_surroundings
def verify(around: Surroundings) -> None:
    """Look at every entry and every checkpoint; exit 0 when the chain is whole, else 1."""
    report = around.client.get("audit", "verification")
    for finding in report["findings"]:
        words = f"entry {finding['seq']}: {finding['message']} ({finding['code']})"
        around.console.print(words, soft_wrap=True, markup=False)
    words = "whole" if report["whole"] else "broken"
    around.console.print(
        f"the audit chain is {words}: {report['entries']} entries, {report['checkpoints']} checkpoints",
        soft_wrap=True,
    )
    sys.exit(0 if report["whole"] else 1)
