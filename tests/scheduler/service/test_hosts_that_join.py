"""Hosts that join: alerts for further hosts bring them into the execution under way, where its policy lets them."""

from typing import Any

import pytest

from tests.scheduler.conftest import World
from tests.scheduler.service.test_alerts import WAITS, Alarms

OPEN = WAITS.replace(
    "spec:\n", "spec:\n  policy: {joins: true}\n  parameters: {word: {type: string, default: a}}\n"
)


@pytest.fixture
def alarms(world: World) -> Alarms:
    world.node()
    return Alarms(world, OPEN)


def statuses(world: World, execution: str, *names: str) -> list[str]:
    return [world.host(execution, name)["status"] for name in names]


def test_a_new_host_joins_the_execution_under_way_at_its_start(world: World, alarms: Alarms) -> None:
    alarms.send(("web1", "firing"))
    world.finish(world.nodes["node-1"].on("web1"))
    alarms.send(("web2", "firing"))
    assert alarms.items() == [("web1", "started"), ("web2", "joined")]
    (execution,) = alarms.executions()
    assert world.path(execution, "web2") == ["begin", "look"]
    assert world.shown(execution)["target"]["hosts"] == ["web1", "web2"]
    (told,) = [event for event in world.events(execution) if event.type == "execution.host_joined"]
    assert told.data == {"host": "web2", "reason": "web2 joins execution 1 at its start"}

    alarms.send(("web1", "resolved"))
    assert world.shown(execution)["status"] == "running"
    world.finish(world.nodes["node-1"].on("web2"))
    alarms.send(("web2", "resolved"))
    assert world.shown(execution)["status"] == "succeeded"


def test_its_groups_count_from_then_on_when_rights_are_asked(world: World, alarms: Alarms) -> None:
    alarms.send(("web1", "firing"))
    (execution,) = alarms.executions()
    assert world.shown(execution)["reached"] == [["web"]]
    world.presentation.has("web2", "db1")
    world.presentation.hosts[1]["groups"] = ["databases"]
    alarms.send(("web2", "firing"), ("db1", "firing"))

    assert sorted(world.shown(execution)["reached"]) == [["databases"], ["web"]]


def test_hosts_of_one_storm_are_walked_by_one_execution(world: World) -> None:
    hosts = [f"web{number}" for number in range(30)]
    world.presentation.has(*hosts)
    world.node(slots=50)
    alarms = Alarms(world, OPEN, quotas=[{"per": "hour", "most": 1}])
    alarms.send(*[(host, "firing") for host in hosts for _ in range(3)])
    (execution,) = alarms.executions()
    assert statuses(world, execution, *hosts) == ["running"] * 30
    assert sorted(status for _, status in alarms.items()) == ["joined"] * 89 + ["started"]


def test_a_host_that_joined_before_it_began_gets_its_alerts_as_signals(world: World, alarms: Alarms) -> None:
    alarms.send(("web1", "firing"), ("web2", "firing"), ("web2", "resolved"))
    (execution,) = alarms.executions()
    world.finish(world.nodes["node-1"].on("web2"))
    assert world.host(execution, "web2")["status"] == "succeeded"


def test_a_host_that_has_walked_there_already_starts_another(world: World, alarms: Alarms) -> None:
    alarms.send(("web1", "firing"), ("web2", "firing"), ("web2", "resolved"))
    world.finish(world.nodes["node-1"].on("web2"))
    alarms.send(("web2", "firing"))
    assert len(alarms.executions()) == 2
    assert alarms.items()[-1] == ("web2", "started")


def test_nobody_joins_what_has_other_parameters(world: World) -> None:
    alarms = Alarms(world, OPEN, params={"word": "$.id"})
    alarms.send(("web1", "firing", "x"))
    alarms.send(("web2", "firing", "y"))
    assert len(alarms.executions()) == 2


def test_nobody_joins_what_is_being_cancelled(world: World, alarms: Alarms) -> None:
    alarms.send(("web1", "firing"))
    world.cancel(alarms.executions()[0], "enough")
    alarms.send(("web2", "firing"))
    assert len(alarms.executions()) == 2


def test_waves_and_limits_hold_for_those_that_join(world: World) -> None:
    world.node()
    alarms = Alarms(world, OPEN.replace("{joins: true}", "{joins: true, max_parallel: 1}"))
    alarms.send(("web1", "firing"))
    alarms.send(("web2", "firing"))
    (execution,) = alarms.executions()
    assert statuses(world, execution, "web1", "web2") == ["running", "queued"]
    world.finish(world.nodes["node-1"].on("web1"))
    alarms.send(("web1", "resolved"))
    assert statuses(world, execution, "web1", "web2") == ["succeeded", "running"]


@pytest.mark.parametrize("made", [{"text": WAITS}, {"text": OPEN, "join": False}])
def test_without_leave_each_host_starts_its_own(world: World, made: dict[str, Any]) -> None:
    alarms = Alarms(world, **made)
    alarms.send(("web1", "firing"))
    alarms.send(("web2", "firing"))
    assert len(alarms.executions()) == 2
