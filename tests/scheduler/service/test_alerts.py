"""Alerts: many of them start few walks, and what is walked already is told instead of started again."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from noc_scheduler.service.triggers import intake, schedules
from noc_scheduler.service.triggers.intake import Message
from noc_scheduler.service.triggers.schedules import ScheduleOrder
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.figures import figures
from noc_scheduler.store.tables import signals
from tests.scheduler.conftest import World

ANNA = {"id": "p1", "name": "Anna", "kind": "person"}
WAITS = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: watch}
spec:
  nodes:
    begin: {kind: start, next: look}
    look: {kind: task, purpose: monitoring, module: ansible.builtin.command, next: {any: until_over}}
    until_over: {kind: wait, signal: resolved, timeout: 1h, next: {succeeded: done, timed_out: gave_up}}
    done: {kind: end}
    gave_up: {kind: end, status: failed}
"""
MAPPED = {"host": "$.host", "key": ["$.id"], "standing": "$.status", "items": "$.alerts"}


def drain_all(world: World) -> None:
    """Until nothing is left: one drain ends after a while, and a busy machine is slow."""
    while world.drain():
        pass


class Alarms:
    """A schedule that waits for messages, and those who send them."""

    def __init__(self, world: World, text: str = WAITS, target: Any = None, **trigger: Any) -> None:
        self.world, self.sent = world, 0
        made = world.order(text)
        order = ScheduleOrder(
            name="alarms",
            trigger={"kind": "webhook", **MAPPED, **trigger},
            procedure=made.procedure,
            target=target or {"groups": ["web"], "hosts": []},
            params={},
            actor=ANNA,
            body={},
        )
        self.schedule = schedules.keep(world.means, order, None)

    def send(self, *alerts: tuple[str, str] | tuple[str, str, str]) -> None:
        """Alerts as (host, status) or (host, status, id); an id of its own for each that names none."""
        told = []
        for host, status, *named in alerts:
            self.sent += 1
            told.append({"host": host, "status": status, "id": named[0] if named else f"a{self.sent}"})
        message = Message(self.schedule, f"m{self.sent}", {"alerts": told})
        intake.take_in(self.world.means, message)
        drain_all(self.world)

    def items(self) -> list[tuple[str, str]]:
        """What became of each, in the order they came."""
        rows = intake.items(self.world.means, str(self.schedule), "", 200)
        return [(row.host or row.said_host, row.status) for row in reversed(rows)]

    def executions(self) -> list[str]:
        """Those that were started, in their order."""
        started = [one for one in self.world.events() if one.type == "execution.created"]
        return [str(one.execution) for one in started]


def test_an_alert_for_a_host_that_is_walked_joins_it(world: World) -> None:
    world.node()
    alarms = Alarms(world)
    alarms.send(("web1", "firing"))
    alarms.send(("web1", "firing"), ("web2", "firing"))

    assert alarms.items() == [("web1", "started"), ("web1", "joined"), ("web2", "started")]
    first, _ = alarms.executions()
    told = next(event for event in world.events(first) if event.type == "execution.signalled")
    assert told.data["signal"] == "alert"
    assert "walked by execution 1 already" in told.data["reason"]


def test_resolved_ends_the_wait_for_it(world: World) -> None:
    node = world.node()
    alarms = Alarms(world)
    alarms.send(("web1", "firing"))
    world.finish(node.on("web1", "look"))
    (execution,) = alarms.executions()
    assert world.shown(execution)["status"] in ("running", "waiting")

    alarms.send(("web1", "resolved"))
    assert world.shown(execution)["status"] == "succeeded"
    assert world.path(execution, "web1") == ["begin", "look", "until_over", "done"]


def test_resolved_that_comes_before_the_wait_is_kept_for_it(world: World) -> None:
    node = world.node()
    alarms = Alarms(world)
    alarms.send(("web1", "firing"))
    alarms.send(("web1", "resolved"))
    (execution,) = alarms.executions()
    assert world.shown(execution)["status"] in ("running", "waiting")

    world.finish(node.on("web1", "look"))
    assert world.shown(execution)["status"] == "succeeded"


