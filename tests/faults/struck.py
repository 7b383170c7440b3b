"""Steps under way on an executor node that something happens to, and what must become of them."""

import random
from dataclasses import dataclass
from typing import Any

from tests.faults import targets
from tests.faults.house import House, Node
from tests.faults.recovery import Fault, instant

ELSEWHERE_S = 15.0
REPEATED, PARKED = ("host1", "host2"), ("host3", "host4")


@dataclass(frozen=True)
class Struck:
    """A repeatable and a `once` step under way on `node`, and one of each on the other executor node."""

    repeatable: str
    once: str
    node: Node
    repeated: list[str]
    parked: list[str]


def under_way(house: House, chance: random.Random) -> Struck:
    """Four steps, two on each executor node, that last until the fault has struck; what stands on one of them."""
    repeatable = house.start("long-repeatable", REPEATED, targets.UNTIL_TOLD)
    once = house.start("long-once", PARKED, targets.UNTIL_TOLD)
    house.wait_for(lambda: len(house.begun(repeatable, "work")) == 2, "the repeatable steps to begin")
    house.wait_for(lambda: len(house.begun(once, "work")) == 2, "the `once` steps to begin")
    place = {name: house.node_of(repeatable, name, "work") for name in REPEATED}
    place |= {name: house.node_of(once, name, "work") for name in PARKED}
    both = [
        node
        for node in house.nodes
        if any(place[name] is node for name in REPEATED) and any(place[name] is node for name in PARKED)
    ]
    node = chance.choice(both or [place[PARKED[0]]])
    return Struck(
        repeatable,
        once,
        node,
        [name for name in REPEATED if place[name] is node],
        [name for name in PARKED if place[name] is node],
    )


def runs_elsewhere_or_is_parked(house: House, struck: Struck, fault: Fault) -> None:
    """Called when the fault has struck: the repeatable step runs again in time, the `once` step is parked."""
    for execution in (struck.repeatable, struck.once):
        targets.tell_to_end(house.fleet, execution)
    assert house.until_over(struck.repeatable) == "succeeded"
    house.wait_for(lambda: parked(house, struck), "the `once` steps to be parked", 30)
    again = [event for event in house.operator.events(struck.repeatable) if started_again(event)]
    assert len(again) >= len(struck.repeated)
    if struck.repeated:
        first = min(instant(event["at"]) for event in again)
        assert fault.recovered(first, "the repeatable step began again") <= ELSEWHERE_S


def a_person_ends_it(house: House, struck: Struck) -> None:
    """Nobody has made the `once` steps again; a person says what they came to."""
    assert parked(house, struck)
    for name in struck.parked:
        house.decide(struck.once, name, "succeeded", "I looked at the host: it was done")
    assert house.until_over(struck.once) == "succeeded"
    assert sorted(mark.host for mark in house.begun(struck.once, "work")) == sorted(PARKED)


def parked(house: House, struck: Struck) -> bool:
    """Whether every `once` step of the struck node waits for a person."""
    hosts = {host["name"]: host for host in house.operator.hosts(struck.once)}
    return all("a person must decide" in str(hosts[name]["waiting_for"]) for name in struck.parked)


def started_again(event: dict[str, Any]) -> bool:
    """Whether an executor node has begun an attempt that is not the first of its visit."""
    return bool(event["type"] == "attempt.started" and event["data"]["number"] > 1)
