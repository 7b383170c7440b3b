"""Waits inside a walk: times that come, retries that are due, notifications that must get through."""

from typing import Any

import pytest
import sqlalchemy as sa

from noc_scheduler.store.tables import waits

PAUSE = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: pause}
spec:
  nodes:
    begin: {kind: start, next: pause}
    pause: {kind: wait, for: 90s, next: tell}
    tell: {kind: notify, channel: oncall, subject: "${host.name}", message: done waiting, next: done}
    done: {kind: end}
"""
RETRY = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: retry}
spec:
  nodes:
    begin: {kind: start, next: probe}
    probe:
      kind: task
      purpose: monitoring
      module: ansible.builtin.command
      args: {argv: ["true"]}
      retries: {max: 2, delay: 10s}
      next: done
    done: {kind: end}
"""


@pytest.fixture(autouse=True)
def one_host(world: Any) -> None:
    world.presentation.has("web1")


def test_a_walk_goes_on_when_its_time_has_come(world: Any) -> None:
    execution = world.start(PAUSE)
    world.drain()
    world.tick()
    assert world.path(execution, "web1") == ["begin", "pause"]
    assert world.shown(execution)["status"] == "waiting"

    world.pass_time(91)
    world.tick()
    assert world.path(execution, "web1") == ["begin", "pause", "tell", "done"]
    assert world.shown(execution)["status"] == "succeeded"


def test_every_wait_has_a_deadline_a_reason_and_an_act(world: Any) -> None:
    world.start(PAUSE)
    world.start()
    world.drain()
    with world.means.database.reading() as connection:
        rows = list(connection.execute(sa.select(waits)))

    assert len(rows) == 2
    assert {row.act for row in rows} == {"elapse", "give_up_queue"}
    assert all(row.reason and row.deadline > row.since for row in rows)


def test_a_task_is_retried_after_its_delay_and_each_attempt_is_shown(world: Any) -> None:
    fake = world.node()
    execution = world.start(RETRY)
    world.drain()
    world.finish(fake.on("web1"), outcome="failed", rc=1)
    assert len(fake.held) == 1

    world.pass_time(11)
    world.beat()
    world.tick()
    assert [one["number"] for one in fake.held] == [1, 2]
    world.finish(fake.on("web1"))
    host = world.host(execution, "web1")
    assert (host["status"], host["path"][1]["attempts"]) == ("succeeded", 2)
    first, second = host["path"][1]["tries"]
    assert [(one["number"], one["outcome"]) for one in (first, second)] == [(1, "failed"), (2, "succeeded")]
    assert first["executor_node"] == host["path"][1]["executor_node"]
    assert first["finished_at"] < second["created_at"] <= second["finished_at"]


def test_a_notification_gets_through_when_presentation_is_back(world: Any) -> None:
    execution = world.start(PAUSE)
    world.drain()
    world.presentation.down = True
    world.pass_time(91)
    world.tick()
    assert world.shown(execution)["status"] == "succeeded"
    assert world.presentation.notifications == []

    world.presentation.down = False
    world.pass_time(70)
    world.drain()
    world.pass_time(70)
    world.drain()
    (told,) = world.presentation.notifications
    assert (told["host"], told["channel"], told["subject"]) == ("web1", "oncall", "web1")
    assert (told["execution_number"], told["procedure"], told["message"]) == (1, "pause", "done waiting")


def test_a_withdrawal_that_does_not_arrive_is_told_again(world: Any) -> None:
    fake = world.node()
    execution = world.start()
    world.drain()
    fake.mood = "unreachable"
    world.cancel(execution, "stop")
    assert fake.withdrawn == []

    fake.mood = "takes"
    world.pass_time(70)
    world.drain()
    assert [one["id"] for one in fake.withdrawn] == [fake.on("web1")["id"]]
