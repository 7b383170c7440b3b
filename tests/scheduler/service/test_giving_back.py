"""What an executor node gives back when it is being stopped: another one has it at once, and nothing runs twice."""

from typing import Any

import pytest


@pytest.fixture
def held(world: Any) -> list[dict[str, Any]]:
    """What node-1 holds: one attempt each for web1, web2 and web3; node-2 came later and is idle."""
    fake = world.node()
    world.execution = world.start()
    world.drain()
    world.beat(journal=fake.held)
    world.node("node-2")
    return list(fake.held)


def test_what_waits_there_goes_to_another_at_once(world: Any, held: list[dict[str, Any]]) -> None:
    running, *waiting = held
    world.say(running)
    answer = world.beat(journal=[running], returned=waiting, slots=0)
    world.drain()

    assert [str(one) for one in answer.renewed] == [running["id"]]
    other = world.nodes["node-2"]
    assert {(one["id"], one["lease"]) for one in other.held} == {(one["id"], 2) for one in waiting}
    for attempt in other.held:
        world.finish(attempt, by="node-2")
    assert world.say(running, outcome="succeeded").status == "applied"
    world.drain()
    assert world.shown(world.execution)["status"] == "succeeded"


def test_giving_back_twice_or_too_late_changes_nothing(world: Any, held: list[dict[str, Any]]) -> None:
    for _ in range(3):
        world.beat(returned=held, slots=0)
        world.drain()
    assert {one["lease"] for one in world.nodes["node-2"].held} == {2}
    assert world.nodes["node-2"].offers == 1


def test_what_has_begun_can_not_be_given_back(world: Any, held: list[dict[str, Any]]) -> None:
    world.say(held[0])
    world.beat(returned=[held[0]], slots=0)
    world.drain()
    assert world.nodes["node-2"].held == []


def test_nobody_gives_back_what_another_holds(world: Any, held: list[dict[str, Any]]) -> None:
    world.beat("node-2", returned=held)
    world.drain()
    assert world.nodes["node-2"].held == []
    assert len(world.beat(journal=held).renewed) == 3


def test_what_was_cancelled_meanwhile_is_not_queued_again(world: Any, held: list[dict[str, Any]]) -> None:
    world.cancel(world.execution, "wrong hosts")
    world.beat(returned=held, slots=0)
    world.drain()
    assert world.nodes["node-2"].held == []
    assert world.shown(world.execution)["status"] == "cancelled"


def test_while_no_other_can_take_it_the_reason_is_said(world: Any) -> None:
    fake = world.node()
    execution = world.start()
    world.drain()
    world.beat(returned=fake.held, slots=0)
    words = {world.host(execution, name)["waiting_for"] for name in ("web1", "web2", "web3")}
    assert words == {"executor node node-1 gave it back: it is being stopped"}
    world.drain()
    words = {world.host(execution, name)["waiting_for"] for name in ("web1", "web2", "web3")}
    assert words == {"executor node node-1 takes nothing now"}


def test_one_that_refuses_because_it_is_being_stopped_is_not_asked_again(world: Any) -> None:
    stopping, other = world.node("a", slots=8), world.node("b", slots=4)
    stopping.mood = "is being stopped"
    world.start()
    world.drain()

    assert stopping.offers == 1
    assert len(other.held) == 3
