"""F7, F9, F10: executor nodes and single executors that die without a word."""

import os
import random
import signal
from dataclasses import dataclass
from typing import Any

from tests.faults import kills
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
    """Four long steps, two on each executor node; what stands on one of them."""
    repeatable = house.start("long-repeatable", REPEATED, "3")
    house.wait_for(lambda: len(house.begun(repeatable, "work")) == 2, "the repeatable step to begin")
    once = house.start("long-once", PARKED, "3")
    house.wait_for(lambda: len(house.begun(once, "work")) == 2, "the `once` step to begin")
    place = {name: house.node_of(repeatable, name, "work") for name in REPEATED}
    place |= {name: house.node_of(once, name, "work") for name in PARKED}
    both = [node for node in house.nodes if {n for n in place if place[n] is node} & set(REPEATED)]
    node = chance.choice([node for node in both if node in (place[name] for name in PARKED)] or list(both))
    repeated = [name for name in REPEATED if place[name] is node]
    parked = [name for name in PARKED if place[name] is node]
    return Struck(repeatable, once, node, repeated, parked)


def goes_on_as_promised(house: House, struck: Struck, fault: Fault) -> None:
    """The repeatable step runs again in time; the `once` step is parked, told why, and was not made again."""
    assert house.operator.until_over(struck.repeatable, 60)["status"] == "succeeded"
    house.wait_for(lambda: parked(house, struck), "the `once` steps to be parked", 30)
    for name in struck.parked:
        assert [mark.host for mark in house.begun(struck.once, "work")].count(name) == 1
        house.decide(struck.once, name, "succeeded", "I looked at the host: it was done")
    assert house.operator.until_over(struck.once, 60)["status"] == "succeeded"
    assert len(house.begun(struck.once, "work")) == len(PARKED)

    events = house.operator.events(struck.repeatable)
    again = [event for event in events if started_again(event)]
    assert len(again) >= len(struck.repeated)
    if struck.repeated:
        took = fault.recovered(
            min(instant(event["at"]) for event in again), "the repeatable step began again"
        )
        assert took <= ELSEWHERE_S


def parked(house: House, struck: Struck) -> bool:
    hosts = {host["name"]: host for host in house.operator.hosts(struck.once)}
    return all("a person must decide" in str(hosts[name]["waiting_for"]) for name in struck.parked)


def started_again(event: dict[str, Any]) -> bool:
    return bool(event["type"] == "attempt.started" and event["data"]["number"] > 1)


def test_f10_a_node_that_never_returns_loses_no_host(house: House, chance: random.Random) -> None:
    struck = under_way(house, chance)
    fault = Fault("F10 executor node killed, never returns", house.backing)
    house.kill(*struck.node.processes)

    goes_on_as_promised(house, struck, fault)
    events = house.operator.events(struck.repeatable)
    assert {event["data"]["executor_node"] for event in events if started_again(event)} <= {
        node.name for node in house.nodes if node is not struck.node
    }


def test_f9_a_node_that_returns_after_a_power_cut_knows_nothing_of_before(
    house: House, chance: random.Random
) -> None:
    struck = under_way(house, chance)
    fault = Fault("F9 executor node: power cut, same name returns", house.backing)
    house.kill(*struck.node.processes)
    house.restart()

    goes_on_as_promised(house, struck, fault)


def test_f7_an_executor_that_is_killed_takes_only_its_own_step_with_it(
    house: House, chance: random.Random
) -> None:
    struck = under_way(house, chance)
    fault = Fault("F7 executor child killed mid-module", house.backing)
    for pid in kills.running_attempts(struck.node.journal).values():
        os.kill(pid, signal.SIGKILL)

    goes_on_as_promised(house, struck, fault)
    assert house.reachable(struck.node.name)
