"""`noc schedules`: what starts executions by itself."""

from datetime import UTC, datetime
from typing import BinaryIO

import click
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from noc_presentation.noc import times
from noc_presentation.noc.client import Client, Document
from noc_presentation.noc.errors import NotUnderstood
from noc_presentation.noc.options import (
    dry_run,
    dry_run_options,
    order,
    priority_option,
    procedure_options,
    target,
    target_options,
)
from noc_presentation.noc.printing import EVERY, OUTPUT, print_list, print_one
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings
from noc_presentation.noc.visible import as_json, warn

CREATE_EXAMPLE = """\b
Examples:
  noc schedules create nightly --procedure disk-check --group db --cron "0 3 * * *" --time-zone Europe/Lisbon
  noc schedules create sync --procedure sync --group db --cron "*/5 * * * *" --time-zone UTC --overlap skip
  noc schedules create probe --procedure disk-check --group db --every 15m
  noc schedules create drift --procedure harden --group web --every 24h --check --diff
  noc schedules create tonight --procedure restart-web --host web1 --at 2026-11-21T23:00:00Z
  noc schedules create alarms --procedure restart-web --group web --trigger alarms.yml
"""


@click.group("schedules", epilog="\b\nExample:\n  noc schedules list")
def command() -> None:
    """What starts executions by itself, once or again and again."""


@command.command("list", epilog="\b\nExample:\n  noc schedules list")
@OUTPUT
@needs_surroundings
def listed(around: Surroundings, output: str) -> None:
    """List schedules and when they fire next."""
    print_list(around, "schedules", EVERY, output)


@command.command("show", epilog="\b\nExample:\n  noc schedules show nightly")
@click.argument("name")
@OUTPUT
@needs_surroundings
def show(around: Surroundings, name: str, output: str) -> None:
    """Show the schedule called NAME (or with this id): what it runs for whom, and when it fires next."""
    schedule = around.client.get("schedules", find_schedule(around.client, name)["id"])
    print_one(around, "schedules", schedule, output)
    if output != "table":
        return
    for title in ("target", "params"):
        around.console.print(f"{title}: {as_json(schedule[title], indent=None)}", soft_wrap=True)
    for instant in schedule["next_fires"]:
        around.console.print(f"fires at {times.clock(instant)} UTC")
    last = schedule.get("last_fire")
    if last:
        reason = f": {last['reason']}" if last["reason"] else ""
        words = f"{times.clock(last['instant'])} UTC it was {last['status']}{reason}"
        around.console.print(f"last time, at {words}", soft_wrap=True)
    for warning in schedule["warnings"]:
        warn(f"noc: warning: {warning}")


@command.command("create", epilog=CREATE_EXAMPLE)
@click.argument("name")
@click.option("--procedure", required=True, help="What to run.")
@click.option("--cron", help="Five fields: minute, hour, day of the month, month, day of the week.")
@click.option("--time-zone", help="The zone the five fields are meant in, such as Europe/Lisbon.")
@click.option(
    "--every", metavar="DURATION", help="Again and again after this time, such as 15m, counted from now."
)
@click.option("--at", help="Once: 2026-11-21T09:00:00Z, or +5m from now.")
@click.option(
    "--trigger",
    "described",
    type=click.File("rb"),
    help="By messages: a YAML file with the trigger (kind, and how they are read); see docs/triggers.md.",
)
@click.option(
    "--overlap",
    type=click.Choice(["together", "skip", "queue-one", "queue-all", "cancel-other"]),
    help="When it is due while an execution of it goes on (together).",
)
@click.option("--catch-up", metavar="DURATION", help="How late it may still start something, such as 2h.")
@priority_option
@dry_run_options
@target_options
@procedure_options
@needs_surroundings
def create(
    around: Surroundings,
    name: str,
    procedure: str,
    cron: str | None,
    time_zone: str | None,
    every: str | None,
    at: str | None,
    described: BinaryIO | None,
    overlap: str | None,
    catch_up: str | None,
    priority: int | None,
    check: bool,
    diff: bool,
    groups: tuple[str, ...],
    hosts: tuple[str, ...],
    without_hosts: bool,
    params: tuple[str, ...],
    version: int | None,
) -> None:
    """Make a schedule called NAME. Who is in its groups is looked up anew each time it fires."""
    body = {
        "name": name,
        "trigger": _trigger(cron, time_zone, every, at, described),
        "overlap": overlap.replace("-", "_") if overlap else None,
        "catch_up_ms": times.milliseconds(catch_up) if catch_up else None,
        "priority": priority,
        **dry_run(check, diff),
        "target": target(groups, hosts, without_hosts),
        **order(around.client, procedure, version, params),
    }
    schedule = around.client.create("schedules", body=body)
    when = "fires at (UTC):" if schedule["next_fires"] else "waits for messages"
    around.console.print(f"schedule {schedule['name']} {when}", soft_wrap=True)
    for instant in schedule["next_fires"]:
        around.console.print(f"  {times.clock(instant)}")
    for warning in schedule["warnings"]:
        warn(f"noc: warning: {warning}")


@command.command("delete", epilog="\b\nExample:\n  noc schedules delete nightly")
@click.argument("name")
@needs_surroundings
def delete(around: Surroundings, name: str) -> None:
    """Delete the schedule called NAME (or with this id); what it started goes on."""
    schedule = find_schedule(around.client, name)
    around.client.delete("schedules", schedule["id"])
    around.console.print(f"schedule {schedule['name']} is deleted", soft_wrap=True)


def _trigger(
    cron: str | None, time_zone: str | None, every: str | None, at: str | None, described: BinaryIO | None
) -> Document:
    match (cron, time_zone, every, at, described):
        case (str(), str(), None, None, None):
            return {"kind": "cron", "expression": cron, "time_zone": time_zone}
        case (str(), None, None, None, None):
            raise NotUnderstood(
                f"say in which zone {cron!r} is meant: --time-zone Europe/Lisbon, or --time-zone UTC"
            )
        case (None, None, str(), None, None):
            return {"kind": "interval", "every_ms": times.milliseconds(every)}
        case (None, None, None, str(), None):
            return {"kind": "once", "at": times.instant(at, datetime.now(UTC))}
        case (None, None, None, None, file) if file is not None:
            return _described(file)
    raise NotUnderstood(
        'say when: --cron "0 3 * * *" --time-zone Europe/Lisbon, --every 15m, --at TIME, or --trigger FILE'
    )


def _described(file: BinaryIO) -> Document:
    try:
        trigger = YAML(typ="safe", pure=True).load(file)
    except (YAMLError, UnicodeDecodeError) as error:
        raise NotUnderstood(f"{file.name} can't be read: {error}") from error
    if not isinstance(trigger, dict):
        raise NotUnderstood(f"{file.name} describes no trigger: write `kind: webhook` and so on")
    return trigger


def find_schedule(client: Client, name: str) -> Document:
    """The schedule of this name or id."""
    schedules, _ = client.some("schedules", most=EVERY)
    found = next((schedule for schedule in schedules if name in (schedule["name"], schedule["id"])), None)
    if found is None:
        raise NotUnderstood(f"there is no schedule called {name!r}")
    return found
