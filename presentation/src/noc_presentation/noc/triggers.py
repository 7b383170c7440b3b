"""`noc triggers`: what schedules were sent, what came of it, and who may send."""

import click

from noc_presentation.noc.errors import NotUnderstood
from noc_presentation.noc.nouns import Noun
from noc_presentation.noc.printing import OUTPUT, print_these
from noc_presentation.noc.report import first_line
from noc_presentation.noc.schedules import find_schedule
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings
from noc_presentation.noc.times import clock
from noc_presentation.noc.visible import warn

DELIVERIES = Noun(
    {
        "at": lambda item: clock(item["received_at"]),
        "message": lambda item: str(item["message"]),
        "items": lambda item: str(item["items"]),
        "problem": lambda item: first_line(item["problem"]),
    },
    addressed=False,
)
ITEMS = Noun(
    {
        "id": lambda item: str(item["id"]),
        "at": lambda item: clock(item["received_at"]),
        "host": lambda item: str(item["host"] or item.get("said_host") or ""),
        "standing": lambda item: str(item["standing"]),
        "status": lambda item: str(item["status"]),
        "execution": lambda item: str(item["execution_number"] or ""),
        "reason": lambda item: first_line(item["reason"]),
    },
    addressed=False,
)


@click.group("triggers", epilog="\b\nExample:\n  noc triggers items alarms")
def command() -> None:
    """What schedules were sent, what came of it, and who may send."""


@command.command("secret", epilog="\b\nExample:\n  noc triggers secret alarms")
@click.argument("name")
@needs_surroundings
def secret(around: Surroundings, name: str) -> None:
    """Make the secret of the webhook called NAME anew and show it this once; the one before ends."""
    schedule = find_schedule(around.client, name)
    made = around.client.post("schedules", schedule["id"], "secret", body={"reason": ""})
    click.echo(made["secret"])
    warn(f"noc: its holder sends to {made['path']} at the scheduler; it is not shown again")


@command.command("deliveries", epilog="\b\nExample:\n  noc triggers deliveries alarms -o json")
@click.argument("name")
@OUTPUT
@needs_surroundings
def deliveries(around: Surroundings, name: str, output: str) -> None:
    """The last messages that the schedule called NAME was sent."""
    schedule = find_schedule(around.client, name)
    told = around.client.get("schedules", schedule["id"], "deliveries")
    print_these(around, DELIVERIES, told["items"], output)
    warn(f"noc: {told['accepted']} accepted, {told['doubled']} had come before, {told['refused']} refused")
    for quota in told.get("quotas", ()):
        used = f"{quota['started']} of {quota['most']} per {quota['per']}"
        warn(f"noc: {used} started, until {clock(quota['until'])}")


@command.command("items", epilog="\b\nExample:\n  noc triggers items alarms --limit 20")
@click.argument("name")
@click.option("--limit", type=click.IntRange(1, 200), default=50, help="At most so many (50).")
@click.option("--parked", is_flag=True, help="Only those whose walks have failed too often.")
@OUTPUT
@needs_surroundings
def items(around: Surroundings, name: str, limit: int, parked: bool, output: str) -> None:
    """What messages asked the schedule called NAME for, newest first, and what came of it."""
    schedule = find_schedule(around.client, name)
    wanted = {"status": "parked"} if parked else {}
    found, more = around.client.some("schedules", schedule["id"], "items", most=limit, **wanted)
    print_these(around, ITEMS, found, output)
    if more:
        warn(f"noc: there are more than these {len(found)}; --limit shows more")


@command.command(
    "again", epilog="\b\nExample:\n  noc triggers again alarms --all --reason 'the disk was swapped'"
)
@click.argument("name")
@click.argument("ids", nargs=-1, metavar="[ITEM]...")
@click.option("--all", "everything", is_flag=True, help="The first 200 parked items, not named ones.")
@click.option("--reason", default="", help="Why.")
@needs_surroundings
def again(around: Surroundings, name: str, ids: tuple[str, ...], everything: bool, reason: str) -> None:
    """Let parked items of the schedule called NAME wait again."""
    if everything == bool(ids):
        raise NotUnderstood("name items by their ids, or say --all")
    schedule = find_schedule(around.client, name)
    if everything:
        found, _ = around.client.some("schedules", schedule["id"], "items", most=200, status="parked")
        ids = tuple(one["id"] for one in found)
    body = {"items": list(ids), "reason": reason}
    told = (
        around.client.post("schedules", schedule["id"], "items", "again", body=body) if ids else {"items": 0}
    )
    warn(f"noc: {told['items']} wait again")
