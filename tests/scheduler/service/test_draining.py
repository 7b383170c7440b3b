"""An executor node that people drain: nothing new goes there, what it holds goes on, and it is said who wanted it."""

from typing import Any

import pytest

from noc_scheduler.errors import NotFound
from noc_scheduler.service.nodes import draining
from tests.scheduler.conftest import ANNA


def drain(world: Any, name: str, reason: str = "new disks") -> Any:
    return draining.drain(world.means, str(world.ids[name]), ANNA, reason)


def test_what_it_holds_goes_on_and_what_is_new_goes_elsewhere(world: Any) -> None:
    fake = world.node()
    first = world.start()
    world.drain()
    drain(world, "node-1")
    second = world.start()
    world.drain()
    assert len(fake.held) == 3
    words = {world.host(second, name)["waiting_for"] for name in ("web1", "web2", "web3")}
    assert words == {"executor node node-1 is draining"}

    other = world.node("node-2")
    world.drain()
    assert len(other.held) == 3
    assert len(world.beat(journal=fake.held).renewed) == 3
    for attempt in fake.held:
        world.finish(attempt)
    assert world.shown(first)["status"] == "succeeded"


def test_when_it_is_resumed_it_is_given_work_again(world: Any) -> None:
    fake = world.node()
    drain(world, "node-1")
    world.start()
    world.drain()
    assert fake.held == []

    draining.resume(world.means, str(world.ids["node-1"]), ANNA, "the disks are in")
    world.drain()
    assert len(fake.held) == 3


def test_nothing_new_is_in_the_answers_to_its_heartbeats(world: Any) -> None:
    world.node("inside", url="")
    drain(world, "inside")
    world.start()
    world.drain()
    assert world.beat("inside").attempts == ()


def test_who_wanted_it_and_why_is_kept(world: Any) -> None:
    world.node()
    shown = drain(world, "node-1")
    again = drain(world, "node-1", "another reason")
    assert shown.row.draining == again.row.draining
    assert (shown.row.draining["by"], shown.row.draining["reason"]) == (ANNA, "new disks")

    draining.resume(world.means, str(world.ids["node-1"]), ANNA, "")
    resumed = draining.resume(world.means, str(world.ids["node-1"]), ANNA, "")
    assert resumed.row.draining is None
    told = [
        event for event in world.events() if event.type in ("executor_node.drained", "executor_node.resumed")
    ]
    assert [(one.type, one.actor["name"], one.data["reason"]) for one in told] == [
        ("executor_node.drained", "Anna", "new disks"),
        ("executor_node.resumed", "Anna", ""),
    ]


@pytest.mark.parametrize("reference", ["nobody", "01a1fbc0-3913-76e8-8a63-f97687f06a8e"])
def test_an_executor_node_that_is_none_is_not_found(world: Any, reference: str) -> None:
    with pytest.raises(NotFound):
        draining.drain(world.means, reference, ANNA, "")
