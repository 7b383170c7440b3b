"""Windows of the week: when they are open, and when they open next, over midnight and the changes of the clock."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from noc_scheduler.flowchart.crossings import windows as written
from noc_scheduler.triggers.windows import DAYS, Window, next_opening, read_windows

#: Zones with a change of the clock at night, at midnight, by half an hour, and with none.
ZONES = ("Europe/Lisbon", "America/Sao_Paulo", "Australia/Lord_Howe", "America/Havana", "Asia/Kolkata", "UTC")
WINDOWS = st.builds(
    Window,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.integers(0, 1439),
    st.integers(1, 1440),
    st.sampled_from(ZONES),
)
#: Minutes around the changes of the clock of some years, and any others.
INSTANTS = st.one_of(
    st.datetimes(datetime(2018, 1, 1), datetime(2027, 1, 1)),
    st.sampled_from(
        [datetime(2026, 3, 29), datetime(2026, 10, 25), datetime(2018, 11, 4), datetime(2026, 4, 5)]
    ),
).map(lambda moment: moment.replace(second=0, microsecond=0, tzinfo=UTC))


def window(days: str, start: str, end: str, zone: str = "Europe/Lisbon") -> Window:
    document = {"days": days.split(), "from": start, "to": end, "time_zone": zone}
    (read,) = read_windows([document])
    return read


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def opens(windows: list[Window], instant: str) -> str | None:
    opening = next_opening(windows, at(instant))
    return (
        None
        if opening is None
        else f"{opening.at:%Y-%m-%dT%H:%M} {opening.day} {opening.time} {opening.time_zone}"
    )


NIGHT = window("mon", "22:00", "06:00")


@pytest.mark.parametrize(
    ("instant", "opening"),
    [
        ("2026-11-23T21:59", "2026-11-23T22:00 Mon 22:00 Europe/Lisbon"),
        ("2026-11-23T22:00", None),
        ("2026-11-24T05:59", None),
        ("2026-11-24T06:00", "2026-11-30T22:00 Mon 22:00 Europe/Lisbon"),
        ("2026-11-24T23:00", "2026-11-30T22:00 Mon 22:00 Europe/Lisbon"),
        ("2026-07-27T20:59", "2026-07-27T21:00 Mon 22:00 Europe/Lisbon"),
    ],
)
def test_a_window_may_pass_midnight(instant: str, opening: str | None) -> None:
    assert opens([NIGHT], instant) == opening


def test_the_first_of_several_opens() -> None:
    both = [NIGHT, window("tue", "12:00", "13:00", "America/Sao_Paulo")]
    assert opens(both, "2026-11-24T07:00") == "2026-11-24T15:00 Tue 12:00 America/Sao_Paulo"
    assert opens(both, "2026-11-24T15:30") is None
    assert opens([], "2026-11-24T07:00") is None


def test_all_day_is_from_midnight_to_midnight() -> None:
    weekend = window("sat sun", "00:00", "24:00")
    assert opens([weekend], "2026-11-20T23:59") == "2026-11-21T00:00 Sat 00:00 Europe/Lisbon"
    assert opens([weekend], "2026-11-21T23:59") is None
    assert opens([weekend], "2026-11-22T23:59") is None
    assert opens([weekend], "2026-11-23T00:00") == "2026-11-28T00:00 Sat 00:00 Europe/Lisbon"


def test_an_hour_that_a_spring_night_skips_is_never_inside() -> None:
    skipped = window("sun", "01:15", "01:45")  # on 2026-03-29 Lisbon goes from 01:00 to 02:00
    assert opens([skipped], "2026-03-29T00:00") == "2026-04-05T00:15 Sun 01:15 Europe/Lisbon"
    cut = window("sun", "01:15", "03:00")
    assert opens([cut], "2026-03-29T00:00") == "2026-03-29T01:00 Sun 02:00 Europe/Lisbon"


def test_an_hour_that_an_autumn_night_repeats_is_inside_both_times() -> None:
    repeated = window("sun", "01:15", "01:45")  # on 2026-10-25 Lisbon goes from 02:00 back to 01:00
    assert opens([repeated], "2026-10-25T00:00") == "2026-10-25T00:15 Sun 01:15 Europe/Lisbon"
    assert opens([repeated], "2026-10-25T00:20") is None
    assert opens([repeated], "2026-10-25T00:45") == "2026-10-25T01:15 Sun 01:15 Europe/Lisbon"


@settings(max_examples=200, deadline=None)
@given(one=WINDOWS, now=INSTANTS)
@example(one=Window(frozenset({0, 6}), 2, 1, "America/Sao_Paulo"), now=datetime(2018, 11, 4, tzinfo=UTC))
def test_it_opens_at_the_first_minute_that_is_inside(one: Window, now: datetime) -> None:
    assume(one.start != one.end)
    opening = next_opening([one], now)
    if opening is None:
        assert one.holds(now)
        return
    assert opening.at > now
    assert one.holds(opening.at)
    assert not one.holds(opening.at - timedelta(minutes=1))
    looked = now
    while looked < opening.at:
        assert not one.holds(looked)
        looked += timedelta(minutes=1)


@settings(max_examples=100, deadline=None)
@given(some=st.lists(WINDOWS, min_size=1, max_size=3), now=INSTANTS)
def test_of_several_the_earliest_is_named(some: list[Window], now: datetime) -> None:
    opening = next_opening(some, now)
    alone = [next_opening([one], now) for one in some]
    if opening is None:
        assert None in alone
    else:
        assert opening.at == min(one.at for one in alone if one is not None)
        assert None not in alone


def test_authors_and_clocks_know_the_same_days() -> None:
    assert written.DAYS == DAYS
