"""Locks on hosts: one walk at a time, a line that says whom it waits for, taking over, and nothing left behind."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from noc_scheduler.errors import Conflict, Invalid, NotFound
from noc_scheduler.flowchart.vocabulary import Status
from noc_scheduler.service.operating import host_locks, release
from noc_scheduler.service.operating.host_locks import waits_for_lock
from noc_scheduler.service.walks.flowcharts import flowchart_for
from noc_scheduler.service.walks.progress import Progress
from noc_scheduler.service.walks.walking import _settle_locks
from noc_scheduler.store import host_runs as store_host_runs
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.tables import host_locks as locks
from noc_scheduler.store.tables import host_runs, waits
from tests.scheduler.conftest import ANNA, World

LOCKING = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: reboot, title: Reboot}
spec:
  policy: {lock: host}
  nodes:
    begin: {kind: start, next: check}
    check: {kind: task, purpose: monitoring, module: ansible.builtin.ping, next: done}
    done: {kind: end}
"""
AT = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)


def begin(world: World, *hosts: str, text: str = LOCKING, **changes: Any) -> str:
    world.presentation.has(*(hosts or ("rtr-07",)))
    if "node-1" not in world.nodes:
        world.node(slots=50)
    execution = world.start(text, **changes)
    world.beat(slots=50)
    world.drain()
    return execution


def end(world: World, execution: str, host: str = "rtr-07") -> None:
    held = world.nodes["node-1"].held
    (attempt,) = [one for one in held if (one["execution"], one["host"]["name"]) == (execution, host)]
    world.pass_time(1)
    world.beat(slots=50)
    world.finish(attempt)


def status(world: World, execution: str, host: str = "rtr-07") -> str:
    return str(world.host(execution, host)["status"])


def held(world: World) -> dict[str, int]:
    return {one["host"]: one["number"] for one in host_locks.listed(world.means, "", 100)}


def count(world: World, table: sa.Table) -> int:
    with world.means.database.reading() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def test_a_lock_of_another_day_says_which() -> None:
    words = "waits for the lock on rtr-07, held by execution 812 since 14:02 UTC"
    assert str(waits_for_lock("rtr-07", 812, AT, AT + timedelta(hours=1))) == words
    assert str(waits_for_lock("rtr-07", 812, AT, AT + timedelta(days=1))) == words.replace(
        "14:02", "2026-11-21 14:02"
    )


def test_the_second_walk_of_a_host_waits_and_says_for_which_execution(world: World) -> None:
    first = begin(world)
    second = begin(world)
    number = world.shown(first)["number"]
    shown = world.host(second, "rtr-07")
    assert shown["status"] == "queued"
    assert shown["waiting_for"].startswith(f"waits for the lock on rtr-07, held by execution {number} since ")
    assert world.shown(second)["waiting_for"] == shown["waiting_for"]
    (lock,) = host_locks.listed(world.means, "", 100)
    assert (lock["host"], lock["number"], lock["waiting"]) == ("rtr-07", number, 1)

    end(world, first)
    assert status(world, second) == "running"
    assert world.host(second, "rtr-07")["waiting_for"] is None
    assert held(world) == {"rtr-07": world.shown(second)["number"]}
    end(world, second)
    assert held(world) == {}
    assert count(world, waits) == 0


def test_a_host_that_waits_does_not_keep_others_from_walking(world: World) -> None:
    first = begin(world, "rtr-07")
    second = begin(world, "rtr-06", "rtr-07", "rtr-08")
    assert [status(world, second, host) for host in ("rtr-06", "rtr-07", "rtr-08")] == [
        "running",
        "queued",
        "running",
    ]
    end(world, first)
    for host in ("rtr-06", "rtr-07", "rtr-08"):
        end(world, second, host)
    assert world.shown(second)["status"] == "succeeded"


