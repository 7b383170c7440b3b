"""The plan of a stretch of time: every instant in it, and when the windows of the procedure are shut."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from noc_scheduler.triggers.cron import CronTrigger
from noc_scheduler.triggers.interval import IntervalTrigger
from noc_scheduler.triggers.plan import MOST_FIRES, planned, shut
from noc_scheduler.triggers.windows import read_windows

DAY = timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def window(days: str, start: str, end: str, zone: str = "Europe/Lisbon") -> dict[str, object]:
    return {"days": days.split(), "from": start, "to": end, "time_zone": zone}


NIGHTS = read_windows([window("mon tue wed thu fri", "22:00", "06:00")])
SUMMER_BEGINS = at("2026-03-29T00:00")


def test_every_instant_of_the_stretch_is_said_and_none_outside() -> None:
    nine = CronTrigger("0 9 * * 1-5", "Europe/Lisbon")
    monday = at("2026-11-23T00:00")

    plan = planned(nine, at("2026-11-23T09:00"), (), monday, monday + 7 * DAY)

    assert [fire.isoformat()[:16] for fire in plan.fires] == [f"2026-11-{day}T09:00" for day in range(23, 28)]
    assert (plan.more, plan.shut) == (False, ())


def test_the_stretch_begins_with_what_is_due_at_its_first_instant_and_ends_before_its_last() -> None:
    midnight = CronTrigger("0 0 * * *")
    since = at("2027-01-04T00:00")

    plan = planned(midnight, at("2026-11-22T00:00"), (), since, since + 2 * DAY)

    assert plan.fires == (since, since + DAY)


def test_nothing_is_planned_before_what_comes_next() -> None:
    midnight = CronTrigger("0 0 * * *")

    assert (
        planned(midnight, at("2026-11-22T00:00"), (), at("2026-11-01T00:00"), at("2026-11-22T00:00")).fires
        == ()
    )
    assert planned(midnight, None, (), at("2026-11-01T00:00"), at("2026-12-01T00:00")).fires == ()


def test_what_fires_all_the_time_is_cut_and_says_so() -> None:
    since = at("2026-11-01T00:00")
    minutely = IntervalTrigger(timedelta(minutes=1), since)

    plan = planned(minutely, since, (), since, since + 30 * DAY)

    assert (len(plan.fires), plan.more) == (MOST_FIRES, True)


def test_windows_that_pass_midnight_are_shut_by_day_and_at_the_weekend() -> None:
    friday = at("2026-11-27T00:00")

    assert shut(NIGHTS, friday, friday + 4 * DAY) == (
        (at("2026-11-27T06:00"), at("2026-11-27T22:00")),
        (at("2026-11-28T06:00"), at("2026-11-30T22:00")),
    )


def test_a_stretch_inside_a_window_is_never_shut_and_one_outside_is_until_the_window_opens() -> None:
    assert shut(NIGHTS, at("2026-11-23T23:00"), at("2026-11-24T05:00")) == ()
    assert shut(NIGHTS, at("2026-11-28T10:00"), at("2026-11-28T11:00")) == (
        (at("2026-11-28T10:00"), at("2026-11-30T22:00")),
    )


def test_a_window_in_the_hour_that_a_spring_night_skips_does_not_open() -> None:
    skipped = read_windows([window("sun", "01:00", "02:00")])

    assert shut(skipped, SUMMER_BEGINS, SUMMER_BEGINS + DAY) == ((SUMMER_BEGINS, at("2026-04-05T00:00")),)


ZONES = st.sampled_from(["Europe/Lisbon", "America/Havana", "Australia/Lord_Howe", "UTC"])
MINUTES = st.integers(0, 1439).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")
DAYS = st.lists(st.sampled_from(["mon", "wed", "sat", "sun"]), min_size=1, unique=True)
DOCUMENTS = st.builds(
    lambda days, start, end, zone: window(" ".join(days), start, end, zone), DAYS, MINUTES, MINUTES, ZONES
).filter(lambda each: each["from"] != each["to"])


@settings(max_examples=40)
@given(st.lists(DOCUMENTS, min_size=1, max_size=3), st.integers(-40, 400), st.integers(0, 2 * 1440))
def test_an_instant_is_shut_exactly_when_no_window_holds_it(
    documents: list[dict[str, object]], days: int, minute: int
) -> None:
    windows = read_windows(documents)
    since = SUMMER_BEGINS + days * DAY
    instant = since + timedelta(minutes=minute)

    inside = any(start <= instant < end for start, end in shut(windows, since, since + 2 * DAY + DAY))

    assert inside is not any(one.holds(instant) for one in windows)
