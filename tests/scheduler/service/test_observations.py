"""Observations: what reports show of hosts reaches presentation, as data of known names, types and lengths."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from noc_scheduler.flowchart.host_run import Result
from noc_scheduler.service.attempts.observing import kept_facts, observed, reachability_of
from noc_scheduler.service.attempts.report import Report

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB4Eno0SkiJBhgEjJQvJDOtmgwCMeUQ3sSwJFsyeEUF4"
PROBE = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: look, title: Look}
spec:
  nodes:
    begin: {kind: start, next: look}
    look: {kind: probe, next: {any: done}}
    done: {kind: end}
"""
UBUNTU = {
    "ansible_distribution": "Ubuntu",
    "ansible_kernel": "6.8.0",
    "ansible_memtotal_mb": 7_950,
    "ansible_default_ipv4": {"address": "192.0.2.7", "gateway": "192.0.2.1"},
    "ansible_env": {"SECRET": "x"},
}


def seen(**more: Any) -> dict[str, Any]:
    return {"reachability": {"status": "key_unknown", "message": "no key", "host_keys": [KEY], **more}}


def finish(world: Any, attempt: dict[str, Any], **result: Any) -> None:
    said = Report(UUID(attempt["id"]), attempt["lease"], 1, None, Result(**result))
    assert [one.status for one in world.report([said])] == ["applied"]


def test_facts_of_a_run_reach_presentation_with_their_host(world: Any) -> None:
    fake = world.node()
    world.start()
    world.drain()
    attempt = fake.held[0]
    finish(world, attempt, facts=UBUNTU)
    world.drain()

    (told,) = world.presentation.observations
    assert (told["host"], told["execution"]) == (attempt["host"]["name"], attempt["execution"])
    assert told["reachability"] is None
    assert told["facts"] == {
        "distribution": "Ubuntu",
        "kernel": "6.8.0",
        "memory_mb": 7_950,
        "default_ipv4": "192.0.2.7",
    }


def test_what_a_probe_saw_reaches_presentation_even_when_it_was_down_meanwhile(world: Any) -> None:
    world.presentation.has("web1")
    fake = world.node()
    world.start(text=PROBE)
    world.drain()
    assert fake.held[0]["work"] == "probe"
    world.presentation.down = True
    finish(world, fake.held[0], outcome="failed", result=seen())
    world.drain()
    assert world.presentation.observations == []
    world.presentation.down = False
    world.pass_time(3)
    world.drain()

    (told,) = world.presentation.observations
    assert told["reachability"]["status"] == "key_unknown"
    assert told["reachability"]["host_keys"] == [KEY]


def test_an_observation_that_nobody_takes_for_a_day_is_given_up(world: Any) -> None:
    fake = world.node()
    world.start()
    world.drain()
    world.presentation.down = True
    finish(world, fake.held[0], facts=UBUNTU)
    world.drain()
    world.pass_time(timedelta(days=1, minutes=2).total_seconds())
    world.drain()
    world.presentation.down = False
    world.pass_time(120)
    world.drain()
    assert world.presentation.observations == []


def test_no_module_can_say_how_its_host_is_reached(world: Any) -> None:
    fake = world.node()
    world.start()
    world.drain()
    finish(world, fake.held[0], result=seen(status="reachable"))
    world.drain()
    assert world.presentation.observations == []


@pytest.mark.parametrize(
    "facts",
    [
        {"ansible_distribution": "x" * 256},
        {"ansible_distribution": ["Ubuntu"]},
        {"ansible_distribution": ""},
        {"ansible_distribution": "\x1b]8;;https://evil.example\x07Ubuntu"},
        {"ansible_distribution": 12},
        {"ansible_memtotal_mb": "8000"},
        {"ansible_memtotal_mb": True},
        {"ansible_memtotal_mb": -1},
        {"ansible_memtotal_mb": 2**70},
        {"ansible_memtotal_mb": 1.5},
        {"ansible_default_ipv4": "192.0.2.1"},
        {"ansible_default_ipv4": {"address": {"address": "192.0.2.1"}}},
        {"distribution": "Ubuntu"},
        {"ansible_env": {"PATH": "/bin"}},
    ],
)
def test_a_fact_of_another_name_type_or_length_is_not_kept(facts: dict[str, Any]) -> None:
    assert kept_facts(facts) == {}
    assert observed("web1", "1", "node-1", Result(facts=facts), False, NOW) is None


@pytest.mark.parametrize("told", [None, [], "reachable", {}, {"status": "fine"}, {"status": []}])
def test_what_no_probe_says_is_not_believed(told: Any) -> None:
    assert reachability_of(Result(result={"reachability": told})) is None


def test_texts_of_a_host_are_cut_and_can_not_colour_a_terminal() -> None:
    found = reachability_of(Result(result=seen(banner="\x1b[31m" + "x" * 999, host_keys=[KEY, "evil", 7])))
    assert found is not None
    assert found["banner"].startswith("\N{REPLACEMENT CHARACTER}[31mx")
    assert len(found["banner"]) == 255
    assert found["host_keys"] == [KEY]


def test_a_probe_that_took_too_long_is_an_observation_too() -> None:
    found = reachability_of(Result(outcome="timed_out"))
    assert found is not None
    assert found["status"] == "timed_out"
