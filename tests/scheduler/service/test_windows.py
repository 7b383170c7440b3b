"""Execution windows: outside of them an execution waits and says until when, unless a person says why it must not."""

from datetime import timedelta
from typing import Any

import pytest

from noc_scheduler.errors import Invalid
from noc_scheduler.flowchart.check import check
from tests.scheduler.conftest import World

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WINDOWED = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: update, title: Update}
spec:
  policy: POLICY
  nodes:
    begin: {kind: start, next: check}
    check: {kind: task, purpose: monitoring, module: ansible.builtin.ping, next: done}
    done: {kind: end}
"""


def in_hours(world: World, ahead: int, more: str = "") -> str:
    """A procedure whose only window opens in about so many hours, for two."""
    opens = (world.now() + timedelta(hours=ahead)).replace(minute=0)
    until = opens + timedelta(hours=2)
    day = f"days: [{DAYS[opens.weekday()]}]"
    window = f'{day}, from: "{opens:%H:%M}", to: "{until:%H:%M}", time_zone: UTC'
    return WINDOWED.replace("POLICY", f"{{windows: [{{{window}}}]{more}}}")


def begin(world: World, text: str, **changes: Any) -> str:
    world.presentation.has("web1")
    if "node-1" not in world.nodes:
        world.node()
    execution = world.start(text, **changes)
    world.beat()
    world.drain()
    return execution


def test_outside_its_window_it_waits_and_says_until_when(world: World) -> None:
    opens = (world.now() + timedelta(hours=3)).replace(minute=0)
    execution = begin(world, in_hours(world, 3))
    shown = world.shown(execution)
    words = f"waits for its window: opens {DAYS[opens.weekday()].title()} {opens:%H:%M} UTC"
    assert (shown["status"], shown["waiting_for"], shown["sentence"]) == ("queued", words, words)
    assert world.presentation.asked == 0

    world.pass_time(3_600)
    world.tick()
    assert world.shown(execution)["status"] == "queued"
    world.pass_time(2 * 3_600)
    world.tick()
    assert world.shown(execution)["status"] == "running"


def test_inside_its_window_it_begins_at_once(world: World) -> None:
    assert world.shown(begin(world, in_hours(world, 0)))["status"] == "running"


def test_a_person_may_say_why_it_must_not_wait(world: World) -> None:
    execution = begin(world, in_hours(world, 3), now_anyway="the site is down")
    shown = world.shown(execution)
    assert (shown["status"], shown["now_anyway"]) == ("running", "the site is down")
    (told,) = [e for e in world.events(execution) if e.type == "execution.window_overridden"]
    assert (told.data["reason"], told.actor["name"]) == ("the site is down", "Anna")


def test_without_windows_there_is_nothing_to_override(world: World) -> None:
    execution = begin(world, WINDOWED.replace("POLICY", "{max_parallel: 1}"), now_anyway="in a hurry")
    assert "execution.window_overridden" not in world.types(execution)


def test_what_has_its_turn_gives_it_back_when_its_window_closes_before_it_begins(world: World) -> None:
    text = in_hours(world, 0, ", max_executions: 1")
    world.presentation.down = True
    first = begin(world, text)
    assert "presentation" in world.shown(first)["waiting_for"]
    world.pass_time(2 * 3_600)
    world.presentation.down = False
    world.drain()
    assert world.shown(first)["waiting_for"].startswith("waits for its window: opens")
    urgent = begin(world, text, now_anyway="now")
    assert world.shown(urgent)["status"] in ("running", "queued")
    world.beat()
    world.drain()
    assert [world.shown(one)["status"] for one in (first, urgent)] == ["queued", "running"]


def test_one_that_waits_for_its_window_keeps_nobody_from_their_turn(world: World) -> None:
    patient = begin(world, in_hours(world, 3, ", max_executions: 1"), priority=5)
    other = begin(world, WINDOWED.replace("POLICY", "{max_executions: 1}"))
    assert [world.shown(one)["status"] for one in (patient, other)] == ["queued", "running"]


def test_a_start_can_not_bring_windows_of_its_own(world: World) -> None:
    given = {"windows": [{"days": ["mon"], "from": "00:00", "to": "24:00", "time_zone": "UTC"}]}
    with pytest.raises(Invalid):
        world.start(in_hours(world, 3), policy=given)


@pytest.mark.parametrize(
    ("window", "codes"),
    [
        ("{days: [mon], from: '22:00', to: '06:00', time_zone: Europe/Lisbon}", set()),
        ("{days: [mon], from: '22:00', to: '24:00', time_zone: UTC}", set()),
        ("{days: [mon], from: '22:00', to: '22:00', time_zone: UTC}", {"policy.window_empty"}),
        ("{days: [mon], from: '24:00', to: '06:00', time_zone: UTC}", {"policy.pattern"}),
        ("{days: [mon], from: '9:00', to: '06:00', time_zone: UTC}", {"policy.pattern"}),
        ("{days: [mon], from: 22, to: '06:00', time_zone: UTC}", {"policy.type"}),
        ("{days: [mon], from: '22:00', to: '06:00', time_zone: ../etc/passwd}", {"timezone.unknown"}),
        ("{days: [mon], from: '22:00', to: '06:00', time_zone: 7}", {"policy.type"}),
        ("{days: [mon], from: '22:00', to: '06:00'}", {"policy.missing"}),
        ("{days: [], from: '22:00', to: '06:00', time_zone: UTC}", {"policy.min_items"}),
        ("{days: [mon, mon], from: '22:00', to: '06:00', time_zone: UTC}", {"policy.unique_items"}),
        ("{days: [monday], from: '22:00', to: '06:00', time_zone: UTC}", {"policy.enum"}),
        ("{days: 1, from: [], to: {}, time_zone: null}", {"policy.type"}),
        ("always", {"policy.type"}),
    ],
)
def test_wrong_windows_are_found_by_the_check(window: str, codes: set[str]) -> None:
    found = check(WINDOWED.replace("POLICY", f"{{windows: [{window}]}}")).findings
    assert {finding.code for finding in found if str(finding.severity) == "error"} == codes
