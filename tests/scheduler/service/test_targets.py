"""Targets are asked for when an execution fires; without an answer it waits."""

from collections import OrderedDict
from datetime import timedelta
from typing import Any

import pytest

from noc_scheduler.flowchart.errors import UnsoundFlowchart
from noc_scheduler.flowchart.findings import Finding, Severity
from noc_scheduler.service.walks import flowcharts


def test_the_hosts_are_those_of_the_moment_it_fires(world: Any) -> None:
    soon = world.now() + timedelta(seconds=20)
    execution = world.start(start_at=soon)
    world.drain()
    assert world.shown(execution)["waiting_for"] == "waiting for its start time"
    assert world.presentation.asked == 0

    world.presentation.has("web9")
    world.pass_time(21)
    world.tick()
    assert world.host(execution, "web9")["status"] == "running"
    started = next(one for one in world.events(execution) if one.type == "execution.started")
    assert timedelta(0) <= started.at - soon < timedelta(seconds=2)


def test_while_presentation_is_down_it_waits_and_says_why(world: Any) -> None:
    world.presentation.down = True
    execution = world.start()
    world.drain()
    shown = world.shown(execution)
    assert shown["status"] == "queued"
    assert shown["waiting_for"] == "presentation does not answer: connection refused"

    world.presentation.down = False
    world.pass_time(3)
    world.drain()
    assert world.shown(execution)["counts"] == {"running": 3}
    assert world.types(execution).count("execution.waiting") == 1


def test_it_does_not_wait_for_ever(world: Any) -> None:
    world.presentation.down = True
    execution = world.start()
    world.drain()
    world.pass_time(3_601)
    world.drain()

    shown = world.shown(execution)
    assert shown["status"] == "failed"
    assert shown["reason"].startswith("target.unavailable: presentation does not answer")
    assert shown["waiting_for"] is None


def test_what_was_known_a_minute_ago_is_no_right_to_run_now(world: Any) -> None:
    """Between two fires somebody may have been turned off, and only presentation would know."""
    fake = world.node()
    world.start()
    world.drain()
    told = len(fake.held)
    world.presentation.down = True
    world.pass_time(60)
    execution = world.start()
    world.drain()

    shown = world.shown(execution)
    assert (shown["status"], shown["counts"]) == ("queued", {})
    assert shown["waiting_for"] == "presentation does not answer: connection refused"
    assert len(fake.held) == told


@pytest.mark.parametrize(
    ("hosts", "reason"),
    [
        ([], "target.empty: the target has no hosts"),
        (None, "target.unknown_group: there is no group web"),
    ],
)
def test_a_target_without_hosts_ends_it_and_nothing_runs(world: Any, hosts: Any, reason: str) -> None:
    fake = world.node()
    if hosts is None:
        world.presentation.refusal = ("target.unknown_group", "there is no group web")
    else:
        world.presentation.hosts = hosts
    execution = world.start()
    world.drain()

    shown = world.shown(execution)
    assert (shown["status"], shown["reason"], shown["counts"]) == ("failed", reason, {})
    assert shown["sentence"] == f"failed before any host: {reason}"
    assert fake.held == []


@pytest.mark.parametrize(
    "change",
    [
        {"address": "-oProxyCommand=touch x"},
        {"address": "a b"},
        {"address": "a;b"},
        {"address": ""},
        {"address": None},
        {"name": "-x"},
        {"name": "a\nb"},
        {"port": 0},
        {"port": "22"},
        {"port": True},
        {"user": 7},
        {"groups": [1]},
        {"vars": [1]},
        {"vars": {"x": "a\x00b"}},
        {"vars": {"x": ["\ud800"]}},
    ],
)
def test_a_host_that_is_none_is_not_taken(world: Any, change: dict[str, Any]) -> None:
    fake = world.node()
    world.presentation.hosts[0].update(change)
    execution = world.start()
    world.drain()

    assert fake.held == []
    assert "presentation's answer can't be used" in world.shown(execution)["waiting_for"]


def test_a_host_named_twice_is_not_run_twice(world: Any) -> None:
    world.presentation.has("web1", "web1")
    execution = world.start()
    world.drain()

    assert "names a host twice" in world.shown(execution)["waiting_for"]


def test_more_hosts_than_allowed_are_refused(world: Any, settings: Any) -> None:
    world.presentation.has(*(f"web{n}" for n in range(settings.max_hosts + 1)))
    execution = world.start()
    world.drain()

    assert world.shown(execution)["reason"].startswith("target.too_many_hosts")


def test_cancelled_before_it_fires_it_asks_for_nothing(world: Any) -> None:
    world.presentation.down = True
    execution = world.start()
    world.drain()
    world.cancel(execution, "changed my mind")
    world.presentation.down = False
    world.pass_time(10)
    world.drain()

    shown = world.shown(execution)
    assert (shown["status"], shown["reason"], shown["counts"]) == ("cancelled", "changed my mind", {})
    assert world.presentation.asked == 0


def test_what_newer_software_can_walk_no_more_says_so_and_is_asked_about_no_more(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    execution = world.start()

    def refuse(*_: object) -> None:
        raise UnsoundFlowchart(
            [Finding(Severity.ERROR, "kind.unknown", None, None, "there is no kind 'soon'")]
        )

    with monkeypatch.context() as upgraded:
        upgraded.setattr(flowcharts, "_kept", OrderedDict())
        upgraded.setattr(flowcharts, "compile_flowchart", refuse)
        world.drain()

    shown = world.shown(execution)
    assert shown["status"] == "failed"
    assert "restart-web can't be walked any more" in shown["reason"]
    assert "there is no kind 'soon'" in shown["reason"]
    assert world.presentation.asked == 0