def test_resolved_that_could_not_be_told_is_told_when_it_comes_again(world: World) -> None:
    node = world.node()
    alarms = Alarms(world)
    alarms.send(("web1", "firing"))
    (execution,) = alarms.executions()
    alarms.send(("web1", "resolved"))
    attempt = node.on("web1", "look")
    world.say(attempt)
    world.say(attempt, outcome="succeeded", rc=0)
    with world.means.database.writing() as connection:
        # As it is left when the walk could not be told although it waits.
        connection.execute(sa.update(signals).values(ready=False))
    drain_all(world)
    assert world.shown(execution)["status"] in ("running", "waiting")

    alarms.send(("web1", "resolved"))
    assert world.shown(execution)["status"] == "succeeded"


def test_a_signal_of_another_name_ends_no_wait(world: World) -> None:
    node = world.node()
    alarms = Alarms(world)
    alarms.send(("web1", "firing"))
    world.finish(node.on("web1", "look"))
    alarms.send(("web1", "firing"))
    (execution,) = alarms.executions()
    assert world.shown(execution)["status"] in ("running", "waiting")
    world.pass_time(3_700)
    world.tick()
    assert world.shown(execution)["status"] == "failed"


def test_resolved_without_a_walk_starts_nothing(world: World) -> None:
    alarms = Alarms(world)
    alarms.send(("web1", "resolved"))
    assert alarms.items() == [("web1", "left_out")]
    assert alarms.executions() == []


def test_after_the_walk_the_next_alert_starts_another(world: World) -> None:
    node = world.node()
    alarms = Alarms(world)
    alarms.send(("web1", "firing"), ("web1", "resolved"))
    world.finish(node.on("web1", "look"))
    alarms.send(("web1", "firing"))
    assert len(alarms.executions()) == 2


def test_who_does_not_want_alerts_to_join_gets_a_walk_for_each(world: World) -> None:
    alarms = Alarms(world, join=False)
    alarms.send(("web1", "firing"), ("web1", "firing"))
    assert len(alarms.executions()) == 2


def test_once_within_lets_one_of_a_host_start(world: World) -> None:
    alarms = Alarms(world, join=False, storm={"kind": "once_within", "within_ms": 60_000})
    alarms.send(*[("web1", "firing")] * 5, ("web2", "firing"))
    assert len(alarms.executions()) == 2
    world.pass_time(61)
    alarms.send(("web1", "firing"))
    assert len(alarms.executions()) == 3
    left_out = [event.data["count"] for event in world.events() if event.type == "items.left_out"]
    assert left_out == [4]


def test_once_after_starts_when_its_time_is_over_unless_it_was_resolved(world: World) -> None:
    alarms = Alarms(world, storm={"kind": "once_after", "within_ms": 60_000})
    alarms.send(("web1", "firing"), ("web1", "firing"), ("web2", "firing"))
    assert alarms.executions() == []
    alarms.send(("web2", "resolved"))
    world.pass_time(61)
    world.tick()
    assert len(alarms.executions()) == 1
    assert alarms.items() == [
        ("web1", "started"),
        ("web1", "left_out"),
        ("web2", "left_out"),
        ("web2", "left_out"),
    ]


def test_accumulate_within_waits_for_enough_of_them(world: World) -> None:
    storm = {"kind": "accumulate_within", "within_ms": 60_000, "threshold": 3}
    alarms = Alarms(world, join=False, storm=storm)
    alarms.send(("web1", "firing"), ("web1", "firing"))
    assert alarms.executions() == []
    alarms.send(("web1", "firing"))
    assert len(alarms.executions()) == 1


def test_a_schedule_that_maps_no_host_walks_its_whole_target(world: World) -> None:
    world.node()
    alarms = Alarms(world)
    plain = ScheduleOrder(
        name="all",
        trigger={"kind": "webhook"},
        procedure=world.order(WAITS).procedure,
        target={"groups": ["web"], "hosts": []},
        params={},
        actor=ANNA,
        body={},
    )
    alarms.schedule = schedules.keep(world.means, plain, None)
    intake.take_in(world.means, Message(alarms.schedule, "m1", {"anything": 1}))
    world.drain()
    (execution,) = alarms.executions()
    assert [world.host(execution, name)["status"] for name in ("web1", "web2", "web3")] == ["running"] * 3


def test_a_schedule_that_was_deleted_leaves_nothing_behind(world: World) -> None:
    alarms = Alarms(world)
    intake.take_in(
        world.means,
        Message(alarms.schedule, "m", {"alerts": [{"host": "web1", "status": "firing", "id": "a"}]}),
    )
    schedules.delete(world.means, str(alarms.schedule), ANNA)
    world.drain()
    assert alarms.executions() == []


