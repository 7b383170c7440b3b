"""`noc executions`: look at them and watch them; what can be done to them stands in `operating`."""

import click

from noc_presentation.noc.follow import exit_code, follow
from noc_presentation.noc.operating import COMMANDS
from noc_presentation.noc.printing import EVERY, OUTPUT, print_list
from noc_presentation.noc.report import print_heading, print_report
from noc_presentation.noc.states import OVER
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings


@click.group("executions", epilog="\b\nExample:\n  noc executions show 12")
def command() -> None:
    """Show, watch and operate executions; they are named by id or number."""


@command.command("list", epilog="\b\nExample:\n  noc executions list --limit 20")
@click.option("--limit", default=50, type=click.IntRange(1, 10_000), help="At most so many, newest first.")
@OUTPUT
@needs_surroundings
def listed(around: Surroundings, limit: int, output: str) -> None:
    """List executions, newest first."""
    print_list(around, "executions", limit, output)


@command.command("show", epilog="\b\nExample:\n  noc executions show 12")
@click.argument("execution")
@click.pass_context
def show(ctx: click.Context, execution: str) -> None:
    """Show an execution as it is now: matrix, what went wrong and why, and one sentence.

    The exit code is 1 when it is over and some host did not succeed.
    """
    around = ctx.ensure_object(Surroundings)
    found = around.client.get("executions", execution)
    print_heading(around.console, found, around.ascii_only)
    print_report(around.console, around.client, found, around.ascii_only)
    if found["status"] in OVER:
        ctx.exit(exit_code(found))


@command.command("watch", epilog="\b\nExample:\n  noc executions watch 12")
@click.argument("execution")
@click.pass_context
def watch(ctx: click.Context, execution: str) -> None:
    """Watch an execution until it is over; the exit code tells how it went."""
    around = ctx.ensure_object(Surroundings)
    ctx.exit(follow(around, around.client.get("executions", execution)))


@command.command("locks", epilog="\b\nExample:\n  noc executions locks")
@OUTPUT
@needs_surroundings
def locks(around: Surroundings, output: str) -> None:
    """List the hosts that one execution has to itself, and how many others wait for each."""
    print_list(around, "host-locks", EVERY, output)


@command.command(
    "take-lock", epilog='\b\nExample:\n  noc executions take-lock 815 rtr-07 --reason "the link is down now"'
)
@click.argument("execution")
@click.argument("host")
@click.option("--reason", required=True, help="Why; everybody can read it.")
@needs_surroundings
def take_lock(around: Surroundings, execution: str, host: str, reason: str) -> None:
    """Let HOST begin in EXECUTION though another one has it to itself; that one goes on."""
    around.client.post("executions", execution, "hosts", host, "take-lock", body={"reason": reason})
    around.console.print(f"execution {execution} has {host} now", soft_wrap=True)


for each in COMMANDS:
    command.add_command(each)
