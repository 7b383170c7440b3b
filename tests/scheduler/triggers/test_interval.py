"""A trigger that fires after the same time again and again: from where it counts, and what is refused."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noc_scheduler.triggers import InvalidTrigger, read_trigger
from noc_scheduler.triggers.interval import IntervalTrigger

NOW = datetime(2026, 11, 21, 9, 0, 0, 123_456, tzinfo=UTC)
QUARTER = {"kind": "interval", "every_ms": 15 * 60_000}


def test_without_an_anchor_it_counts_from_when_it_was_made() -> None:
    trigger = read_trigger(QUARTER, NOW)

    assert trigger.document() == {**QUARTER, "anchor": "2026-11-21T09:00:00.123Z"}
    assert trigger.first_fire(NOW) == datetime(2026, 11, 21, 9, 15, 0, 123_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("anchor", "first"),
    [
        ("2026-11-21T00:07:00Z", "2026-11-21T09:07:00Z"),
        ("2026-11-21T09:00:00+01:00", "2026-11-21T09:15:00Z"),
        ("2026-11-22T12:00:00Z", "2026-11-22T12:00:00Z"),
    ],
)
def test_an_anchor_in_the_past_or_to_come_says_where_its_instants_lie(anchor: str, first: str) -> None:
    trigger = read_trigger({**QUARTER, "anchor": anchor}, NOW)

    assert trigger.first_fire(NOW) == datetime.fromisoformat(first)


def test_an_hour_that_the_clocks_repeat_is_two_hours_long_for_it() -> None:
    trigger = read_trigger({**QUARTER, "anchor": "2026-10-25T00:30:00+02:00"}, NOW)
    before = datetime.fromisoformat("2026-10-25T02:45:00+02:00")

    assert trigger.next_fire(before) == datetime.fromisoformat("2026-10-25T02:00:00+01:00")


@given(
    every=st.integers(60_000, 366 * 24 * 3_600_000),
    anchor=st.timedeltas(timedelta(days=-3000), timedelta(days=3000)),
    after=st.timedeltas(timedelta(days=-4000), timedelta(days=4000)),
)
def test_the_next_instant_is_the_first_later_one_of_the_series(
    every: int, anchor: timedelta, after: timedelta
) -> None:
    trigger = IntervalTrigger(timedelta(milliseconds=every), NOW + anchor)

    found = trigger.next_fire(NOW + after)

    assert found is not None and found > NOW + after
    assert (found - trigger.anchor) % trigger.every == timedelta(0)
    assert found == trigger.anchor or found - trigger.every <= NOW + after


def test_what_it_says_of_itself_reads_back_the_same() -> None:
    trigger = read_trigger(QUARTER, NOW)

    assert read_trigger(trigger.document(), NOW + timedelta(days=1)) == trigger


@pytest.mark.parametrize(
    ("changed", "path", "code"),
    [
        ({"every_ms": 59_999}, "/every_ms", "interval.invalid"),
        ({"every_ms": 367 * 24 * 3_600_000}, "/every_ms", "interval.invalid"),
        ({"every_ms": True}, "/every_ms", "interval.invalid"),
        ({"every_ms": 60_000.5}, "/every_ms", "interval.invalid"),
        ({"every_ms": 10**400}, "/every_ms", "interval.invalid"),
        ({"every_ms": None}, "/every_ms", "interval.invalid"),
        ({"anchor": "2026-11-21T10:00:00"}, "/anchor", "datetime.timezone_required"),
        ({"anchor": "noon"}, "/anchor", "datetime.invalid"),
        ({"anchor": "0001-01-01T00:00:00+01:00"}, "/anchor", "datetime.invalid"),
        ({"anchor": None}, "/anchor", "datetime.invalid"),
        ({"anchor": "2037-01-01T00:00:00Z"}, "/anchor", "interval.anchor"),
        ({"time_zone": "UTC"}, "/time_zone", "field.unknown"),
    ],
)
def test_it_is_refused_with_a_reason(changed: dict[str, object], path: str, code: str) -> None:
    with pytest.raises(InvalidTrigger) as refused:
        read_trigger({**QUARTER, **changed}, NOW)

    assert (refused.value.path, refused.value.code) == (path, code)
