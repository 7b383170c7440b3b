"""`noc destinations`: who is told which executions and questions, and when."""

import click

from noc_presentation.noc.client import Document
from noc_presentation.noc.errors import NotUnderstood
from noc_presentation.noc.printing import EVERY, OUTPUT, print_list
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings

OCCASIONS = ("first_failure", "failure", "recovery", "success", "question", "trouble")
SET_EXAMPLE = """\b
Examples:
  noc destinations set noc --channel oncall
  noc destinations set night --channel mail --tell failure --quiet 22:00-07:00 --time-zone America/Sao_Paulo
  noc destinations set daily --channel mail --tell failure --tell success --digest-seconds 3600
"""


@click.group("destinations", epilog="\b\nExample:\n  noc destinations list")
def command() -> None:
    """Who is told what, and when."""


@command.command("list", epilog="\b\nExample:\n  noc destinations list")
@OUTPUT
@needs_surroundings
def listed(around: Surroundings, output: str) -> None:
    """List destinations and what goes there."""
    print_list(around, "destinations", EVERY, output)


@command.command("set", epilog=SET_EXAMPLE)
@click.argument("name")
@click.option("--channel", required=True, help="Where it goes.")
@click.option(
    "--tell",
    multiple=True,
    type=click.Choice(OCCASIONS),
    help="What is told (the first, recovery, question).",
)
@click.option("--procedure", "procedures", multiple=True, help="Only of these; * stands for anything.")
@click.option("--schedule", "schedules", multiple=True, help="Only what these schedules (ids) have started.")
@click.option("--node", "nodes", multiple=True, help="Only what failed at these steps.")
@click.option(
    "--severity", type=click.Choice(["info", "warning", "critical"]), default="info", help="At least."
)
@click.option("--language", type=click.Choice(["en", "pt-BR"]), default="en", help="Of the words.")
@click.option("--quiet", metavar="FROM-TO", help="When nothing is told that is not critical: 22:00-07:00.")
@click.option("--time-zone", default="UTC", help="The zone that quiet hours are meant in.")
@click.option(
    "--digest-seconds", type=click.IntRange(0, 86_400), default=0, help="Gather so long into one message."
)
@needs_surroundings
def write(
    around: Surroundings,
    name: str,
    channel: str,
    tell: tuple[str, ...],
    procedures: tuple[str, ...],
    schedules: tuple[str, ...],
    nodes: tuple[str, ...],
    severity: str,
    language: str,
    quiet: str | None,
    time_zone: str,
    digest_seconds: int,
) -> None:
    """Make the destination called NAME, or give it these rules instead of those it has."""
    body: Document = {
        "channel": channel,
        "procedures": list(procedures),
        "schedules": list(schedules),
        "nodes": list(nodes),
        "severity": severity,
        "language": language,
        "quiet": None if quiet is None else _quiet(quiet, time_zone),
        "digest_seconds": digest_seconds,
        **({"tell": list(tell)} if tell else {}),
    }
    made = around.client.put("destinations", name, body=body)
    around.console.print(f"{name} is told {', '.join(made['tell'])} by {channel}", soft_wrap=True)


@command.command("delete", epilog="\b\nExample:\n  noc destinations delete night")
@click.argument("name")
@needs_surroundings
def delete(around: Surroundings, name: str) -> None:
    """Tell the destination called NAME nothing any more."""
    around.client.delete("destinations", name)
    around.console.print(f"{name} is told nothing any more", soft_wrap=True)


def _quiet(text: str, time_zone: str) -> Document:
    begin, dash, end = text.partition("-")
    if not dash:
        raise NotUnderstood("write quiet hours as 22:00-07:00")
    return {"from": begin.strip(), "to": end.strip(), "time_zone": time_zone}
