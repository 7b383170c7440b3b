"""`noc run`: start a procedure on hosts, now or later, and watch it."""

from datetime import UTC, datetime

import click

from noc_presentation.noc import times
from noc_presentation.noc.client import Document
from noc_presentation.noc.follow import follow
from noc_presentation.noc.options import (
    dry_run,
    dry_run_options,
    order,
    priority_option,
    procedure_options,
    target,
    target_options,
)
from noc_presentation.noc.report import heading
from noc_presentation.noc.surroundings import Surroundings

EXAMPLE = """\b
Examples:
  noc run restart-web --group web --param service=nginx --watch
  noc run disk-check --host db1 --host db2 --at +10m
  noc run restart-web --group web --preview
  noc run restart-web --group web --check --diff
  noc run update-packages --group web --waves 1,10%,rest --stop-failed 2
"""


@click.command("run", epilog=EXAMPLE)
@click.argument("procedure")
@target_options
@procedure_options
@click.option("--max-parallel", type=click.IntRange(min=1), help="At most so many hosts at once.")
@click.option("--waves", help="Sizes of the waves, such as 1,10%,rest: a canary first.")
@click.option("--stop-failed", metavar="N|P%", help="Stop letting hosts go when so many have failed.")
@priority_option
@dry_run_options
@click.option("--now-anyway", metavar="REASON", help="Don't wait for a window of the procedure, and say why.")
@click.option("--at", help="When: 2026-11-21T09:00:00Z, or +20s, +5m, +2h from now (now).")
@click.option("--preview", is_flag=True, help="Only say which version would run on which hosts.")
@click.option("--watch/--no-watch", default=None, help="Stay until it is over (on a terminal, unless --at).")
@click.pass_context
def command(
    ctx: click.Context,
    procedure: str,
    groups: tuple[str, ...],
    hosts: tuple[str, ...],
    without_hosts: bool,
    params: tuple[str, ...],
    version: int | None,
    max_parallel: int | None,
    waves: str | None,
    stop_failed: str | None,
    priority: int | None,
    check: bool,
    diff: bool,
    now_anyway: str | None,
    at: str | None,
    preview: bool,
    watch: bool | None,
) -> None:
    """Start PROCEDURE on the hosts of groups and on hosts, once for every host.

    While it is watched, the exit code tells how it went: 0 all succeeded, 1 some host did not. Interrupting
    with Ctrl+C ends the watching, not the execution.
    """
    around = ctx.ensure_object(Surroundings)
    wanted = {
        "target": target(groups, hosts, without_hosts),
        **order(around.client, procedure, version, params),
    }
    if preview:
        _print_preview(around, around.client.post("executions", "preview", body=wanted))
        return
    body = {
        **wanted,
        **_policy(max_parallel, waves, stop_failed),
        **({} if priority is None else {"priority": priority}),
        **dry_run(check, diff),
        **({"now_anyway": now_anyway} if now_anyway else {}),
        "start_at": times.instant(at, datetime.now(UTC)) if at else None,
    }
    execution = around.client.create("executions", body=body)
    around.console.print(heading(execution, around.ascii_only), soft_wrap=True)
    if watch if watch is not None else around.is_terminal and not at:
        ctx.exit(follow(around, execution))
    around.console.print(f"  noc executions watch {execution['number']}    to watch it", soft_wrap=True)


def _print_preview(around: Surroundings, seen: Document) -> None:
    for host in seen["hosts"]:
        around.console.print(f"{host['name']} ({host['address']})", soft_wrap=True)
    on = "1 host" if len(seen["hosts"]) == 1 else f"{len(seen['hosts'])} hosts"
    around.console.print(f"{seen['procedure']} version {seen['version']} would run on {on}", soft_wrap=True)


def _policy(max_parallel: int | None, waves: str | None, stop_failed: str | None) -> Document:
    """What was said on the command line; it overrides those parts of the procedure's own policy."""
    said: Document = {
        "max_parallel": max_parallel,
        "waves": [_size(each.strip()) for each in waves.split(",")] if waves else None,
        "stop": {"failed": _size(stop_failed)} if stop_failed else None,
    }
    given = {name: value for name, value in said.items() if value is not None}
    return {"policy": given} if given else {}


def _size(text: str) -> int | str:
    return int(text) if text.isdecimal() else text
