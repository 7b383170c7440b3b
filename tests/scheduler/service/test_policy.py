"""Waves, thresholds and their stops: who is let go, who is held, and what a person can do about it."""

from typing import Any
from uuid import UUID

import pytest

from noc_scheduler.errors import Conflict, Invalid
from noc_scheduler.flowchart.host_run import Result
from noc_scheduler.service.attempts.report import Report
from noc_scheduler.service.operating import release
from tests.scheduler.conftest import ANNA, World

CHECK = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: check, title: Check}
spec:
  policy: POLICY
  nodes:
    begin: {kind: start, next: check}
    check: {kind: task, purpose: monitoring, module: ansible.builtin.ping, next: done}
    done: {kind: end}
"""
HOSTS = tuple(f"web{number:02}" for number in range(1, 21))


def procedure(policy: str) -> str:
    return CHECK.replace("POLICY", policy)


def begin(world: World, written: str, hosts: tuple[str, ...] = HOSTS, **changes: Any) -> str:
    world.presentation.has(*hosts)
    world.node(slots=50)
    execution = world.start(procedure(written), **changes)
    world.drain()
    return execution


def given(world: World) -> list[str]:
    return [one["host"]["name"] for one in world.nodes["node-1"].held]


def end(world: World, *hosts: str, outcome: str = "succeeded") -> None:
    for host in hosts:
        world.finish(world.nodes["node-1"].on(host), outcome=outcome, rc=0 if outcome == "succeeded" else 1)


def test_without_a_policy_all_hosts_walk_at_once(world: World) -> None:
    begin(world, "{}")
    assert given(world) == list(HOSTS)


def test_at_most_so_many_walk_at_once(world: World) -> None:
    execution = begin(world, "{max_parallel: 3}")
    assert given(world) == list(HOSTS[:3])
    end(world, "web02")
    assert given(world) == [*HOSTS[:3], "web04"]
    for host in ("web01", "web03", *HOSTS[3:]):
        end(world, host)
    assert world.shown(execution)["status"] == "succeeded"


def test_a_host_that_is_not_let_go_says_why(world: World) -> None:
    execution = begin(world, "{waves: [1, 5, rest], max_parallel: 2, stop: {failed: 1}}")

    def why(host: str) -> str:
        return str(world.host(execution, host)["waiting_for"])

    assert why("web02") == "waits for wave 2 of 3; wave 1 is under way"
    assert why("web20") == "waits for wave 3 of 3; wave 1 is under way"
    end(world, "web01")
    assert why("web04") == "waits: at most 2 hosts walk at once"
    assert why("web06") == "waits: at most 2 hosts walk at once; 2 before it"
    end(world, "web02", outcome="failed")
    assert "held with" in why("web20") and "release or abandon" not in why("web01")


def test_each_wave_waits_until_the_one_before_is_over(world: World) -> None:
    execution = begin(world, "{waves: [1, 10%, rest]}")
    assert given(world) == ["web01"]
    end(world, "web01")
    assert given(world) == ["web01", "web02", "web03"]
    assert world.shown(execution)["wave"] == 2
    end(world, "web02")
    assert len(given(world)) == 3
    end(world, "web03")
    assert given(world) == list(HOSTS)
    waves = [
        event.data["wave"] for event in world.events(execution) if event.type == "execution.wave_started"
    ]
    assert waves == [2, 3]


def test_a_canary_that_fails_holds_the_rest_until_a_person_releases_it(world: World) -> None:
    execution = begin(world, "{waves: [1, 2, rest], stop: {failed: 1}}")
    end(world, "web01", outcome="failed")
    world.tick()
    assert given(world) == ["web01"]
    shown = world.shown(execution)
    assert shown["status"] == "running"
    assert shown["held"].startswith(
        "held with 19 of 20 hosts not let go: 1 of 20 hosts failed; the threshold is 1"
    )
    assert "held with 19 of 20" in shown["sentence"]
    release.release(world.means, execution, ANNA, "that host was broken before")
    world.drain()
    assert given(world) == ["web01", "web02", "web03"]
    assert world.shown(execution)["held"] is None
    released = next(event for event in world.events(execution) if event.type == "execution.released")
    assert (released.actor, released.data["reason"]) == (ANNA, "that host was broken before")


def test_after_a_release_only_further_failures_count(world: World) -> None:
    execution = begin(world, "{waves: [1, 2, rest], stop: {failed: 1}}")
    end(world, "web01", outcome="failed")
    release.release(world.means, execution, ANNA, "go on")
    world.drain()
    end(world, "web02")
    assert world.shown(execution)["held"] is None
    end(world, "web03", outcome="failed")
    assert "since it was released with 1" in world.shown(execution)["held"]
    assert len(given(world)) == 3


def test_a_hold_lets_those_on_their_way_go_on_and_counts_what_they_come_to(world: World) -> None:
    execution = begin(world, "{max_parallel: 4, stop: {failed: 2}}")
    end(world, "web01", outcome="failed")
    assert world.shown(execution)["held"] is None
    assert len(given(world)) == 5
    end(world, "web02", outcome="failed")
    assert "2 of 20 hosts failed" in world.shown(execution)["held"]
    end(world, "web03", "web04", "web05")
    assert len(given(world)) == 5
    assert world.shown(execution)["counts"] == {"failed": 2, "succeeded": 3, "queued": 15}


def test_two_failures_in_one_batch_of_reports_trip_once(world: World) -> None:
    execution = begin(world, "{max_parallel: 4, stop: {failed: 2}}")
    attempts = [world.nodes["node-1"].on(host) for host in ("web01", "web02")]
    for attempt in attempts:
        world.say(attempt)
    world.report([_failed(attempt) for attempt in attempts])
    world.drain()
    assert len(given(world)) == 4
    assert world.types(execution).count("execution.threshold_tripped") == 1


def _failed(attempt: dict[str, Any]) -> Report:
    return Report(UUID(attempt["id"]), attempt["lease"], 2, None, Result(outcome="failed", rc=1))


def test_unreachable_hosts_have_a_threshold_of_their_own(world: World) -> None:
    execution = begin(world, "{max_parallel: 2, stop: {unreachable: 10%}}")
    end(world, "web01", outcome="failed")
    end(world, "web02", outcome="unreachable")
    assert world.shown(execution)["held"] is None
    end(world, "web03", outcome="unreachable")
    assert "2 of 20 hosts are unreachable; the threshold is 10%" in world.shown(execution)["held"]


def test_a_threshold_may_only_be_told_of(world: World) -> None:
    execution = begin(world, "{max_parallel: 1, stop: {failed: 1}, on_stop: release}")
    end(world, "web01", outcome="failed")
    assert given(world) == ["web01", "web02"]
    end(world, "web02", outcome="failed")
    end(world, "web03")
    assert world.types(execution).count("execution.threshold_tripped") == 2
    assert given(world)[-1] == "web04"


def test_a_threshold_may_abandon_those_that_were_not_let_go(world: World) -> None:
    execution = begin(world, "{max_parallel: 2, stop: {failed: 1}, on_stop: abandon}")
    end(world, "web01", outcome="failed")
    assert world.shown(execution)["counts"] == {"failed": 1, "running": 1, "cancelled": 18}
    end(world, "web02")
    shown = world.shown(execution)
    assert shown["status"] == "failed"
    assert "abandoned: 1 of 20 hosts failed" in world.host(execution, "web20")["reason"]["message"]


def test_a_person_may_abandon_a_held_execution(world: World) -> None:
    execution = begin(world, "{waves: [1, rest], stop: {failed: 1}}")
    end(world, "web01", outcome="failed")
    release.ask_abandon(world.means, execution, ANNA, "the package is bad")
    release.ask_abandon(world.means, execution, ANNA, "twice is no harm")
    world.drain()
    assert world.shown(execution)["status"] == "failed"
    assert world.shown(execution)["counts"] == {"failed": 1, "cancelled": 19}
    with pytest.raises(Conflict):
        release.release(world.means, execution, ANNA, "too late")


def test_a_held_execution_can_be_cancelled(world: World) -> None:
    execution = begin(world, "{waves: [1, rest], stop: {failed: 1}}")
    end(world, "web01", outcome="failed")
    world.cancel(execution, "enough")
    assert world.shown(execution)["counts"] == {"failed": 1, "cancelled": 19}
    assert world.shown(execution)["waiting_for"] is None


def test_nobody_is_held_where_all_had_been_let_go(world: World) -> None:
    execution = begin(world, "{stop: {failed: 1}}", HOSTS[:2])
    end(world, "web01", outcome="failed")
    assert world.shown(execution)["held"] is None
    end(world, "web02")
    assert world.shown(execution)["status"] == "failed"


def test_a_hold_that_nobody_releases_is_abandoned_in_the_end(world: World) -> None:
    execution = begin(world, "{waves: [1, rest], stop: {failed: 1}}", HOSTS[:3])
    end(world, "web01", outcome="failed")
    world.pass_time(8 * 24 * 3600)
    world.tick()
    assert world.shown(execution)["counts"] == {"failed": 1, "cancelled": 2}


def test_only_a_held_execution_can_be_released(world: World) -> None:
    execution = begin(world, "{waves: [1, rest]}")
    with pytest.raises(Conflict, match="not_held"):
        release.release(world.means, execution, ANNA, "why not")


def test_one_host_alone_is_a_wave_and_a_percentage(world: World) -> None:
    execution = begin(world, "{waves: [10%, rest], stop: {failed: 50%}}", ("web01",))
    end(world, "web01", outcome="failed")
    assert world.shown(execution)["status"] == "failed"


def test_what_is_given_at_the_start_overrides_the_procedures_own_part(world: World) -> None:
    execution = begin(world, "{max_parallel: 1, stop: {failed: 1}}", policy={"max_parallel": 2})
    assert len(given(world)) == 2
    assert world.shown(execution)["policy"] == {"max_parallel": 2, "stop": {"failed": 1}}


@pytest.mark.parametrize(
    "policy",
    [
        {"max_parallel": 0},
        {"waves": [1, "rest", 2]},
        {"waves": [1, 2]},
        {"waves": ["101%", "rest"]},
        {"stop": {}},
        {"stop": {"failed": "0%"}},
        {"stop": {"lost": 1}},
        {"on_stop": "panic"},
        {"wave": [1]},
        {"max_executions": 2},
    ],
    ids=str,
)
def test_a_policy_that_is_none_is_refused_and_nothing_started(world: World, policy: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        world.start(procedure("{}"), policy=policy)
    assert all(complaint.path == "/policy" for complaint in refused.value.errors)
    assert world.events() == []
