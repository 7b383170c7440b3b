"""`noc hosts`: which of them can be reached, and whose keys they show."""

from collections.abc import Mapping, Sequence
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from noc_presentation.noc.client import Client, Document
from noc_presentation.noc.errors import NotUnderstood
from noc_presentation.noc.follow import exit_code
from noc_presentation.noc.printing import EVERY
from noc_presentation.noc.states import OVER, state
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings
from noc_presentation.noc.visible import as_json

ASK_EVERY_S = 0.5
EXAMPLE = """\b
Examples:
  noc hosts probe web1 web2
  noc hosts probe --group edge --login
"""


@click.group("hosts", epilog="\b\nExample:\n  noc hosts probe web1")
def command() -> None:
    """Look at hosts from outside."""


@command.command("probe", epilog=EXAMPLE)
@click.argument("names", nargs=-1)
@click.option("--group", "-g", "groups", multiple=True, help="A group; may be given several times.")
@click.option("--login", is_flag=True, help="Also log in, as steps would.")
@click.option(
    "--output", "-o", type=click.Choice(["table", "json"]), default="table", help="How to print it."
)
@click.pass_context
@needs_surroundings
def probe(
    around: Surroundings,
    ctx: click.Context,
    names: tuple[str, ...],
    groups: tuple[str, ...],
    login: bool,
    output: str,
) -> None:
    """Look whether the hosts NAMES answer, with the key that is known of them.

    Nothing is run there. Keys that are unknown or have changed wait for a person; the exit code is 0 when every
    host can be reached.
    """
    if not names and not groups:
        raise NotUnderstood("say which: noc hosts probe NAME, or --group NAME")
    body = {"target": {"groups": list(groups), "hosts": list(names)}, "login": login}
    execution = _over(around, around.client.create("host-probes", body=body))
    rows = _rows(around.client, execution["id"])
    if output == "json":
        click.echo(as_json(rows))
    else:
        around.console.print(_table(rows, around.ascii_only))
        around.console.print(Text(execution["sentence"], "bold"), soft_wrap=True)
    ctx.exit(exit_code(execution))


def _over(around: Surroundings, execution: Document) -> Document:
    while execution["status"] not in OVER:
        around.sleep(ASK_EVERY_S)
        execution = around.client.get("executions", execution["id"])
    return execution


def _rows(client: Client, reference: str) -> list[Document]:
    """What was seen of each host; where nobody looked, why not."""
    hosts, _ = client.some("executions", reference, "hosts", most=EVERY)
    visits, _ = client.some("executions", reference, "visits", most=4 * EVERY)
    seen = {visit["host"]: visit for visit in visits if visit["kind"] == "probe"}
    return [_row(host, seen.get(host["name"])) for host in hosts]


def _row(host: Mapping[str, Any], visit: Mapping[str, Any] | None) -> Document:
    said = "" if visit is None else str(visit["message"] or "")
    word, colon, words = said.partition(": ")
    reason = host["reason"]["message"] if host["reason"] else ""
    return {
        "name": host["name"],
        "address": host["address"],
        "outcome": host["outcome_word"],
        "seen": word if colon else "",
        "words": words if colon else said or reason,
        "executor_node": None if visit is None else visit["executor_node"],
    }


def _table(rows: Sequence[Document], ascii_only: bool) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("host", "address", "outcome", "seen", "words"):
        table.add_column(column, overflow="fold")
    for row in rows:
        outcome = state(row["outcome"]).text(ascii_only)
        table.add_row(row["name"], row["address"], outcome, row["seen"], row["words"])
    return table
