"""Leasing ahead: an executor node whose steps end at once holds more of them than it has slots, and of no others."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from noc_scheduler.flowchart.host_run import Result
from noc_scheduler.service.attempts import quick
from noc_scheduler.service.attempts.quick import QuickSteps
from noc_scheduler.service.attempts.report import Report

ONE_STEP = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: one, title: One step}
spec:
  nodes:
    begin: {kind: start, next: look}
    look: {kind: task, purpose: monitoring, module: m, next: done}
    done: {kind: end}
"""


def begun(attempts: Sequence[dict[str, Any]]) -> list[Report]:
    return [Report(UUID(one["id"]), one["lease"], 1, None) for one in attempts]


def ended(attempts: Sequence[dict[str, Any]]) -> list[Report]:
    return [Report(UUID(one["id"]), one["lease"], 2, None, Result(rc=0)) for one in attempts]


def test_once_a_step_was_seen_to_be_quick_more_of_it_is_handed_over_than_there_are_slots(world: Any) -> None:
    world.presentation.has(*[f"web{number}" for number in range(40)])
    node = world.node(slots=2)
    execution = world.start(ONE_STEP)
    world.drain()
    first = list(node.held)
    assert len(first) == 2
    world.report(begun(first) + ended(first))
    world.drain()
    assert len(node.held) == 2 + 20
    while len(node.held) < 40 or world.shown(execution)["status"] != "succeeded":
        waiting = [one for one in node.held if one not in first]
        world.report(begun(waiting) + ended(waiting))
        first += waiting
        world.drain()
    assert world.shown(execution)["counts"] == {"succeeded": 40}


def test_a_step_that_lasted_is_handed_over_slot_by_slot(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "QUICK", timedelta(microseconds=-1))
    world.presentation.has(*[f"web{number}" for number in range(20)])
    node = world.node(slots=2)
    world.start(ONE_STEP)
    world.drain()
    world.report(begun(node.held))
    world.report(ended(node.held))
    world.drain()
    assert len(node.held) == 2 + 2


def test_one_slow_end_makes_a_step_slow_until_it_is_quick_again() -> None:
    seen, step = QuickSteps(), (uuid4(), "look")
    at_once, long = timedelta(milliseconds=5), timedelta(seconds=5)
    assert not seen
    seen.saw([(step, at_once)])
    assert step in seen
    seen.saw([(step, at_once), (step, long), (step, at_once)])
    assert step not in seen
    assert not seen
    seen.saw([(step, at_once)])
    assert step in seen


def test_what_was_seen_longest_ago_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "MOST", 2)
    seen, steps = QuickSteps(), [(uuid4(), "look") for _ in range(3)]
    for step in steps:
        seen.saw([(step, timedelta(0))])
    assert [step in seen for step in steps] == [False, True, True]
