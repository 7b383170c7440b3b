"""Starts of one executor node: the latest that beats is listened to, what was before it never again."""

from typing import Any
from uuid import UUID

import pytest

from noc_scheduler.errors import Conflict
from noc_scheduler.flowchart.host_run import Result
from noc_scheduler.service.attempts.report import Report
from noc_scheduler.service.nodes.boots import MOST_REMEMBERED, taken_over
from noc_scheduler.store.ids import new_id


@pytest.fixture
def attempt(world: Any) -> dict[str, Any]:
    """What node-1 holds under its first start."""
    world.presentation.has("web1")
    fake = world.node()
    world.start()
    world.drain()
    held: dict[str, Any] = fake.on("web1")
    return held


def told(attempt: dict[str, Any], seq: int = 1) -> Report:
    return Report(UUID(attempt["id"]), attempt["lease"], seq, None, Result(outcome="succeeded", rc=0))


def test_a_new_start_replaces_the_one_before(world: Any, attempt: dict[str, Any]) -> None:
    assert world.beat(journal=[attempt], boot="boot-2").renewed
    with pytest.raises(Conflict, match=r"executor_node\.old_boot"):
        world.beat(journal=[attempt], boot="boot-1")

    assert world.beat(journal=[attempt], boot="boot-2").renewed
    assert world.types().count("executor_node.booted") == 2
    booted = [event.data for event in world.events() if event.type == "executor_node.booted"]
    assert [(one["before"], one["boot"]) for one in booted] == [(None, "boot-1"), ("boot-1", "boot-2")]


def test_a_start_that_was_replaced_moves_nothing_and_renews_nothing(
    world: Any, attempt: dict[str, Any]
) -> None:
    world.beat(boot="boot-2")
    heard = world.types()
    for said in ([told(attempt)], []):
        with pytest.raises(Conflict, match=r"executor_node\.old_boot"):
            world.report(said, boot="boot-1")
    world.pass_time(8)
    with pytest.raises(Conflict, match=r"executor_node\.old_boot"):
        world.beat(journal=[attempt], boot="boot-1")

    assert world.types() == heard
    with world.means.database.reading() as connection:
        lasts = connection.exec_driver_sql("SELECT lease_until, seq FROM attempts").one()
    world.beat(journal=[attempt], boot="boot-2")
    with world.means.database.reading() as connection:
        after = connection.exec_driver_sql("SELECT lease_until, seq FROM attempts").one()
    assert lasts.seq == 0
    assert after.lease_until > lasts.lease_until


def test_what_an_earlier_start_began_may_be_reported_by_the_present_one(
    world: Any, attempt: dict[str, Any]
) -> None:
    world.beat(journal=[attempt], boot="boot-2")
    assert world.report([told(attempt)], boot="boot-2")[0].status == "applied"


def test_a_report_may_come_before_the_first_heartbeat_of_its_start(
    world: Any, attempt: dict[str, Any]
) -> None:
    assert world.report([told(attempt)], boot="boot-2")[0].status == "applied"
    world.beat(boot="boot-1")
    world.beat(boot="boot-2")
    with pytest.raises(Conflict, match=r"executor_node\.old_boot"):
        world.beat(boot="boot-1")


def test_the_starts_of_two_executor_nodes_are_no_matter_of_each_other(world: Any) -> None:
    world.node("a")
    world.node("b")
    world.beat("a", boot="boot-2")
    assert world.beat("b", boot="boot-1").status == "authorised"


def test_so_many_starts_are_remembered_and_each_once() -> None:
    assert taken_over(None, None, "a") == []
    assert taken_over("a", None, "a") == []
    assert taken_over("b", ["a"], "c") == ["a", "b"]
    many = [str(number) for number in range(MOST_REMEMBERED)]
    assert taken_over("last", many, "new") == [*many[1:], "last"]


def test_the_first_word_of_a_start_that_comes_after_its_successor_replaces_nobody(
    world: Any, attempt: dict[str, Any]
) -> None:
    late, present = str(new_id()), str(new_id())
    world.beat(journal=[attempt], boot=present)
    with pytest.raises(Conflict, match=r"executor_node\.old_boot"):
        world.beat(journal=[attempt], boot=late)
    assert world.beat(journal=[attempt], boot=present).renewed


def test_a_start_on_a_clock_that_was_set_back_is_taken_once_the_one_before_is_silent(world: Any) -> None:
    world.node()
    set_back, before = str(new_id()), str(new_id())
    world.beat(boot=before)
    with pytest.raises(Conflict, match=r"executor_node\.old_boot"):
        world.beat(boot=set_back)
    world.pass_time(world.means.settings.lease.total_seconds() + 1)
    assert world.beat(boot=set_back).status == "authorised"
    with pytest.raises(Conflict, match=r"executor_node\.old_boot"):
        world.beat(boot=before)
