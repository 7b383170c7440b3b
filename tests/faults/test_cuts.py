"""F11, F13, F14, F15, F17: executor nodes that stand still, and cuts between them and the schedulers."""

import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.faults.house import HOSTS, House, Node
from tests.faults.latency import added, handovers
from tests.faults.recovery import Fault
from tests.faults.struck import Struck, a_person_ends_it, runs_elsewhere_or_is_parked, under_way
from tests.faults.wire import Mood

ELSEWHERE_S = 15.0


@dataclass(frozen=True)
class Silence:
    """One way in which nothing is heard of an executor node for longer than a lease, and its end."""

    name: str
    begin: Callable[[House, Node], None]
    end: Callable[[House, Node], None]


def stop(house: House, node: Node) -> None:
    house.freeze(node, signal.SIGSTOP)


def go_on(house: House, node: Node) -> None:
    house.freeze(node, signal.SIGCONT)


def cut_outward(house: House, node: Node) -> None:
    for wire in node.outward:
        wire.be(Mood.SWALLOW)


def cut_both(house: House, node: Node) -> None:
    for wire in (node.wire, *node.outward):
        wire.be(Mood.SWALLOW)


def join(house: House, node: Node) -> None:
    for wire in (node.wire, *node.outward):
        wire.be(Mood.FORWARD)


SILENCES = (
    Silence("F11 executor node stopped for longer than its leases", stop, go_on),
    Silence("F14 node to scheduler cut", cut_outward, join),
    Silence("F15 node cut off in both directions", cut_both, join),
)


@pytest.mark.parametrize("silence", SILENCES, ids=lambda silence: silence.name.split()[0].lower())
def test_what_a_silent_node_says_at_last_is_late_and_moves_nothing(
    house: House, chance: random.Random, silence: Silence
) -> None:
    struck = under_way(house, chance)
    fault = Fault(silence.name, house.backing)
    silence.begin(house, struck.node)
    runs_elsewhere_or_is_parked(house, struck, fault)

    silence.end(house, struck.node)
    house.wait_for(lambda: told_late(house, struck), "the late reports to be told", 30)
    a_person_ends_it(house, struck)


def told_late(house: House, struck: Struck) -> bool:
    """Whether every attempt that was lost on the struck node has been reported late."""
    events = house.operator.events(struck.repeatable) + house.operator.events(struck.once)
    lost = {event["data"]["attempt"] for event in events if event["type"] == "attempt.lost"}
    late = {event["data"]["attempt"] for event in events if event["type"] == "attempt.reported_late"}
    assert len(lost) == len(struck.repeated) + len(struck.parked)
    return lost <= late


def test_f13_a_node_that_cannot_be_reached_takes_work_in_the_answers_to_its_heartbeats(
    house: House, chance: random.Random
) -> None:
    node = chance.choice(house.nodes)
    fault = Fault(f"F13 scheduler to node cut ({Mood.SWALLOW})", house.backing)
    node.wire.be(Mood.SWALLOW)
    execution = house.start("round")

    assert house.until_over(execution) == "succeeded"
    first = fault.first(
        house.operator.events(execution),
        lambda event: event["type"] == "attempt.started" and event["data"]["executor_node"] == node.name,
    )
    assert fault.recovered(first, "the node that is cut off began a step") <= ELSEWHERE_S
    assert len(house.begun(execution, "two")) == len(HOSTS)


@pytest.mark.proof
def test_f13_nodes_that_all_refuse_connections_take_work_in_the_answers_to_their_heartbeats(
    house: House,
) -> None:
    fault = Fault(f"F13 scheduler to every node cut ({Mood.REFUSE})", house.backing)
    for node in house.nodes:
        node.wire.be(Mood.REFUSE)
    execution = house.start("round")

    assert house.until_over(execution) == "succeeded"
    first = fault.first(house.operator.events(execution), lambda event: event["type"] == "attempt.started")
    assert fault.recovered(first, "a step began") <= ELSEWHERE_S
    assert len(house.begun(execution, "two")) == len(HOSTS)


def test_f17_a_scheduler_behind_a_half_open_connection_is_left_for_the_other(
    house: House, chance: random.Random
) -> None:
    execution = house.start("round")
    house.wait_for(lambda: house.begun(execution, "one"), "the first step to begin")
    time.sleep(chance.uniform(0, 1))
    fault = Fault("F17 half-open connections to one scheduler, then to the other", house.backing)
    for node in house.nodes:
        node.outward[0].be(Mood.SWALLOW)
    house.wait_for(lambda: house.begun(execution, "two"), "the second step to begin")
    for node in house.nodes:
        node.outward[0].be(Mood.FORWARD)
        node.outward[1].be(Mood.SWALLOW)

    assert house.until_over(execution) == "succeeded"
    late = added(handovers(house, execution), fault.since)
    fault.recovered(fault.since + late, "added to the slowest next step")
    assert late <= ELSEWHERE_S
    assert len(house.begun(execution, "two")) == len(HOSTS)
