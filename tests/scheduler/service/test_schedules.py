"""Schedules: each due instant is fired once, or recorded as missed."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from noc_scheduler.errors import Conflict, Invalid
from noc_scheduler.service.triggers import schedules
from noc_scheduler.service.triggers.clock import clock, due_instants
from noc_scheduler.service.triggers.schedules import ScheduleOrder
from noc_scheduler.store.tables import fires
from noc_scheduler.store.tables import schedules as table
from noc_scheduler.triggers import CronTrigger

ANNA = {"id": "p1", "name": "Anna", "kind": "person"}
EVERY_MINUTE = {"kind": "cron", "expression": "* * * * *", "time_zone": "UTC"}


def keep(
    world: Any, trigger: dict[str, Any], name: str = "nightly", key: str | None = None, **changes: Any
) -> str:
    made = world.order()
    values = {"target": made.target, "params": {}, **changes}
    order = ScheduleOrder(
        name=name, trigger=trigger, procedure=made.procedure, actor=ANNA, body={"name": name}, **values
    )
    return str(schedules.keep(world.means, order, key))


def instants(world: Any) -> list[tuple[str, Any]]:
    with world.means.database.reading() as connection:
        return [
            (row.status, row.execution)
            for row in connection.execute(sa.select(fires).order_by(fires.c.instant))
        ]


def executions(world: Any) -> int:
    return len({event.execution for event in world.events() if event.type == "execution.created"})


def test_a_cron_schedule_fires_each_minute_once(world: Any) -> None:
    schedule = keep(world, EVERY_MINUTE)
    for _ in range(12):
        world.pass_time(15)
        world.tick()
        world.tick()

    fired = instants(world)
    assert len(fired) == 3
    assert {status for status, _ in fired} == {"fired"}
    assert executions(world) == 3
    shown = schedules.show(world.means, schedule)
    assert shown.last_fire.status == "fired"
    assert len(shown.next_fires) == 5
    assert all(
        after - before == timedelta(minutes=1)
        for before, after in zip(shown.next_fires, shown.next_fires[1:], strict=False)
    )


def test_a_page_of_schedules_takes_no_more_statements_than_a_page_of_one(world: Any) -> None:
    for number in range(6):
        keep(world, EVERY_MINUTE, f"nightly{number}")
    tomorrow = world.now() + timedelta(days=1)
    keep(world, {"kind": "once", "at": tomorrow.isoformat()}, "tomorrow")
    for _ in range(2):
        world.pass_time(60)
        world.tick()
    took, heard = {}, list[str]()

    def hear(*about: Any) -> None:
        heard.append(about[2])

    sa.event.listen(world.means.database.engine, "before_cursor_execute", hear)
    for limit in (1, 50):
        heard.clear()
        page = schedules.listed(world.means, "", limit)
        took[limit] = len(heard)
    sa.event.remove(world.means.database.engine, "before_cursor_execute", hear)

    assert took[50] == took[1]
    assert [one.last_fire is None for one in page] == [False] * 6 + [True]
    with world.means.database.reading() as connection:
        latest = connection.scalar(sa.select(sa.func.max(fires.c.instant)))
    assert {one.last_fire.instant for one in page[:6]} == {latest}


def test_what_a_schedule_starts_is_in_its_name(world: Any) -> None:
    keep(world, EVERY_MINUTE)
    world.pass_time(60)
    world.tick()

    created = next(event for event in world.events() if event.type == "execution.created")
    assert (created.actor["name"], created.actor["kind"]) == ("nightly", "schedule")
    assert created.cause["kind"] == "schedule"


def test_a_once_schedule_fires_and_is_over(world: Any) -> None:
    at = world.now() + timedelta(seconds=20)
    schedule = keep(world, {"kind": "once", "at": at.isoformat()})
    world.tick()
    assert executions(world) == 0

    world.pass_time(21)
    world.tick()
    world.pass_time(600)
    world.tick()
    assert executions(world) == 1
    assert schedules.show(world.means, schedule).next_fires == ()


def test_an_interval_is_counted_from_its_anchor_and_missed_like_any_other(world: Any) -> None:
    anchor = world.now() - timedelta(minutes=7)
    interval = {"kind": "interval", "every_ms": 10 * 60_000, "anchor": anchor.isoformat()}
    schedule = keep(world, interval)
    world.pass_time(2 * 60)
    world.tick()
    assert instants(world) == []

    world.pass_time(65)
    world.tick()
    assert [status for status, _ in instants(world)] == ["fired"]
    world.pass_time(20 * 60)
    world.tick()

    assert [status for status, _ in instants(world)] == ["fired", "missed", "fired"]
    upcoming = schedules.show(world.means, schedule).next_fires
    assert {after - before for before, after in itertools.pairwise(upcoming)} == {timedelta(minutes=10)}


def test_after_a_long_sleep_it_fires_once_and_records_what_it_missed(world: Any) -> None:
    keep(world, EVERY_MINUTE)
    world.pass_time(600)
    world.tick()

    statuses = [status for status, _ in instants(world)]
    assert statuses == ["missed"] * 9 + ["fired"]
    assert executions(world) == 1
    missed = next(event for event in world.events() if event.type == "schedule.missed")
    assert missed.data["count"] == 9


def test_an_instant_that_is_too_long_ago_is_not_fired(world: Any) -> None:
    at = world.now() + timedelta(seconds=20)
    keep(world, {"kind": "once", "at": at.isoformat()})
    world.pass_time(120)
    world.tick()

    assert [status for status, _ in instants(world)] == ["missed"]
    assert executions(world) == 0


def test_very_many_missed_instants_are_a_number(world: Any) -> None:
    keep(world, {"kind": "interval", "every_ms": 4 * 60_000})
    world.pass_time(10_080 * 4 * 60 + 120)  # the latest is two minutes late, and the next two minutes away
    world.tick()

    assert [status for status, _ in instants(world)] == ["missed"] * 100
    missed = next(event for event in world.events() if event.type == "schedule.missed")
    assert missed.data["count"] == 10_080


def test_due_instants_end_with_the_last_one_that_has_come() -> None:
    first = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    due, upcoming = due_instants(CronTrigger("*/5 * * * *"), first, first + timedelta(minutes=12))

    assert [instant.minute for instant in due] == [0, 5, 10]
    assert upcoming == first + timedelta(minutes=15)


def test_a_clock_that_is_set_back_fires_nothing_again(world: Any) -> None:
    keep(world, EVERY_MINUTE)
    world.pass_time(60)
    world.tick()
    world.pass_time(-50)
    world.tick()
    world.pass_time(45)
    world.tick()

    assert executions(world) == 1


def test_two_clocks_at_once_fire_once(world: Any) -> None:
    keep(world, EVERY_MINUTE)
    world.pass_time(60)
    assert clock(world.means) + clock(world.means) == 1
    assert executions(world) == 1


def test_a_deleted_schedule_fires_no_more(world: Any) -> None:
    schedule = keep(world, EVERY_MINUTE)
    schedules.delete(world.means, schedule, ANNA)
    world.pass_time(120)
    world.tick()

    assert executions(world) == 0
    assert [event.type for event in world.events()] == ["schedule.created", "schedule.deleted"]


def test_the_same_key_keeps_one_schedule(world: Any) -> None:
    assert keep(world, EVERY_MINUTE, key="k") == keep(world, EVERY_MINUTE, key="k")
    with pytest.raises(Conflict, match=r"schedule\.name_taken"):
        keep(world, EVERY_MINUTE)


@pytest.mark.parametrize(
    ("trigger", "code"),
    [
        ({"kind": "cron", "expression": "* * * *", "time_zone": "UTC"}, "cron.invalid"),
        ({"kind": "cron", "expression": "60 * * * *", "time_zone": "UTC"}, "cron.invalid"),
        ({"kind": "cron", "expression": "@daily", "time_zone": "UTC"}, "cron.invalid"),
        ({"kind": "cron", "expression": "0 0 31 2 *", "time_zone": "UTC"}, "cron.never"),
        ({"kind": "cron", "expression": "* * * * *", "time_zone": "../../etc/passwd"}, "timezone.unknown"),
        ({"kind": "cron", "expression": "* * * * *", "time_zone": None}, "timezone.unknown"),
        ({"kind": "once", "at": "2020-01-01T00:00:00Z"}, "schedule.past"),
        ({"kind": "once", "at": "2026-11-21T09:00:00"}, "datetime.timezone_required"),
        ({"kind": "once"}, "datetime.invalid"),
        ({"kind": "magic"}, "trigger.kind_unknown"),
        ({}, "trigger.kind_unknown"),
        ({"kind": "once", "at": "2026-11-21T09:00:00Z", "x": 1}, "field.unknown"),
    ],
)
def test_a_trigger_that_can_not_be_kept(world: Any, trigger: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        keep(world, trigger)
    assert refused.value.code == code
    assert refused.value.errors[0].path.startswith("/trigger")
    assert world.events() == []


def test_parameters_are_bound_when_it_is_kept(world: Any) -> None:
    with pytest.raises(Invalid, match=r"param\.unknown"):
        keep(world, EVERY_MINUTE, params={"nothing": 1})


def test_a_schedule_that_can_not_be_read_any_more_says_so_and_stops_no_other(world: Any) -> None:
    gone = keep(world, EVERY_MINUTE, "in a zone that is gone")
    keep(world, EVERY_MINUTE, "as always")
    without_zone = {**EVERY_MINUTE, "time_zone": "Atlantis/Capital"}
    with world.means.database.writing() as connection:
        connection.execute(sa.update(table).where(table.c.id == UUID(gone)).values(trigger=without_zone))
    world.pass_time(60)
    world.tick()

    assert executions(world) == 1
    listed = {shown.row.name: shown for shown in schedules.listed(world.means, "", 10)}
    assert listed["as always"].last_fire.status == "fired"
    assert "Atlantis/Capital" in str(listed["in a zone that is gone"].warnings[0])
    assert listed["in a zone that is gone"].next_fires == ()
