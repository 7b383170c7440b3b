"""`noc hosts`: which of them can be reached, what is known of them, and a person's word about their keys."""

import base64
import hashlib
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
from noc_presentation.noc.times import clock
from noc_presentation.noc.visible import as_json, warn

ASK_EVERY_S = 0.5
EXAMPLE = """\b
Examples:
  noc hosts probe web1 web2
  noc hosts probe --group edge --login
"""

DECIDE_EXAMPLE = """\b
Examples:
  noc hosts keys accept 01a1fb00-… --reason "compared with the console by Ana"
  noc hosts keys refuse 01a1fb00-… --reason "nobody knows this key"
"""


@click.group("hosts", epilog="\b\nExample:\n  noc hosts probe web1")
def command() -> None:
    """Look at hosts from outside, and decide about the keys they show."""


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


@command.command("show", epilog="\b\nExample:\n  noc hosts show web1")
@click.argument("name")
@needs_surroundings
def show(around: Surroundings, name: str) -> None:
    """Show what runs have seen of the host NAME, and when."""
    host = around.client.get("hosts", name)
    reached = host["reachability"]
    rows = [(fact, str(seen["value"]), seen["at"]) for fact, seen in sorted(host["facts"].items())]
    if reached is not None:
        rows.insert(0, ("reachability", f"{reached['status']}: {reached['message']}", reached["at"]))
    table = _columns("seen", "is", "at (UTC)")
    for what, value, at in rows:
        table.add_row(what, value, clock(at))
    if not rows:
        warn(f"noc: no run has shown anything of {host['name']} yet; noc hosts probe {host['name']} looks")
    around.console.print(table)


@command.group("keys", epilog="\b\nExample:\n  noc hosts keys list")
def keys() -> None:
    """Keys that hosts showed and that a person must look at."""


@keys.command("list", epilog="\b\nExample:\n  noc hosts keys list")
@needs_surroundings
def listed(around: Surroundings) -> None:
    """List keys that wait for a person, with their fingerprints."""
    reviews, _ = around.client.some("host-key-reviews", most=EVERY, status="open")
    if not reviews:
        warn("noc: no key waits for a person")
    for review in reviews:  # no table: a fingerprint that is broken into two is compared badly
        lines = [
            f"{review['host']}: {review['verdict']}, seen by {review['seen_by']['name']} at {clock(review['seen_at'])}",
            *(f"  known {_print(key)}" for key in review["known"]),
            *(f"  seen  {_print(key)}" for key in review["seen"]),
            f"  review {review['id']}",
        ]
        around.console.print(Text("\n".join(lines)), soft_wrap=True)


@keys.command("accept", epilog=DECIDE_EXAMPLE)
@click.argument("review")
@click.option("--reason", required=True, help="Who compared the fingerprints, with what.")
@needs_surroundings
def accept(around: Surroundings, review: str, reason: str) -> None:
    """Take the keys of REVIEW as the host's own, and no others any more."""
    _decide(around, review, "accept", reason)


@keys.command("refuse", epilog=DECIDE_EXAMPLE)
@click.argument("review")
@click.option("--reason", required=True, help="Why they are not the host's.")
@needs_surroundings
def refuse(around: Surroundings, review: str, reason: str) -> None:
    """Say that the keys of REVIEW are not the host's; the known ones stay."""
    _decide(around, review, "refuse", reason)


def fingerprint(key: str) -> str:
    """What `ssh-keygen -l` prints of a line `TYPE BASE64`."""
    digest = hashlib.sha256(base64.b64decode(key.split()[1])).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def _print(key: str) -> str:
    return f"{key.split()[0]} {fingerprint(key)}"


def _decide(around: Surroundings, review: str, verb: str, reason: str) -> None:
    answer = around.client.post("host-key-reviews", review, verb, body={"reason": reason})
    around.console.print(f"the keys that {answer['host']} showed are {answer['status']}", soft_wrap=True)


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
    table = _columns("host", "address", "outcome", "seen", "words")
    for row in rows:
        outcome = state(row["outcome"]).text(ascii_only)
        table.add_row(row["name"], row["address"], outcome, row["seen"], row["words"])
    return table


def _columns(*names: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in names:
        table.add_column(name, overflow="fold")
    return table
