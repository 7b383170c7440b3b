"""Executor nodes that can't be reached: they hear of everything in the answers to their heartbeats."""

from typing import Any

import pytest


@pytest.fixture
def fake(world: Any) -> Any:
    """An authorised executor node that takes attempts itself, with two slots."""
    return world.node("inside", slots=2, url="")


def hosts(answer: Any) -> list[str]:
    return [one["host"]["name"] for one in answer.attempts]


def test_it_takes_as_much_as_it_has_room_for_and_is_never_told_unasked(world: Any, fake: Any) -> None:
    execution = world.start()
    world.drain()
    words = "executor node inside takes it with its next heartbeat"
    assert world.host(execution, "web1")["waiting_for"] == words

    answer = world.beat("inside", slots=2)
    assert hosts(answer) == ["web1", "web2"]
    world.drain()
    assert world.host(execution, "web3")["waiting_for"] == "all 2 slots are taken"
    for attempt in answer.attempts:
        world.finish(attempt, by="inside")
    assert hosts(world.beat("inside", slots=2)) == ["web3"]
    world.tick()
    assert (fake.offers, fake.held) == (0, [])


def test_what_was_lost_on_its_way_is_said_again_until_it_is_there(world: Any, fake: Any) -> None:
    world.start()
    world.drain()
    first = world.beat("inside", slots=2)
    for _ in range(5):
        world.pass_time(3)
        world.tick()
        again = world.beat("inside", slots=2)
        assert [(one["id"], one["lease"]) for one in again.attempts] == [
            (one["id"], one["lease"]) for one in first.attempts
        ]
    there = world.beat("inside", journal=list(first.attempts), slots=2)
    assert there.attempts == ()
    assert len(there.renewed) == 2
    assert fake.offers == 0


def test_a_withdrawal_reaches_it_in_an_answer_too(world: Any, fake: Any) -> None:
    execution = world.start()
    world.drain()
    held = world.beat("inside", slots=2).attempts
    world.cancel(execution, "wrong hosts")

    answer = world.beat("inside", journal=list(held), slots=2)
    assert [str(identity) for identity, _ in answer.withdrawn] == [one["id"] for one in held]
    assert fake.withdrawn == []
    world.tick()
    assert fake.withdrawn == []


def test_one_that_can_be_told_at_once_is_preferred(world: Any, fake: Any) -> None:
    outside = world.node("outside", slots=2)
    world.start()
    world.drain()

    assert [one["host"]["name"] for one in outside.held] == ["web1", "web2"]
    assert hosts(world.beat("inside", slots=2)) == ["web3"]


def test_it_takes_only_what_its_labels_fit(world: Any) -> None:
    world.presentation.says_of("web2", noc_executor_node="site=lisbon")
    world.presentation.says_of("web3", noc_executor_node="site=porto")
    world.node("inside", url="", labels={"site": "porto"})
    execution = world.start()
    world.drain()

    assert hosts(world.beat("inside")) == ["web1", "web3"]
    assert world.host(execution, "web2")["waiting_for"] == "no executor node has site=lisbon"


def test_a_silent_one_holds_nothing_that_it_never_asked_for(world: Any, fake: Any) -> None:
    world.start()
    world.drain()
    world.pass_time(40)
    other = world.node("outside")
    world.drain()

    assert len(other.held) == 3
    assert {one["lease"] for one in other.held} == {1}


def test_without_room_it_is_given_nothing(world: Any, fake: Any) -> None:
    world.start()
    world.drain()
    assert world.beat("inside", slots=0).attempts == ()
