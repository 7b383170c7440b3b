"""F5, F6, F7, F9, F10, F35: executor nodes and parts of them that die without a word."""

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.faults import kills
from tests.faults.house import HOSTS, House, Node
from tests.faults.recovery import Fault
from tests.faults.struck import a_person_ends_it, runs_elsewhere_or_is_parked, started_again, under_way
from tests.faults.wire import Mood


def test_f10_a_node_that_never_returns_loses_no_host(house: House, chance: random.Random) -> None:
    struck = under_way(house, chance)
    fault = Fault("F10 executor node killed, never returns", house.backing)
    house.kill(*struck.node.processes)

    runs_elsewhere_or_is_parked(house, struck, fault)
    a_person_ends_it(house, struck)
    again = [event for event in house.operator.events(struck.repeatable) if started_again(event)]
    assert struck.node.name not in {event["data"]["executor_node"] for event in again}


def test_f9_a_node_that_returns_after_a_power_cut_knows_nothing_of_before(
    house: House, chance: random.Random
) -> None:
    struck = under_way(house, chance)
    fault = Fault("F9 executor node: power cut, same name returns", house.backing)
    house.kill(*struck.node.processes)
    house.restart()

    runs_elsewhere_or_is_parked(house, struck, fault)
    a_person_ends_it(house, struck)


def test_f7_an_executor_that_is_killed_takes_only_its_own_step_with_it(
    house: House, chance: random.Random
) -> None:
    struck = under_way(house, chance)
    fault = Fault("F7 executor child killed mid-module", house.backing)
    for pid in kills.running_attempts(struck.node.journal).values():
        os.kill(pid, signal.SIGKILL)

    runs_elsewhere_or_is_parked(house, struck, fault)
    a_person_ends_it(house, struck)
    house.wait_for(lambda: house.reachable(struck.node.name), "the node to be heard of")


def test_f35_a_step_that_kills_its_executor_each_time_ends_and_harms_no_other(
    house: House, chance: random.Random
) -> None:
    poison = house.start("long-repeatable", ["host1"], "30")
    fault = Fault("F35 a step that kills its executor each time", house.backing)
    with every_executor_killed(house, poison):
        house.wait_for(lambda: house.begun(poison, "work"), "the poison to begin")
        others = house.start("round", HOSTS[1:])
        assert house.until_over(others) == "succeeded"
        over = house.until_over(poison, 90)
    fault.recovered(time.time(), "the step has ended")
    assert over == "failed"
    assert len(house.begun(poison, "work")) <= 4
    house.wait_for(
        lambda: all(house.reachable(node.name) for node in house.nodes), "both nodes to be heard of"
    )


@contextmanager
def every_executor_killed(house: House, execution: str) -> Iterator[None]:
    """Whichever executor runs a step of this execution dies a little later."""
    over = threading.Event()

    def strike(node: Node) -> None:
        marks = len(house.begun(execution, "work"))
        running = kills.running_attempts(node.journal, execution)
        if marks and running:
            over.wait(0.3)
            for pid in running.values():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def keep_striking() -> None:
        while not over.wait(0.1):
            for node in house.nodes:
                strike(node)

    thread = threading.Thread(target=keep_striking)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_f5_an_answer_that_was_lost_makes_nothing_run_twice(house: House, chance: random.Random) -> None:
    node = chance.choice(house.nodes)
    fault = Fault("F5 node's API killed between accepting and answering", house.backing)
    node.wire.be(Mood.LOSE_ANSWERS)
    execution = house.start("round")
    house.wait_for(lambda: kills.running_attempts(node.journal), "the node to take something")
    house.kill(node.processes[0])
    node.wire.be(Mood.FORWARD)
    house.restart(node.processes[0])

    assert house.until_over(execution) == "succeeded"
    first = fault.first(house.operator.events(execution), lambda event: event["type"] == "attempt.started")
    fault.recovered(first, "a step began")
    assert len(house.begun(execution, "two")) == len(HOSTS)


def test_f6_an_api_killed_again_and_again_leaves_no_ghost(house: House, chance: random.Random) -> None:
    execution = house.start("round")
    fault = Fault("F6 node's API killed again and again", house.backing)
    for _ in range(5):
        node = chance.choice(house.nodes)
        house.kill(node.processes[0])
        house.restart(node.processes[0])
        time.sleep(chance.uniform(0, 0.5))

    assert house.until_over(execution) == "succeeded"
    events = house.operator.events(execution)
    fault.recovered(fault.first(events, lambda event: event["type"].startswith("visit.")), "the next step")
    assert len(house.begun(execution, "two")) == len(HOSTS)
