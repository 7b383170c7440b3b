"""F1, F2, F3: scheduler processes killed at random moments while two of each run."""

import random
import time

from tests.faults.house import HOSTS, House
from tests.faults.latency import added, handovers
from tests.faults.recovery import Fault

ADDED_S = 2.0


def test_f1_the_other_scheduler_goes_on_at_once(house: House, chance: random.Random) -> None:
    execution = house.start("round")
    house.wait_for(lambda: house.begun(execution, "one"), "the first step to begin")
    time.sleep(chance.uniform(0, 1))
    fault = Fault("F1 one scheduler of two killed, API and worker; then the other", house.backing)
    house.kill("scheduler", "worker")
    house.wait_for(lambda: house.begun(execution, "two"), "the second step to begin")
    house.restart("scheduler", "worker")
    house.kill("scheduler-2", "worker-2")

    assert house.until_over(execution) == "succeeded"
    late = added(handovers(house, execution), fault.since)
    fault.recovered(fault.since + late, "added to the slowest next step")
    assert late <= ADDED_S
    assert len(house.begun(execution, "two")) == len(HOSTS)


def test_f2_f3_killed_again_and_again_they_lose_nothing_and_do_nothing_twice(
    house: House, chance: random.Random
) -> None:
    execution = house.start("round")
    fault = Fault("F2, F3 scheduler processes killed again and again", house.backing)
    for _ in range(4):
        time.sleep(chance.uniform(0.1, 0.8))
        name = chance.choice(("scheduler", "worker", "scheduler-2", "worker-2"))
        house.kill(name)
        house.restart(name)

    assert house.until_over(execution) == "succeeded"
    late = added(handovers(house, execution), fault.since)
    fault.recovered(fault.since + late, "added to the slowest next step")
    assert len(house.begun(execution, "two")) == len(HOSTS)


def test_everything_killed_at_once_goes_on_where_it_was(house: House, chance: random.Random) -> None:
    execution = house.start("round", HOSTS[:2])
    house.wait_for(lambda: house.begun(execution, "one"), "the first step to begin")
    time.sleep(chance.uniform(0, 1.5))
    fault = Fault("all three layers killed at once", house.backing)
    house.kill_everything()
    house.restart()

    def over_or_parked() -> bool:
        return execution not in house.moving()

    house.wait_for(over_or_parked, "the execution to end or to wait for a person", 60)
    for host in house.operator.hosts(execution):
        if host["status"] == "waiting":
            house.decide(execution, host["name"], "succeeded", "I looked at the host")
    assert house.until_over(execution) == "succeeded"
    events = house.operator.events(execution)
    fault.recovered(
        fault.first(events, lambda event: event["type"] != "attempt.started"), "the next decision"
    )
    assert len(house.begun(execution, "two")) <= 2
