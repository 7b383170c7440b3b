"""Troubles: what is wrong with the installation itself is told once, and once more when it is over."""

from datetime import timedelta
from typing import Any

import pytest

from noc_scheduler.service.triggers import schedules
from noc_scheduler.service.triggers.schedules import ScheduleOrder
from noc_scheduler.service.upkeep.troubles import look_for_troubles, usual
from tests.scheduler.conftest import ANNA, SOON, World
from tests.scheduler.service.test_alerts import Alarms
from tests.scheduler.service.test_items_tried_again import FAILS


def looked(world: World) -> list[tuple[str, str, str]]:
    """What a look tells: whether it began or ended, its kind, and whom it is about."""
    before = len(world.events())
    look_for_troubles(world.means, SOON)
    told = [one for one in world.events()[before:] if one.type.startswith("trouble.")]
    assert look_for_troubles(world.means, SOON) == 0, "each is told once"
    return [(one.type.partition(".")[2], one.data["kind"], one.data["name"]) for one in told]


def test_an_executor_node_that_falls_silent_is_told_once_and_when_it_is_back(world: World) -> None:
    world.node()
    assert looked(world) == []
    world.pass_time(31)
    assert looked(world) == [("began", "executor_node_lost", "node-1")]
    world.beat()
    assert looked(world) == [("ended", "executor_node_lost", "node-1")]


def test_a_schedule_that_expects_messages_and_hears_none(world: World) -> None:
    alarms = Alarms(world, expect_every_ms=60_000)
    assert looked(world) == []
    world.pass_time(61)
    assert looked(world) == [("began", "silence", "alarms")]
    alarms.send(("web1", "resolved"))
    assert looked(world) == [("ended", "silence", "alarms")]


def test_items_that_wait_for_too_long(world: World) -> None:
    alarms = Alarms(world)
    world.presentation.down = True
    alarms.send(("web1", "firing"))
    assert looked(world) == []
    world.pass_time(16 * 60)
    world.tick()
    assert looked(world) == [("began", "backlog", "alarms")]
    world.presentation.down = False
    world.pass_time(5)
    world.tick()
    assert looked(world) == [("ended", "backlog", "alarms")]


def test_items_that_wait_for_a_quota(world: World) -> None:
    alarms = Alarms(world, join=False, quotas=[{"per": "day", "most": 1}])
    alarms.send(("web1", "firing"), ("web1", "firing"))
    assert looked(world) == [("began", "quota", "alarms")]
    world.pass_time(24 * 3_600)
    world.tick()
    assert looked(world) == [("ended", "quota", "alarms")]


def test_an_instant_that_was_missed_and_the_next_that_was_not(world: World) -> None:
    made = world.order()
    cron: dict[str, Any] = {"kind": "cron", "expression": "0 * * * *", "time_zone": "UTC"}
    target = {"groups": ["web"], "hosts": []}
    schedules.keep(world.means, ScheduleOrder("hourly", cron, made.procedure, target, {}, ANNA, {}), None)
    now = world.now()
    world.pass_time(3_600 - now.minute * 60 - now.second + 600)
    world.tick()
    assert looked(world) == [("began", "missed_fire", "hourly")]
    world.pass_time(3_000 + 1)
    world.tick()
    assert looked(world) == [("ended", "missed_fire", "hourly")]


def test_an_execution_that_runs_longer_than_it_usually_does(world: World) -> None:
    node = world.node()
    target = {"groups": [], "hosts": ["web1"]}
    for _ in range(10):
        world.start(FAILS, target=target)
        world.drain()
        world.finish(node.on("web1"))
    execution = world.start(FAILS, target=target)
    world.drain()
    world.pass_time(61)
    world.beat()
    assert looked(world) == [("began", "overdue", "look")]
    (told,) = [one for one in world.events(execution) if one.type == "trouble.began"]
    assert told.data["reason"].startswith("execution 11 of look runs longer than")
    world.beat(journal=[node.on("web1")])
    world.finish(node.on("web1"))
    assert looked(world) == [("ended", "overdue", "look")]


@pytest.mark.parametrize(("number", "most"), [(9, None), (10, 10), (20, 19), (100, 95)])
def test_usual_is_what_95_of_100_stay_below(number: int, most: int | None) -> None:
    found = usual([timedelta(seconds=seconds) for seconds in range(1, number + 1)])
    assert found == (None if most is None else timedelta(seconds=most))