def test_whoever_made_it_and_may_not_any_more_starts_nothing(world: World) -> None:
    alarms = Alarms(world)
    world.presentation.refusal = ("actor.deactivated", "Anna is deactivated")
    alarms.send(("web1", "firing"))
    assert alarms.items() == [("web1", "refused")]
    assert alarms.executions() == []


@pytest.mark.parametrize("batches", [2, pytest.param(40, marks=pytest.mark.proof)])
def test_a_storm_of_alerts_for_fifty_hosts_starts_fifty_walks(world: World, batches: int) -> None:
    hosts = [f"web{number}" for number in range(50)]
    world.presentation.has(*hosts)
    alarms = Alarms(world)
    for _ in range(batches):
        alarms.send(*[(host, "firing") for host in hosts for _ in range(5)])
    started = [status for _, status in alarms.items() if status == "started"]
    assert len(alarms.executions()) == 50
    assert len(started) <= 50
    assert UUID(alarms.executions()[0])


def test_a_quota_lets_the_rest_wait_for_the_next_hour_and_warns_before(world: World) -> None:
    quota = {"per": "hour", "most": 2, "warn_percent": 100}
    alarms = Alarms(world, join=False, quotas=[quota])
    alarms.send(("web1", "firing"), ("web1", "firing"), ("web1", "firing"))
    assert [status for _, status in alarms.items()] == ["started", "started", "waiting"]
    with world.means.database.reading() as connection:
        counted = figures(connection, database_now(connection))
    assert (counted.waiting_items[0], counted.messages["accepted"]) == (1, 1)
    (waiting, *_) = intake.items(world.means, str(alarms.schedule), "", 1)
    assert waiting.reason == "the quota of 2 per hour is used up"
    _, _, (quota_use,) = intake.deliveries(world.means, str(alarms.schedule))
    assert (quota_use["started"], quota_use["most"]) == (2, 2)
    warned = [event.data["reason"] for event in world.events() if event.type == "quota.warned"]
    assert warned == ["2 of 2 per hour are used"]
    world.pass_time(3_600)
    world.tick()
    assert len(alarms.executions()) == 3


PUBLISHES = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: find}
spec:
  nodes:
    begin: {kind: start, next: tell}
    tell: {kind: publish, queue: found.disks, value: "${params.disks}", each: true, next: done}
    done: {kind: end}
  parameters: {disks: {type: array, default: [{on: web2}, {on: web3}, {on: nowhere}, 5]}}
"""


def test_what_a_walk_publishes_wakes_the_procedures_that_name_its_queue(world: World) -> None:
    world.node()
    kept = [
        ScheduleOrder(
            name=f"by {queue}",
            trigger={"kind": "queue", "queue": queue, "host": "$.on"},
            procedure=world.order(WAITS).procedure,
            target={"groups": ["web"], "hosts": []},
            params={},
            actor=ANNA,
            body={},
        )
        for queue in ("found.disks", "found.others")
    ]
    woken, other = (str(schedules.keep(world.means, order, None)) for order in kept)
    world.start(PUBLISHES, target={"groups": [], "hosts": ["web1"]})
    world.drain()
    found = {(row.said_host, row.status) for row in intake.items(world.means, woken, "", 200)}
    assert found == {("web2", "started"), ("web3", "started"), ("nowhere", "refused")}
    counts, _, _ = intake.deliveries(world.means, woken)
    assert counts is not None
    assert (counts.accepted, counts.refused) == (3, 1)
    assert intake.items(world.means, other, "", 200) == []


@pytest.mark.parametrize("number", [60, pytest.param(1_000, marks=pytest.mark.proof)])
def test_each_item_of_a_published_list_is_a_piece_of_work(world: World, number: int) -> None:
    woken = ScheduleOrder(
        name="many",
        trigger={
            "kind": "queue",
            "queue": "found.disks",
            "storm": {"kind": "once_within", "within_ms": 600_000},
        },
        procedure=world.order(WAITS).procedure,
        target={"groups": ["web"], "hosts": []},
        params={},
        actor=ANNA,
        body={},
    )
    schedule = str(schedules.keep(world.means, woken, None))
    many = {"disks": [{"number": place} for place in range(number)]}
    execution = world.start(PUBLISHES, target={"groups": [], "hosts": ["web1"]}, params=many)
    drain_all(world)
    counts, _, _ = intake.deliveries(world.means, schedule)
    assert counts is not None
    assert (world.shown(execution)["status"], counts.accepted) == ("succeeded", number)
