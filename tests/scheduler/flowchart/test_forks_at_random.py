"""Random flowcharts full of forks and joins, sound or not: a walk never breaks, never hangs, and loses no token."""

import json
from random import Random
from typing import Any

import pytest

from noc_scheduler.flowchart.audit.entries import WALK_ENTRIES
from noc_scheduler.flowchart.audit.ledger import Ledger
from noc_scheduler.flowchart.audit.replay import replay
from noc_scheduler.flowchart.audit.told import Told
from noc_scheduler.flowchart.events import EventType
from noc_scheduler.flowchart.happenings import Elapsed, Happening, Reported, Started
from noc_scheduler.flowchart.host_run import Host, HostRun, OpenVisit, Result
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.flowchart.rehearsal.verdict import inline_flowchart
from noc_scheduler.flowchart.state import dump, load
from noc_scheduler.flowchart.vocabulary import FINISHED
from noc_scheduler.flowchart.walk import new_host_run, walk

from .conftest import BEGIN

SOMEBODY = {"id": "1", "name": "Anna", "kind": "person"}
HOST = Host("web1")
KINDS = ["task", "task", "fork", "fork", "join", "join", "loop", "end", "wait", "set", "decision"]
CONDITIONS = ["true", "false", "host.name == 'web1'", "host.vars.nothing"]
BATCH = 200


def flowchart(random: Random) -> Flowchart:
    names = [f"n{number}" for number in range(random.randint(4, 11))]
    nodes: dict[str, Any] = {"begin": {"kind": "start", "next": "n0"}}
    for place, name in enumerate(names):
        kind = "fork" if place == 0 else "end" if name == names[-1] else random.choice(KINDS)
        nodes[name] = {
            "kind": kind,
            "max_visits": random.choice([3, 20]),
            **_fields(random, kind, place, names),
        }
    metadata = {"name": "random"}
    document = {"apiVersion": "noc/v1", "kind": "Procedure", "metadata": metadata, "spec": {"nodes": nodes}}
    return inline_flowchart(document)


def _fields(random: Random, kind: str, place: int, names: list[str]) -> dict[str, Any]:
    def on() -> str:
        ahead = random.random() < 0.85
        return names[min(len(names) - 1, place + random.randint(1, 3))] if ahead else random.choice(names)

    match kind:
        case "task":
            arrows = random.choice([on(), {"any": on()}, {"succeeded": on(), "failed": on()}])
            return {"module": "m", "next": arrows}
        case "fork":
            return {**_branches(random, on), **random.choice([{}, {}, {"limit": random.randint(1, 2)}])}
        case "join":
            return {"wait_for": random.choice(["all", "all", "any", 1, 2, 3]), "next": on()}
        case "loop":
            return {"items": [1, 2], "next": {"again": on(), "done": on()}}
        case "end":
            status = random.choice(["succeeded", "succeeded", "failed"])
            return {"status": status, "terminate": random.random() < 0.2}
        case "wait":
            return {"for": "1s", "next": on()}
        case "set":
            return {"vars": {"value": random.choice([1, "${vars.value}"])}, "next": on()}
        case _:
            return {"branches": [{"when": "vars.value is defined", "next": on()}], "otherwise": on()}


def _branches(random: Random, on: Any) -> dict[str, Any]:
    if random.random() < 0.3:
        return {"items": list(range(random.randint(0, 4))), "as": "item", "branch": on()}
    guarded = [{"when": random.choice(CONDITIONS), "next": on()} for _ in range(3)]
    return {
        "branches": [random.choice([on(), on(), guarded[place]]) for place in range(random.randint(1, 3))]
    }


def happening(random: Random, visit: OpenVisit) -> Happening:
    if visit.until is not None:
        return Elapsed(visit.number)
    outcome = random.choice(["succeeded"] * 6 + ["failed", "unreachable"])
    return Reported(visit.number, visit.attempts, Result(outcome=outcome))


def walked_to_the_end(seed: int) -> None:
    random = Random(seed)
    drawn, now, told = flowchart(random), BEGIN, []
    host_run = new_host_run(HOST, {}, {"id": "x"})
    coming: Happening = Started()
    ledger = Ledger("web1", drawn)
    while host_run.status not in FINISHED:
        stored = json.dumps(dump(host_run))
        here = walk(drawn, host_run, coming, now)
        there = walk(drawn, load(json.loads(stored)), coming, now)
        assert json.dumps(dump(host_run)) == stored, "the walk has changed what it was given"
        assert (dump(here.host_run), here.events) == (dump(there.host_run), there.events)
        host_run, told = here.host_run, [*told, *here.events]
        for event in here.events:
            stored_event = Told(ledger.seq + 1, str(event.type), event.data, SOMEBODY, {"kind": "test"})
            replay(ledger, stored_event, WALK_ENTRIES)
        assert ledger.findings == []
        assert ledger.places == {token.id: token.node for token in host_run.tokens}
        every_token_is_somewhere(drawn, host_run)
        if host_run.open_visits:
            visit = random.choice(list(host_run.open_visits.values()))
            now = max(now, visit.until) if visit.until is not None else now
            coming = happening(random, visit)
    assert [each.type for each in told].count(EventType.HOST_RUN_FINISHED) == 1
    assert (host_run.tokens, host_run.open_visits) == ((), {})


def every_token_is_somewhere(drawn: Flowchart, host_run: HostRun) -> None:
    """In an open visit, or at rest at a join while others can still come; and inside forks that are known."""
    assert bool(host_run.open_visits) is (host_run.status not in FINISHED), "nothing moves this host any more"
    for token in host_run.tokens:
        if token.visit is None:
            assert drawn.nodes[token.node].kind == "join"
        else:
            assert host_run.open_visits[token.visit].token == token.id
        assert all(entry.instance in host_run.forks for entry in token.forks)
    assert all(instance.alive >= 0 for instance in host_run.forks.values())


@pytest.mark.parametrize("first", range(0, 3 * BATCH, BATCH))
def test_no_flowchart_breaks_or_hangs_a_walk(first: int) -> None:
    for seed in range(first, first + BATCH):
        walked_to_the_end(seed)


@pytest.mark.proof
@pytest.mark.parametrize("first", range(1_000, 26_000, 1_000))
def test_none_of_very_many_flowcharts_does(first: int) -> None:
    for seed in range(first, first + 1_000):
        walked_to_the_end(seed)
