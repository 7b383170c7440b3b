"""Quotas: so many in a period of the calendar, a warning on the way up, and the rest waits or is told."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noc_scheduler.triggers.errors import InvalidTrigger
from noc_scheduler.triggers.quota import Period, Quota, read_quotas, rule

NOW = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))


@given(MOMENTS, st.sampled_from(list(Period)))
@settings(max_examples=200, deadline=None)
def test_each_moment_lies_in_one_period_and_the_next_begins_where_it_ends(now: datetime, per: Period) -> None:
    assert per.begin(now) <= now < per.end(now)
    assert per.begin(per.end(now)) == per.end(now)


def test_every_period_ends_with_the_year() -> None:
    assert {per.end(NOW) for per in Period} == {NEW_YEAR}


def test_what_is_used_up_waits_for_the_next_period() -> None:
    quota = Quota(Period.DAY, 3)
    assert rule([quota], {Period.DAY: 2}, NOW).until is None
    full = rule([quota], {Period.DAY: 3}, NOW)
    assert (full.until, full.words) == (NEW_YEAR, "the quota of 3 per day is used up")


def test_of_several_the_longest_wait_wins() -> None:
    middle = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    quotas = [Quota(Period.HOUR, 1), Quota(Period.MONTH, 1)]
    assert rule(quotas, {Period.HOUR: 1, Period.MONTH: 1}, middle).until == datetime(2026, 12, 1, tzinfo=UTC)


@given(st.integers(1, 50), st.integers(1, 100))
@settings(max_examples=100, deadline=None)
def test_it_warns_once_on_the_way_up_and_for_each_beyond_if_it_does_not_block(
    most: int, percent: int
) -> None:
    quota = Quota(Period.HOUR, most, percent, block=False)
    warned = [number for number in range(2 * most) if rule([quota], {Period.HOUR: number}, NOW).warns]
    within = [number for number in warned if number < most]
    assert len(within) == 1
    assert (within[0] + 1) * 100 >= most * percent > within[0] * 100
    assert [number for number in warned if number >= most] == list(range(most, 2 * most))


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({}, "quota.invalid"),
        ([], "quota.invalid"),
        ([5], "quota.invalid"),
        ([{"per": "week", "most": 5}], "quota.period"),
        ([{"per": "day", "most": 0}], "quota.number"),
        ([{"per": "day", "most": True}], "quota.number"),
        ([{"per": "day", "most": 5, "warn_percent": 101}], "quota.number"),
        ([{"per": "day", "most": 5, "block": "yes"}], "type.boolean"),
        ([{"per": "day", "most": 5, "colour": 1}], "field.unknown"),
        ([{"per": "day", "most": 5}, {"per": "day", "most": 6}], "quota.doubled"),
    ],
)
def test_a_quota_that_cannot_be_kept_is_refused(document: Any, code: str) -> None:
    with pytest.raises(InvalidTrigger) as refused:
        read_quotas(document)
    assert refused.value.code == code
