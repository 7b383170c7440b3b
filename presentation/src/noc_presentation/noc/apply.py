"""`noc apply`: make everything say what files say, or nothing."""

from pathlib import Path

import click

from noc_presentation.noc.application import FILE, SOURCE, apply, lines_of
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings


@click.command("apply", epilog="\b\nExample:\n  noc apply -f site/ --source git.example.net/noc")
@FILE
@SOURCE
@click.option("--draft", is_flag=True, help="Keep procedures as drafts; publish none.")
@click.option("--comment", default="", help="Why, kept with the versions that are made.")
@needs_surroundings
def command(around: Surroundings, places: tuple[Path, ...], source: str, draft: bool, comment: str) -> None:
    """Make procedures, inventory and schedules say what these files say.

    All of it or nothing: every error is told at once with its file and line. Applied again, all is unchanged.
    In a folder, rehearsals are left alone.
    """
    answer = apply(around, places, {"source": source, "publish": not draft, "comment": comment})
    for line in lines_of(answer):
        around.console.print(line, soft_wrap=True)