def test_many_that_wait_do_not_hide_who_could_walk(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("noc_scheduler.service.executions.fire.HOSTS_AT_ONCE", 2)
    names = [f"rtr-{number:02}" for number in range(10)]
    begin(world, *names)
    second = begin(world, *names, "free")
    assert status(world, second, "free") == "running"
    assert [status(world, second, name) for name in names] == ["queued"] * 10


def test_who_does_not_lock_waits_for_nobody(world: World) -> None:
    first = begin(world)
    for policy in ("{lock: none}", "{max_parallel: 5}"):
        other = begin(world, text=LOCKING.replace("{lock: host}", policy))
        assert status(world, other) == "running"
    assert held(world) == {"rtr-07": world.shown(first)["number"]}


def test_the_line_is_in_order_of_urgency_then_age(world: World) -> None:
    first = begin(world)
    patient, second, urgent = begin(world, priority=1), begin(world), begin(world, priority=5)
    order = []
    for _ in range(3):
        end(world, [first, *order][-1])
        order += [one for one in (patient, second, urgent) if status(world, one) == "running"]
    assert order == [urgent, second, patient]


def test_whoever_waits_hears_who_has_the_lock_now(world: World) -> None:
    first, second, third = begin(world), begin(world), begin(world)
    end(world, first)
    number = world.shown(second)["number"]
    assert f"held by execution {number} since" in world.host(third, "rtr-07")["waiting_for"]


def test_a_cancelled_walk_gives_its_lock_free(world: World) -> None:
    first, second = begin(world), begin(world)
    world.cancel(first, "wrong one")
    assert status(world, second) == "running"


def test_one_that_is_cancelled_in_the_line_leaves_it(world: World) -> None:
    first, second, third = begin(world), begin(world), begin(world)
    world.cancel(second, "not needed")
    assert (status(world, second), count(world, waits)) == ("cancelled", 1)
    end(world, first)
    assert status(world, third) == "running"


def test_hosts_that_are_not_let_go_yet_lock_nothing(world: World) -> None:
    text = LOCKING.replace("{lock: host}", "{lock: host, max_parallel: 1, stop: {failed: 1}}")
    first = begin(world, "rtr-06", "rtr-07", text=text)
    second = begin(world, "rtr-07")
    assert status(world, second, "rtr-07") == "running"
    (attempt,) = [one for one in world.nodes["node-1"].held if one["host"]["name"] == "rtr-06"]
    world.finish(attempt, outcome="failed", rc=1)
    release.ask_abandon(world.means, first, ANNA, "it is bad")
    world.drain()
    assert held(world) == {"rtr-07": world.shown(second)["number"]}


def test_a_lock_whose_holder_is_over_is_freed_however_that_came(world: World) -> None:
    world.tampered = True
    first, second = begin(world), begin(world)
    with world.means.database.writing() as connection:
        mine = host_runs.c.id == connection.execute(sa.select(locks.c.holder)).scalar_one()
        connection.execute(sa.update(host_runs).where(mine).values(status="failed"))
    world.drain()
    assert (status(world, first), status(world, second)) == ("failed", "running")


def test_who_waits_for_too_long_ends_and_says_for_whom(world: World) -> None:
    first, second = begin(world), begin(world)
    world.pass_time(world.means.settings.lock_timeout.total_seconds() + 1)
    world.beat(journal=world.nodes["node-1"].held, slots=50)
    world.tick()
    assert (status(world, first), status(world, second)) == ("running", "cancelled")
    assert "waits for the lock on rtr-07" in world.host(second, "rtr-07")["reason"]["message"]


class TestTakingOver:
    def test_the_host_begins_and_both_walks_tell_of_it(self, world: World) -> None:
        first, second = begin(world), begin(world)
        host_locks.take_over(world.means, second, "rtr-07", ANNA, "the link is down now")
        world.drain()

        assert (status(world, first), status(world, second)) == ("running", "running")
        numbers = {one: world.shown(one)["number"] for one in (first, second)}
        assert held(world) == {"rtr-07": numbers[second]}
        (taken,) = [event for event in world.events(second) if event.type == "host_lock.taken_over"]
        (lost,) = [event for event in world.events(first) if event.type == "host_lock.overtaken"]
        assert taken.data["from_execution"] == numbers[first]
        assert lost.data["by_execution"] == numbers[second]
        for event in (taken, lost):
            assert (event.actor["name"], event.data["reason"]) == ("Anna", "the link is down now")
            assert event.host == "rtr-07"

    def test_the_overtaken_one_ends_without_freeing_what_is_not_its_own(self, world: World) -> None:
        first, second, third = begin(world), begin(world), begin(world)
        world.pass_time(1)
        host_locks.take_over(world.means, third, "rtr-07", ANNA, "urgent")
        world.drain()
        end(world, first)
        assert (status(world, second), status(world, third)) == ("queued", "running")
        number = world.shown(third)["number"]
        assert f"held by execution {number} since" in world.host(second, "rtr-07")["waiting_for"]
        end(world, third)
        assert status(world, second) == "running"

    def test_only_a_host_that_waits_may(self, world: World) -> None:
        first = begin(world)
        free = begin(world, "rtr-08", text=LOCKING.replace("lock: host", "lock: none"))
        host_locks.take_over(world.means, first, "rtr-07", ANNA, "it has it already")
        with pytest.raises(Conflict, match=r"lock\.not_waiting"):
            host_locks.take_over(world.means, free, "rtr-08", ANNA, "")
        with pytest.raises(NotFound):
            host_locks.take_over(world.means, first, "nobody", ANNA, "")
        assert held(world) == {"rtr-07": world.shown(first)["number"]}


def test_a_walk_that_goes_on_after_its_end_has_its_host_again(world: World) -> None:
    world.tampered = True
    first = begin(world)
    end(world, first)
    with world.means.database.writing() as connection:
        (one,) = connection.scalars(sa.select(host_runs.c.id)).all()
        loaded = store_host_runs.load_locked(connection, [one])[one]
        going_on = replace(loaded.value, status=Status.RUNNING)
        flowchart = flowchart_for(connection, loaded.execution)
        assert Progress(loaded, flowchart, going_on).reopened
        assert not Progress(loaded, flowchart, loaded.value).reopened
        _settle_locks(connection, [Progress(loaded, flowchart, going_on)], database_now(connection))
        connection.execute(sa.update(host_runs).values(status="running"))
    second = begin(world)
    assert status(world, second) == "queued"
    assert held(world) == {"rtr-07": world.shown(first)["number"]}


def test_a_start_can_not_leave_the_lock_out(world: World) -> None:
    with pytest.raises(Invalid):
        world.start(LOCKING, policy={"lock": "none"})
    assert world.start(LOCKING, policy={"lock": "host"})
