"""`noc explain`: one host's walk, visit by visit, with the reason for each turn and who decided it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click
from rich.text import Text

from noc_presentation.noc.report import ended_words, first_line, waiting
from noc_presentation.noc.states import BAD, OVER, state
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings
from noc_presentation.noc.times import between, time_of_day
from noc_presentation.noc.ways_on import ways_on

MOST_OUTPUT_LINES = 5
MOST_SAID_LINES = 100
LONGEST_REASON = 200
ACTS = {
    "question.answered": "answered {outcome}",
    "visit.decided": "decided {outcome}",
    "visit.finished": "passed over as {outcome}",
    "token.moved": "moved to {node}",
    "host_run.paused": "paused",
    "host_run.continued": "let go on",
    "host_run.stopping": "to be cancelled after this step",
    "host_run.resumed": "resumed",
    "host_run.finished": "cancelled",
    "host_lock.taken_over": "given the lock",
}


@click.command("explain", epilog="\b\nExample:\n  noc explain 12 web4")
@click.argument("execution")
@click.argument("host")
@click.option("--output", is_flag=True, help="Also show what each step has said, differences among it.")
@needs_surroundings
def command(around: Surroundings, execution: str, host: str, output: bool) -> None:
    """Say how HOST came to where it is in EXECUTION, why it went that way, and who decided it."""
    walk = around.client.get("executions", execution, "hosts", host)
    for line in walk_lines(walk, around.ascii_only, output):
        around.console.print(line, soft_wrap=True)
    for words in ways_on(execution, [walk]):
        around.console.print(words, soft_wrap=True)


def walk_lines(walk: Mapping[str, Any], ascii_only: bool = False, output: bool = False) -> Iterator[Text]:
    """A line for each visit; below it the why, who decided, what it has said if `output`, and the errors of
    what went wrong."""
    ended = state(walk["outcome_word"] or walk["status"]).text(ascii_only)
    reason = ended_words(walk)
    yield Text.assemble(f"{walk['name']} ({walk['address']}): ", ended, f" {reason}" if reason else "")
    by_visit: dict[int, list[Mapping[str, Any]]] = {}
    of_the_walk = []
    for act in walk.get("acts", ()):
        if act["visit"] is None:
            of_the_walk.append(act)
        else:
            by_visit.setdefault(act["visit"], []).append(act)
    for visit in walk["path"]:
        while of_the_walk and visit["started_at"] and of_the_walk[0]["at"] < visit["started_at"]:
            yield Text(f"      {_act(of_the_walk.pop(0))}")
        yield _visit(visit, ascii_only)
        for words in _whys(visit, by_visit.get(visit["number"], ())):
            yield Text(f"        {words}", "bright_black")
        for words in _said(visit) if output else ():
            yield Text(f"        {words}")
    for act in of_the_walk:
        yield Text(f"      {_act(act)}")
    if walk["status"] not in OVER and walk["waiting_for"]:
        yield Text(waiting(walk["waiting_for"]))


def _act(act: Mapping[str, Any]) -> str:
    what = ACTS.get(act["type"], act["type"]).format(outcome=act["outcome"], node=act["node"])
    reason = first_line(act["reason"], LONGEST_REASON)
    words = f"{what} by {act['actor']['name']} at {time_of_day(act['at'])}"
    return f"{words}: {reason}" if reason else words


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


def _whys(visit: Mapping[str, Any], acts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    why = visit["why"]
    if isinstance(why, Mapping):
        why = why.get("sentence")
    if why:
        yield f"because {why}"
    for act in acts:
        yield _act(act)
    if visit["waiting_for"]:
        yield waiting(visit["waiting_for"])
    if visit["outcome"] in BAD:
        if visit["message"] and all(visit["message"] != act["reason"] for act in acts):
            yield first_line(visit["message"], LONGEST_REASON)
        yield from (visit["stderr"] or "").strip().splitlines()[:MOST_OUTPUT_LINES]
