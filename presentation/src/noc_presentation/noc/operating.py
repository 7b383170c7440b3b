"""`noc executions pause`, `resume`, `cancel` …: what people do to executions, and to single hosts in them."""

from typing import Any

import click
from rich.table import Table

from noc_presentation.noc.errors import NotUnderstood
from noc_presentation.noc.printing import OUTPUT
from noc_presentation.noc.report import print_heading
from noc_presentation.noc.states import OVER
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings
from noc_presentation.noc.visible import as_json

MOST_LEFTOVERS = 10
EXECUTION = click.argument("execution")
HOST = click.argument("host")
HOSTS = click.option(
    "--host", "hosts", multiple=True, metavar="NAME", help="Only this host; may be repeated."
)
REASON = click.option("--reason", default="", help="Why; everybody can read it.")
NEEDED_REASON = click.option("--reason", required=True, help="Why; everybody can read it.")
AT = click.option("--at", metavar="NODE", help="Where the host stands, if it is in several places.")


@click.command("cancel", epilog='\b\nExample:\n  noc executions cancel 12 --reason "wrong group"')
@EXECUTION
@HOSTS
@REASON
@click.option("--after-step", is_flag=True, help="Finish what runs on the hosts now first.")
@click.option("--force", is_flag=True, help="Close it even where walks can't be walked any more.")
@needs_surroundings
def cancel(
    around: Surroundings,
    execution: str,
    hosts: tuple[str, ...],
    reason: str,
    after_step: bool,
    force: bool,
) -> None:
    """End every walk of an execution that is not over yet, and say what it did."""
    if after_step and force:
        raise NotUnderstood("say --after-step or --force, not both")
    how = "after_step" if after_step else "force" if force else "now"
    answer = _act(around, execution, "cancel", {"reason": reason, "hosts": list(hosts), "how": how})
    said = answer.get("cancel") or {}
    leftovers = said.get("may_still_run") or []
    if said.get("withdrawn"):
        steps = "1 step" if said["withdrawn"] == 1 else f"{said['withdrawn']} steps"
        around.console.print(f"{steps} withdrawn, {said['confirmed']} confirmed so far")
    for each in leftovers[:MOST_LEFTOVERS]:
        words = f"may still run: {each['node']} on {each['host']}, since {each['why']}"
        around.console.print(words, soft_wrap=True, markup=False)


@click.command("pause", epilog='\b\nExample:\n  noc executions pause 12 --reason "change freeze"')
@EXECUTION
@HOSTS
@REASON
@needs_surroundings
def pause(around: Surroundings, execution: str, hosts: tuple[str, ...], reason: str) -> None:
    """Have hosts finish the step they are in and begin no other."""
    _act(around, execution, "pause", {"reason": reason, "hosts": list(hosts)})


@click.command("continue", epilog="\b\nExample:\n  noc executions continue 12 --host web1")
@EXECUTION
@HOSTS
@REASON
@needs_surroundings
def go_on(around: Surroundings, execution: str, hosts: tuple[str, ...], reason: str) -> None:
    """Let paused hosts go on."""
    _act(around, execution, "continue", {"reason": reason, "hosts": list(hosts)})


@click.command(
    "resume", epilog="\b\nExamples:\n  noc executions resume 12 --preview\n  noc executions resume 12"
)
@EXECUTION
@HOSTS
@REASON
@click.option("--preview", is_flag=True, help="Only show which hosts would go on, and where.")
@OUTPUT
@needs_surroundings
def resume(
    around: Surroundings, execution: str, hosts: tuple[str, ...], reason: str, preview: bool, output: str
) -> None:
    """Let the hosts that failed or were cancelled go on, each from where it fell."""
    if not preview:
        _act(around, execution, "resume", {"reason": reason, "hosts": list(hosts)})
        return
    items = around.client.get("executions", execution, "resumable")["items"]
    wanted = [item for item in items if not hosts or item["host"] in hosts]
    if output == "table":
        _print_preview(around, wanted)
    else:
        click.echo(as_json(wanted))


