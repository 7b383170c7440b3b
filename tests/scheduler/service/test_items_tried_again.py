"""Items whose walks fail go to the end of their queue, so often, then they are parked until people say again."""

from noc_scheduler.service.triggers import intake
from noc_scheduler.service.triggers.taking import afterwards
from tests.scheduler.conftest import ANNA, World
from tests.scheduler.service.test_alerts import Alarms, drain_all

FAILS = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: look}
spec:
  nodes:
    begin: {kind: start, next: look}
    look: {kind: task, purpose: monitoring, module: ansible.builtin.command, next: done}
    done: {kind: end}
"""


def fail(world: World, host: str) -> None:
    world.pass_time(1)
    world.finish(world.nodes["node-1"].on(host), outcome="failed", rc=1)
    drain_all(world)


def statuses(alarms: Alarms) -> list[str]:
    return [status for _, status in alarms.items()]


def test_an_item_that_fails_comes_after_those_that_wait(world: World) -> None:
    world.node()
    alarms = Alarms(world, FAILS, retry={"most": 2}, quotas=[{"per": "hour", "most": 2}])
    alarms.send(("web1", "firing"))
    alarms.send(("web2", "firing"))
    alarms.send(("web3", "firing"))
    assert statuses(alarms) == ["started", "started", "waiting"]
    fail(world, "web1")
    first, _, third = reversed(intake.items(world.means, str(alarms.schedule), "", 10))
    assert (first.status, first.tries) == ("waiting", 1)
    assert first.order_at > third.order_at


def test_an_item_that_fails_too_often_is_parked_and_no_storm_leaves_it_out(world: World) -> None:
    world.node()
    alarms = Alarms(world, FAILS, retry={"most": 2}, storm={"kind": "once_within", "within_ms": 60_000})
    alarms.send(("web1", "firing"))
    for expected in ("started", "started", "parked"):
        fail(world, "web1")
        assert statuses(alarms) == [expected]
    told = [event.data["reason"] for event in world.events() if event.type.startswith("items.")]
    assert told[-1] == "execution 3 failed, and it was tried 2 times again: parked"
    assert "execution 1 failed: try 1 of 2 comes after the others" in told


def test_what_succeeds_or_is_cancelled_is_not_tried_again(world: World) -> None:
    node = world.node()
    alarms = Alarms(world, FAILS, retry={"most": 5})
    alarms.send(("web1", "firing"), ("web2", "firing"))
    world.finish(node.on("web1"))
    world.cancel(alarms.executions()[1], "not now")
    drain_all(world)
    assert statuses(alarms) == ["started", "started"]
    assert len(alarms.executions()) == 2


def test_an_alert_that_is_over_is_not_tried_again(world: World) -> None:
    world.node()
    alarms = Alarms(world, FAILS, retry={"most": 5, "after_ms": 60_000})
    alarms.send(("web1", "firing"))
    fail(world, "web1")
    assert statuses(alarms) == ["waiting"]
    alarms.send(("web1", "resolved"))
    assert statuses(alarms) == ["left_out", "left_out"]


def test_people_let_a_parked_item_wait_again(world: World) -> None:
    world.node()
    alarms = Alarms(world, FAILS, retry={"most": 1})
    alarms.send(("web1", "firing"))
    fail(world, "web1")
    fail(world, "web1")
    assert statuses(alarms) == ["parked"]
    (item,) = intake.items(world.means, str(alarms.schedule), "", 10, "parked")
    ids = [str(item.id), "no id at all", str(alarms.schedule)]
    assert afterwards.again(world.means, str(alarms.schedule), ids, ANNA, "mended") == 1
    drain_all(world)
    assert statuses(alarms) == ["started"]
    assert afterwards.again(world.means, str(alarms.schedule), ids, ANNA, "") == 0


def test_without_a_retry_a_failed_item_stays_as_it_was_settled(world: World) -> None:
    world.node()
    alarms = Alarms(world, FAILS)
    alarms.send(("web1", "firing"))
    fail(world, "web1")
    assert statuses(alarms) == ["started"]
