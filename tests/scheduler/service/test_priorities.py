"""Priorities: the urgent goes first, whoever waits becomes urgent, and equals keep their order."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noc_scheduler.store.priority import AGEING, HIGHEST, LOWEST, USUAL, order_at
from tests.scheduler.conftest import World

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ASKED = st.tuples(st.integers(LOWEST, HIGHEST), st.integers(0, 3_600_000))


@given(one=ASKED, other=ASKED, later=st.integers(0, 3_600_000))
def test_the_static_order_is_that_of_urgency_and_age_at_any_time(
    one: tuple[int, int], other: tuple[int, int], later: int
) -> None:
    def urgency(asked: tuple[int, int]) -> float:
        priority, at = asked
        return priority * 60_000 + (3_600_000 + later - at)

    def place(asked: tuple[int, int]) -> datetime:
        priority, at = asked
        return order_at(NOON + timedelta(milliseconds=at), priority)

    assert (place(one) < place(other)) == (urgency(one) > urgency(other))


@given(priority=st.integers(LOWEST, HIGHEST), first=st.integers(0, 1_000), wait=st.integers(1, 1_000))
def test_inside_one_priority_it_is_first_in_first_out(priority: int, first: int, wait: int) -> None:
    earlier, later = NOON + timedelta(milliseconds=first), NOON + timedelta(milliseconds=first + wait)
    assert order_at(earlier, priority) < order_at(later, priority)


def test_nothing_is_overtaken_by_what_is_much_younger() -> None:
    assert order_at(NOON, LOWEST) <= order_at(NOON + (HIGHEST - LOWEST) * AGEING, HIGHEST)


def busy(world: World) -> Any:
    """An executor node whose only slot is taken by a host that everybody waits behind."""
    fake = world.node(slots=1)
    world.presentation.has("web0")
    world.start()
    world.drain()
    return fake


def begin(world: World, host: str, priority: int) -> None:
    world.presentation.has(host)
    world.start(priority=priority)
    world.drain()


def given_out(world: World, fake: Any, times: int) -> list[str]:
    """The hosts that get the slot, one after the other."""
    for _ in range(times):
        world.beat(slots=1)
        world.finish(fake.held[-1])
    return [one["host"]["name"] for one in fake.held[1:]]


def test_the_urgent_gets_the_slot_before_who_came_earlier(world: World) -> None:
    fake = busy(world)
    for host, priority in (("web1", 0), ("web2", USUAL), ("web3", 5), ("web4", 5)):
        begin(world, host, priority)
    assert given_out(world, fake, 4) == ["web3", "web4", "web2", "web1"]


def test_who_has_waited_long_enough_comes_before_the_more_urgent(world: World) -> None:
    fake = busy(world)
    begin(world, "old", 2)
    world.pass_time(130)
    world.beat(slots=1, journal=fake.held)
    begin(world, "young", 4)
    begin(world, "urgent", 5)
    assert given_out(world, fake, 3) == ["urgent", "old", "young"]


def test_hosts_of_an_urgent_execution_begin_before_those_of_others(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("noc_scheduler.service.executions.fire.HOSTS_AT_ONCE", 1)
    world.presentation.has("web1")
    patient, urgent = world.start(priority=1), world.start(priority=4)
    world.drain()
    begun = [str(event.execution) for event in world.events() if event.type == "host_run.started"]
    assert begun == [urgent, patient]


def test_an_execution_says_how_urgent_it_is(world: World) -> None:
    execution = world.start(priority=4)
    assert world.shown(execution)["priority"] == 4
    assert world.shown(world.start())["priority"] == USUAL
