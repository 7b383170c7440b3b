"""Replaying what was told of a walk: the log alone must tell where its tokens are, along arrows that are drawn."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from noc_scheduler.flowchart.events import EventType
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.store.tables import tokens, visits

Rows = Sequence[sa.Row[Any]]
GONE = (EventType.TOKEN_SPLIT, EventType.TOKEN_ABSORBED, EventType.TOKEN_ENDED, EventType.TOKEN_DIED)


def problems_of(
    connection: sa.Connection, walk: sa.Row[Any], flowchart: Flowchart, told: Rows
) -> Iterator[str]:
    """I2, I3, I5: every visit ends once, the log alone tells where every token is, along arrows that are drawn."""
    begun = [row.data["visit"] for row in told if row.type == EventType.VISIT_STARTED]
    ended = [row.data["visit"] for row in told if row.type == EventType.VISIT_FINISHED]
    if begun != list(range(1, len(begun) + 1)) or sorted(ended) != begun:
        yield f"I2: {walk.name} began visits {begun} and ended {sorted(ended)}"
    if walk.last_seq != len(told):
        yield f"I3: {walk.name} has {len(told)} events and counts {walk.last_seq}"
    places, problems = replayed(told, flowchart)
    yield from problems
    kept = {
        row.id: row.node for row in connection.execute(sa.select(tokens).where(tokens.c.host_run == walk.id))
    }
    if places != kept:
        yield f"I3: the log puts the tokens of {walk.name} at {places}, the table at {kept}"
    shown = connection.execute(sa.select(visits).where(visits.c.host_run == walk.id))
    outcomes = {
        row.data["visit"]: row.data["outcome"] for row in told if row.type == EventType.VISIT_FINISHED
    }
    if {row.number: row.outcome for row in shown} != outcomes:
        yield f"the visits of {walk.name} are shown otherwise than they were told"


def replayed(told: Rows, flowchart: Flowchart) -> tuple[dict[int, str], list[str]]:
    """Where the tokens are after these events, and what could not have happened."""
    places: dict[int, str] = {}
    problems: list[str] = []
    outcomes: dict[int, str] = {}
    for row in told:
        data = row.data
        token = data.get("token")
        match row.type:
            case EventType.VISIT_STARTED:
                if places.setdefault(token, data["node"]) != data["node"]:
                    problems.append(f"I3: {data} begins elsewhere than its token is")
            case EventType.VISIT_FINISHED:
                outcomes[data["visit"]] = data["outcome"]
            case EventType.ARROW_TAKEN:
                source = flowchart.nodes[data["from"]]
                ended = data["outcome"] if source.kind == "fork" else outcomes.get(data["visit"])
                taken = places.get(token), source.target(data["outcome"]), ended
                if taken != (data["from"], data["to"], data["outcome"]):
                    problems.append(f"I5: {data} takes an arrow that leads elsewhere")
                places[token] = data["to"]
            case EventType.TOKEN_MOVED:
                if places.get(token) != data["from"]:
                    problems.append(f"I3: {data} moves a token that is elsewhere")
                places[token] = data["node"]
            case EventType.BRANCH_STARTED | EventType.TOKEN_RESUMED:
                if token in places:
                    problems.append(f"I3: {data} begins with a token that is there")
                places[token] = data["node"]
            case EventType.HOST_RUN_FINISHED:
                places.clear()
            case _ if row.type in GONE:
                if places.pop(token, None) is None:
                    problems.append(f"I3: {row.type} {data} of a token that is not there")
    return places, problems
