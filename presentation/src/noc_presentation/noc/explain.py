"""`noc explain`: one host's walk, visit by visit, with the reason for each turn."""

from collections.abc import Iterator, Mapping
from typing import Any

import click
from rich.text import Text

from noc_presentation.noc.report import first_line, reason_words
from noc_presentation.noc.states import BAD, OVER, state
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings
from noc_presentation.noc.times import between, time_of_day

MOST_OUTPUT_LINES = 5
MOST_SAID_LINES = 100


@click.command("explain", epilog="\b\nExample:\n  noc explain 12 web4")
@click.argument("execution")
@click.argument("host")
@click.option("--output", is_flag=True, help="Also show what each step has said, differences among it.")
@needs_surroundings
def command(around: Surroundings, execution: str, host: str, output: bool) -> None:
    """Say how HOST came to where it is in EXECUTION, and why it went that way."""
    walk = around.client.get("executions", execution, "hosts", host)
    for line in walk_lines(walk, around.ascii_only, output):
        around.console.print(line, soft_wrap=True)


def walk_lines(walk: Mapping[str, Any], ascii_only: bool = False, output: bool = False) -> Iterator[Text]:
    """A line for each visit; below it the why, what it has said if `output`, and the errors of what went wrong."""
    ended = state(walk["outcome_word"] or walk["status"]).text(ascii_only)
    reason = reason_words(walk["reason"])
    yield Text.assemble(f"{walk['name']} ({walk['address']}): ", ended, f" {reason}" if reason else "")
    for visit in walk["path"]:
        yield _visit(visit, ascii_only)
        for words in _whys(visit):
            yield Text(f"        {words}", "bright_black")
        for words in _said(visit) if output else ():
            yield Text(f"        {words}")
    if walk["status"] not in OVER and walk["waiting_for"]:
        yield Text(f"waits for: {walk['waiting_for']}")


def _visit(visit: Mapping[str, Any], ascii_only: bool) -> Text:
    ended = state(visit["outcome"] or visit["status"]).text(ascii_only)
    begun = time_of_day(visit["started_at"]) if visit["started_at"] else " " * 8
    facts = [
        between(visit["started_at"], visit["finished_at"]),
        f"on {visit['executor_node']}" if visit["executor_node"] else "",
        f"rc {visit['rc']}" if visit["rc"] else "",
    ]
    line = Text.assemble(f"{visit['number']:>4}  {begun}  {visit['node']}  ", ended)
    return line.append("".join(f"  {fact}" for fact in facts if fact))


def _said(visit: Mapping[str, Any]) -> Iterator[str]:
    lines = (visit["stdout"] or "").splitlines()
    yield from lines[:MOST_SAID_LINES]
    if len(lines) > MOST_SAID_LINES:
        yield f"… {len(lines) - MOST_SAID_LINES} lines more"


def _whys(visit: Mapping[str, Any]) -> Iterator[str]:
    why = visit["why"]
    if isinstance(why, Mapping):
        why = why.get("sentence")
    if why:
        yield f"because {why}"
    if visit["waiting_for"]:
        yield f"waits for {visit['waiting_for']}"
    if visit["outcome"] in BAD:
        if visit["message"]:
            yield first_line(visit["message"], 200)
        yield from (visit["stderr"] or "").strip().splitlines()[:MOST_OUTPUT_LINES]
