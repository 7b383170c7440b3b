"""`noc diff`: what `noc apply` would change."""

import sys
from pathlib import Path

import click

from noc_presentation.noc.application import FILE, SOURCE, apply, lines_of
from noc_presentation.noc.complaints import told
from noc_presentation.noc.errors import Stopped
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings
from noc_presentation.noc.visible import warn

SAME, WRONG, DIFFERS = 0, 1, 2


@click.command(
    "diff", epilog="\b\nExample:\n  noc diff -f site/\n\n\b\nExit codes:\n  0 same, 1 error, 2 differs"
)
@FILE
@SOURCE
@click.option("--draft", is_flag=True, help="As for procedures that are kept as drafts.")
@needs_surroundings
def command(around: Surroundings, places: tuple[Path, ...], source: str, draft: bool) -> None:
    """Say what `noc apply` would change, and change nothing. Exit 0: nothing, 1: an error, 2: something."""
    try:
        answer = apply(around, places, {"source": source, "publish": not draft, "dry_run": True})
    except Stopped as error:
        for line in told(error):
            warn(line)
        sys.exit(WRONG)
    for told_line in lines_of(answer):
        around.console.print(told_line, soft_wrap=True)
    sys.exit(DIFFERS if answer["differs"] else SAME)
