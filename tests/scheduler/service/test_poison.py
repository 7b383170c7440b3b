"""Attempts that kill whoever tries them: made again elsewhere some times, then given up, and in nobody's way."""

from dataclasses import replace
from typing import Any

import pytest

from noc_scheduler.flowchart.sentences import from_document
from noc_scheduler.service.listening import listen

LOOK = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: look}
spec:
  nodes:
    begin: {kind: start, next: look}
    look: {kind: task, purpose: monitoring, module: ansible.builtin.ping, next: {succeeded: done, failed: bad}}
    done: {kind: end}
    bad: {kind: end, status: failed}
"""


@pytest.fixture
def listened(world: Any) -> Any:
    """A world whose scheduler has listened for a while, with executor nodes a and b."""
    for _ in range(11):
        listen(world.means)
        world.pass_time(4)
    listen(world.means)
    world.node("a", slots=8)
    world.node("b", slots=8)
    return world


def latest(world: Any, host: str) -> tuple[str, dict[str, Any]]:
    """The attempt with the highest number for this host, and who holds it."""
    held = [(name, one) for name, fake in world.nodes.items() for one in fake.held]
    mine = [(name, one) for name, one in held if one["host"]["name"] == host]
    return max(mine, key=lambda pair: pair[1]["number"])


def lose(world: Any, host: str) -> str:
    """Both executor nodes beat on, and nobody knows this host's attempt any more; who had it."""
    name, attempt = latest(world, host)
    for _ in range(9):
        world.pass_time(4)
        listen(world.means)
        for each, fake in world.nodes.items():
            world.beat(each, journal=[one for one in fake.held if one["id"] != attempt["id"]], slots=8)
    world.reap()
    return name


def test_it_is_made_again_elsewhere_and_then_given_up_with_the_names(listened: Any) -> None:
    world = listened
    world.presentation.has("web1")
    execution = world.start(LOOK)
    world.drain()
    order = [lose(world, "web1") for _ in range(4)]

    assert order == ["a", "b", "a", "b"]
    assert world.path(execution, "web1") == ["begin", "look", "bad"]
    look = world.host(execution, "web1")["path"][1]
    assert (look["status"], look["outcome"], look["attempts"]) == ("failed", "lost", 4)
    assert look["message"].startswith(
        "4 attempts were lost, so it is not tried again: executor node b fell silent about it"
    )
    assert look["message"].endswith("before that it was lost on a, b, a")
    assert look["code"] == look["message_said"]["code"] == "attempt.poison"
    assert str(from_document(look["message_said"])) == look["message"]
    (finished,) = [
        event.data
        for event in world.events(execution)
        if event.type == "visit.finished" and event.data["node"] == "look"
    ]
    assert finished["code"] == "attempt.poison"


def test_without_an_arrow_the_host_says_why_it_died(listened: Any) -> None:
    world = listened
    world.presentation.has("web1")
    execution = world.start(
        LOOK.replace(", failed: bad", "").replace("    bad: {kind: end, status: failed}\n", "")
    )
    world.drain()
    for _ in range(4):
        lose(world, "web1")

    reason = world.host(execution, "web1")["reason"]
    assert (reason["outcome"], reason["code"]) == ("lost", "attempt.poison")
    assert "lost on a, b, a" in reason["message"]


def test_other_hosts_walk_on_meanwhile(listened: Any) -> None:
    world = listened
    world.presentation.has("web1", "web2")
    execution = world.start(LOOK)
    world.drain()
    lose(world, "web1")
    name, attempt = latest(world, "web2")
    world.finish(attempt, by=name)
    assert world.path(execution, "web2") == ["begin", "look", "done"]
    for _ in range(3):
        lose(world, "web1")
    assert world.shown(execution)["counts"]["failed"] == 1


def test_how_often_is_a_setting(listened: Any) -> None:
    world = listened
    world.means = replace(world.means, settings=replace(world.means.settings, most_losses=1))
    world.presentation.has("web1")
    execution = world.start(LOOK)
    world.drain()
    for _ in range(2):
        lose(world, "web1")
    assert world.path(execution, "web1") == ["begin", "look", "bad"]


def test_a_task_that_may_run_once_is_left_to_a_person_at_the_first_loss(listened: Any) -> None:
    world = listened
    world.presentation.has("web1")
    execution = world.start(LOOK.replace("purpose: monitoring", "purpose: action"))
    world.drain()
    lose(world, "web1")
    assert world.shown(execution)["status"] == "waiting"
    assert sum(len(fake.held) for fake in world.nodes.values()) == 1
