"""Leases: what is held is renewed, what nobody speaks of is lost, what comes late moves nothing."""

from typing import Any

import pytest

from noc_scheduler.service.listening import listen
from noc_scheduler.store import host_run_changes


@pytest.fixture
def running(world: Any) -> tuple[Any, str, dict[str, Any]]:
    """One host whose first task is held by node-1, under a scheduler that has listened for a while."""
    world.presentation.has("web1")
    for _ in range(11):
        listen(world.means)
        world.pass_time(4)
    listen(world.means)
    fake = world.node()
    execution = world.start()
    world.drain()
    return fake, execution, fake.on("web1")


def let_it_expire(world: Any) -> None:
    """Time passes, the scheduler listens, and nobody speaks of the attempt."""
    for _ in range(8):
        world.pass_time(4)
        listen(world.means)
    world.reap()


def test_a_heartbeat_renews_what_is_held_and_only_that(world: Any, running: Any) -> None:
    _, execution, attempt = running
    for _ in range(12):
        world.pass_time(4)
        listen(world.means)
        assert [str(one) for one in world.beat(journal=[attempt]).renewed] == [attempt["id"]]
        world.reap()

    assert world.host(execution, "web1")["status"] == "running"
    assert world.beat(journal=[{**attempt, "lease": 7}]).renewed == ()


def test_a_repeatable_task_whose_lease_is_over_is_tried_again(world: Any, running: Any) -> None:
    fake, execution, first = running
    let_it_expire(world)
    world.beat()
    world.drain()

    second = fake.on("web1")
    assert (second["number"], second["id"] != first["id"]) == (2, True)
    assert "attempt.lost" in world.types(execution)
    world.finish(second)
    assert world.shown(execution)["status"] == "succeeded"


def test_what_comes_after_the_lease_was_over_moves_nothing(world: Any, running: Any) -> None:
    fake, execution, first = running
    let_it_expire(world)
    world.beat()
    world.drain()
    judged = world.say(first, outcome="failed", rc=1)

    assert judged.status == "late"
    assert world.types(execution)[-1] == "attempt.reported_late"
    assert world.path(execution, "web1") == ["begin", "check"]
    world.finish(fake.on("web1"))
    assert world.shown(execution)["status"] == "succeeded"


def test_a_late_report_is_told_once(world: Any, running: Any) -> None:
    _, execution, first = running
    let_it_expire(world)
    world.say(first, outcome="failed", rc=1)
    world.seqs.clear()

    assert world.say(first, outcome="failed", rc=1).status == "duplicate"
    assert world.types(execution).count("attempt.reported_late") == 1


def test_what_its_node_still_runs_after_the_lease_is_withdrawn(world: Any, running: Any) -> None:
    _, _, first = running
    let_it_expire(world)

    ((withdrawn, reason),) = world.beat(journal=[first]).withdrawn
    assert (str(withdrawn), reason) == (first["id"], "its lease was over")


def test_no_lease_ends_while_nobody_listens(world: Any, running: Any) -> None:
    _, execution, attempt = running
    world.pass_time(600)
    world.reap()
    assert "attempt.lost" not in world.types(execution)

    listen(world.means)
    world.reap()
    assert "attempt.lost" not in world.types(execution)
    assert world.beat(journal=[attempt]).renewed
    for _ in range(8):
        world.pass_time(4)
        listen(world.means)
        world.beat(journal=[attempt])
        world.reap()
    assert "attempt.lost" not in world.types(execution)


def test_a_report_wins_over_a_lease_that_is_over_but_not_reaped(world: Any, running: Any) -> None:
    _, execution, attempt = running
    world.pass_time(31)
    world.finish(attempt)
    world.reap()

    assert world.shown(execution)["status"] == "succeeded"
    assert "attempt.lost" not in world.types(execution)


@pytest.fixture
def parked(world: Any, running: Any) -> tuple[Any, str, dict[str, Any]]:
    """A task that may run only once was lost."""
    fake, execution, check = running
    world.finish(check, outcome="failed", rc=3)
    restart = fake.on("web1", "restart")
    world.say(restart)
    let_it_expire(world)
    return fake, execution, restart


def test_a_lost_once_task_waits_for_a_person(world: Any, parked: Any) -> None:
    fake, execution, restart = parked
    world.beat()
    world.drain()

    assert fake.on("web1") == restart
    host = world.host(execution, "web1")
    assert host["status"] == "waiting"
    assert host["waiting_for"]
    assert world.shown(execution)["status"] == "waiting"


def test_a_person_s_word_moves_it(world: Any, parked: Any) -> None:
    _, execution, _ = parked
    visit = world.host(execution, "web1")["path"][-1]
    world.decide(execution, visit["id"], "succeeded", "I looked: nginx runs")

    assert world.shown(execution)["status"] == "succeeded"
    decided = next(event for event in world.events(execution) if event.type == "visit.decided")
    assert (decided.actor["name"], decided.data["reason"]) == ("Anna", "I looked: nginx runs")
    with pytest.raises(Exception, match=r"visit\.not_waiting"):
        world.decide(execution, visit["id"], "succeeded", "again")


def test_a_word_that_is_no_outcome_of_the_node_is_refused(world: Any, parked: Any) -> None:
    _, execution, _ = parked
    visit = world.host(execution, "web1")["path"][-1]
    with pytest.raises(Exception, match=r"decision\.outcome_unknown"):
        world.decide(execution, visit["id"], "splendid", "")

    assert "visit.decided" not in world.types(execution)
    assert world.host(execution, "web1")["status"] == "waiting"


def test_when_nobody_decides_it_ends_lost(world: Any, parked: Any) -> None:
    _, execution, _ = parked
    world.pass_time(7 * 86_400 + 1)
    world.tick()

    visit = world.host(execution, "web1")["path"][2]
    assert (visit["node"], visit["outcome"]) == ("restart", "lost")
    assert "nobody decided" in visit["message"]
    assert world.shown(execution)["status"] == "failed"


def test_a_walk_that_raises_is_put_off_and_harms_no_other(
    world: Any, running: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, first, _ = running
    world.presentation.has("web2")
    second = world.start()
    world.drain()
    poisoned = world.host(first, "web1")["id"]
    honest = host_run_changes.save

    def save(connection: Any, changes: Any, now: Any) -> None:
        if poisoned in [change.before.id for change in changes]:
            raise RuntimeError("poison")
        honest(connection, changes, now)

    monkeypatch.setattr(host_run_changes, "save", save)
    let_it_expire(world)

    assert "attempt.lost" not in world.types(first)
    assert "attempt.lost" in world.types(second)
    monkeypatch.setattr(host_run_changes, "save", honest)
    world.pass_time(1)
    world.reap()
    assert "attempt.lost" not in world.types(first)
    for _ in range(16):
        world.pass_time(4)
        listen(world.means)
    world.reap()
    assert "attempt.lost" in world.types(first)
