"""F41, F42, F43: a branch that dies before a join, a procedure changed on the way, a cancel that races with success."""

import random
import time

from tests.faults import flowcharts
from tests.faults.house import HOSTS, House

ENDS = {"succeeded", "cancelled"}


def test_f41_a_join_that_can_never_open_keeps_no_host(house: House, chance: random.Random) -> None:
    """The branch that lives comes before the one that dies, or has to be withdrawn."""
    seconds = chance.choice(("55", "0"))
    execution = house.start("branches", seconds=seconds)
    assert house.until_over(execution) == "failed"

    told = {(host["reason"]["code"], host["reason"]["node"]) for host in house.operator.hosts(execution)}
    assert told == {("join.cannot_fill", "meet")}
    if seconds != "0":
        left = [visit["status"] for visit in house.operator.visits(execution, node="left")]
        assert left == ["cancelled"] * len(HOSTS)


def test_f42_hosts_on_their_way_walk_what_they_set_out_on(house: House, chance: random.Random) -> None:
    house.apply("changing", flowcharts.BEFORE)
    before = house.start("changing")
    house.wait_for(lambda: house.begun(before, "one"), "the first step to begin")
    time.sleep(chance.uniform(0, 0.5))
    house.apply("changing", flowcharts.AFTER)
    after = house.start("changing")

    assert {house.until_over(before), house.until_over(after)} == {"succeeded"}
    assert sorted(mark.host for mark in house.begun(before, "two")) == sorted(HOSTS)
    assert house.begun(after, "two") == []


def test_f43_a_cancel_that_races_with_success_leaves_each_host_one_end(
    house: House, chance: random.Random
) -> None:
    execution = house.start("long-repeatable", seconds="1")
    house.wait_for(lambda: len(house.begun(execution, "work")) == len(HOSTS), "every step to begin")
    time.sleep(chance.uniform(0, 0.8))
    for host in chance.sample(HOSTS, len(HOSTS)):
        asked = {"reason": "enough", "hosts": [host]}
        said = house.operator.client.post(f"/executions/{execution}/cancel", json=asked)
        assert said.is_success or said.json()["code"] == "execution.finished"
        time.sleep(chance.uniform(0, 0.2))

    assert house.until_over(execution) in ENDS
    hosts = {host["name"]: host["status"] for host in house.operator.hosts(execution)}
    assert set(hosts.values()) <= ENDS
    ended = [
        event["host"] for event in house.operator.events(execution) if event["type"] == "host_run.finished"
    ]
    assert sorted(ended) == sorted(HOSTS)