@click.command(
    "release", epilog='\b\nExample:\n  noc executions release 12 --reason "it was known to be bad"'
)
@EXECUTION
@NEEDED_REASON
@needs_surroundings
def release(around: Surroundings, execution: str, reason: str) -> None:
    """Let an execution go on that a threshold of its policy has stopped."""
    _act(around, execution, "release", {"reason": reason})


@click.command("abandon", epilog='\b\nExample:\n  noc executions abandon 12 --reason "the package is bad"')
@EXECUTION
@NEEDED_REASON
@needs_surroundings
def abandon(around: Surroundings, execution: str, reason: str) -> None:
    """End the hosts of an execution that have not been let go; those on their way go on."""
    _act(around, execution, "abandon", {"reason": reason})


@click.command("skip", epilog='\b\nExample:\n  noc executions skip 12 web1 --reason "done by hand"')
@EXECUTION
@HOST
@NEEDED_REASON
@AT
@click.option("--as", "outcome", default="succeeded", help="The outcome with which the host goes on.")
@needs_surroundings
def skip(around: Surroundings, execution: str, host: str, reason: str, at: str | None, outcome: str) -> None:
    """Let a host pass over the step it is at, or failed at."""
    _redirect(around, execution, host, "skip", {"reason": reason, "at": at, "outcome": outcome})


@click.command("redo", epilog='\b\nExample:\n  noc executions redo 12 web1 --reason "the result was wrong"')
@EXECUTION
@HOST
@NEEDED_REASON
@AT
@needs_surroundings
def redo(around: Surroundings, execution: str, host: str, reason: str, at: str | None) -> None:
    """Have a host do the step again that it is at, or failed at."""
    _redirect(around, execution, host, "redo", {"reason": reason, "at": at})


@click.command(
    "move", epilog='\b\nExample:\n  noc executions move 12 web1 verify --reason "the rest is done"'
)
@EXECUTION
@HOST
@click.argument("node")
@NEEDED_REASON
@AT
@needs_surroundings
def move(around: Surroundings, execution: str, host: str, node: str, reason: str, at: str | None) -> None:
    """Take a host to another node of its flowchart."""
    _redirect(around, execution, host, "move", {"reason": reason, "at": at, "to": node})


COMMANDS = (cancel, pause, go_on, resume, release, abandon, skip, redo, move)


def _act(around: Surroundings, execution: str, verb: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = around.client.post("executions", execution, verb, body=body)
    print_heading(around.console, answer, around.ascii_only)
    around.console.print(answer["sentence"], soft_wrap=True)
    return answer


def _redirect(around: Surroundings, execution: str, host: str, verb: str, body: dict[str, Any]) -> None:
    """Do it and say where the host goes on; one whose walk was over goes on a moment after the answer."""
    place = "executions", execution, "hosts", host
    before = around.client.get(*place)
    after = around.client.post(*place, verb, body=body)
    if before["status"] in OVER:
        words = f"goes on at {body.get('to') or body['at'] or ', '.join(before['places'])}"
    elif after["status"] in OVER:
        words = f"is {after['status']}"
    else:
        words = f"goes on at {after['node']}"
    if verb == "skip" and before["status"] in OVER:
        words += f", which it passes over as {body['outcome']}"
    around.console.print(f"{after['name']} {words}", soft_wrap=True, markup=False)


def _print_preview(around: Surroundings, items: list[dict[str, Any]]) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("host", "is", "goes on at", "because"):
        table.add_column(heading, overflow="fold")
    for item in items:
        places = item["places"] or [{"node": "the start", "message": "it has never begun"}]
        for place in places:
            table.add_row(item["host"], item["outcome_word"], place["node"], place["message"])
    around.console.print(table)
    around.console.print(f"{len(items)} hosts would go on")
