"""Executions as dry runs: ordered so, frozen so for all their hosts and what they call, and telling nobody."""

from typing import Any

import pytest

from noc_scheduler.errors import Invalid
from noc_scheduler.service.operating import resuming
from noc_scheduler.service.operating.acting import Act
from noc_scheduler.service.triggers import schedules
from noc_scheduler.service.triggers.ordering import ordered_by
from noc_scheduler.service.triggers.schedules import ScheduleOrder
from tests.scheduler.conftest import ANNA, World

CHANGE = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: change, title: Change}
spec:
  nodes:
    begin: {kind: start, next: change}
    change: {kind: task, module: ansible.builtin.copy, args: {dest: /tmp/x}, next: {succeeded: tell, failed: gave_up}}
    tell: {kind: notify, channel: oncall, message: "${host.name} is done", next: done}
    gave_up: {kind: end, status: failed}
    done: {kind: end}
"""
CALLS = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: calls, title: Calls}
spec:
  nodes:
    begin: {kind: start, next: change}
    change: {kind: procedure, procedure: change, next: done}
    done: {kind: end}
"""


def begin(world: World, text: str = CHANGE, **changes: Any) -> str:
    world.presentation.has("web1")
    world.node()
    execution = world.start(text, check_mode=True, **changes)
    world.drain()
    return execution


def test_a_dry_run_is_shown_as_one_checks_and_tells_nobody(world: World) -> None:
    execution = begin(world, diff=True)
    attempt = world.nodes["node-1"].on("web1", "change")
    assert (attempt["check_mode"], attempt["diff"]) == (True, True)

    world.finish(attempt, outcome="changed", changed=True)
    shown = world.shown(execution)
    assert (shown["status"], shown["check_mode"], shown["diff"], shown["changed"]) == (
        "succeeded",
        True,
        True,
        1,
    )
    assert world.presentation.notifications == []
    visits = {each["node"]: each["message"] for each in world.host(execution, "web1")["path"]}
    assert visits["tell"] == "check mode: nobody was told through 'oncall'"
    (created,) = [each for each in world.events(execution) if each.type == "execution.created"]
    (finished,) = [each for each in world.events(execution) if each.type == "execution.finished"]
    assert created.data["check_mode"] and finished.data["check_mode"]


def test_another_execution_is_none(world: World) -> None:
    world.presentation.has("web1")
    world.node()
    execution = world.start(CHANGE)
    world.drain()
    attempt = world.nodes["node-1"].on("web1", "change")
    assert (attempt["check_mode"], "diff" in attempt) == (False, False)
    assert world.shown(execution)["check_mode"] is False


def test_a_host_that_is_resumed_goes_on_dry(world: World) -> None:
    execution = begin(world)
    world.finish(world.nodes["node-1"].on("web1", "change"), outcome="failed", rc=1)
    assert world.shown(execution)["status"] == "failed"

    resuming.resume(world.means, execution, Act(ANNA, "once more", hosts=["web1"]))
    world.drain()
    again = world.nodes["node-1"].on("web1", "change")
    assert (again["number"], again["check_mode"]) == (1, True)


def test_what_it_calls_is_dry_as_well(world: World) -> None:
    called = dict(world.order(CHANGE).procedure)
    begin(world, CALLS, procedures=[called])
    assert world.nodes["node-1"].on("web1", "change")["check_mode"] is True


def keep(world: World, trigger: dict[str, Any], check_mode: bool = True) -> str:
    order = world.order(CHANGE)
    made = ScheduleOrder(
        name="drift",
        trigger=trigger,
        procedure=order.procedure,
        target=order.target,
        params={},
        actor=ANNA,
        body={},
        check_mode=check_mode,
        diff=True,
    )
    return str(schedules.keep(world.means, made, None))


def test_a_schedule_starts_dry_runs(world: World) -> None:
    world.presentation.has("web1")
    schedule = keep(world, {"kind": "cron", "expression": "* * * * *", "time_zone": "UTC"})
    assert schedules.show(world.means, schedule).row.check_mode is True
    world.pass_time(61)
    world.tick()
    (created,) = [each for each in world.events() if each.type == "execution.created"]
    assert world.shown(str(created.execution))["check_mode"] is True


def test_messages_start_none_for_they_would_count_as_dealt_with(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        keep(world, {"kind": "queue", "queue": "alarms", "host": "$.host"})
    assert refused.value.code == "check_mode.not_for_messages"


def test_what_a_message_starts_says_what_it_changes_where_the_schedule_says_so(world: World) -> None:
    schedule = keep(world, {"kind": "queue", "queue": "alarms", "host": "$.host"}, check_mode=False)
    row = schedules.show(world.means, schedule).row
    new = ordered_by(row, {"groups": [], "hosts": ["web1"]}, {})
    assert (new.check_mode, new.diff) == (False, True)
