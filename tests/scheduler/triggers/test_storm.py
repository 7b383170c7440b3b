"""Storm discipline: on virtual time, each throttle does what a model with perfect memory says."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noc_scheduler.triggers.errors import InvalidTrigger
from noc_scheduler.triggers.storm import Discipline, Fate, Throttle, Window, judge, read_throttle

BEGIN = datetime(2026, 11, 21, 9, tzinfo=UTC)
WITHIN = timedelta(seconds=10)
PAUSES = st.lists(st.integers(0, 14), min_size=1, max_size=60)


def told(throttle: Throttle, seconds: list[int]) -> list[Fate]:
    """What becomes of happenings at these seconds, one group."""
    window: Window | None = None
    fates = []
    for second in seconds:
        verdict = judge(throttle, window, BEGIN + timedelta(seconds=second))
        window = verdict.window
        fates.append(verdict.fate)
    return fates


def instants(pauses: list[int]) -> list[int]:
    return [sum(pauses[: place + 1]) for place in range(len(pauses))]


@given(PAUSES)
@settings(max_examples=150, deadline=None)
def test_once_within_starts_the_first_and_no_other_until_its_time_is_over(pauses: list[int]) -> None:
    seconds = instants(pauses)
    started: list[int] = []
    expected = []
    for second in seconds:
        starts = not started or second - started[-1] >= 10
        expected.append(Fate.START if starts else Fate.LEAVE_OUT)
        started += [second] if starts else []
    assert told(Throttle(Discipline.ONCE_WITHIN, WITHIN), seconds) == expected


@given(PAUSES)
@settings(max_examples=150, deadline=None)
def test_once_after_holds_the_first_and_leaves_out_those_that_come_while_it_waits(pauses: list[int]) -> None:
    seconds = instants(pauses)
    held_until = -1
    expected = []
    for second in seconds:
        if second >= held_until:
            held_until = second + 10
            expected.append(Fate.HOLD)
        else:
            expected.append(Fate.LEAVE_OUT)
    assert told(Throttle(Discipline.ONCE_AFTER, WITHIN), seconds) == expected


@given(PAUSES, st.integers(1, 6))
@settings(max_examples=150, deadline=None)
def test_accumulate_within_starts_with_every_nth_that_comes_in_time(
    pauses: list[int], threshold: int
) -> None:
    seconds = instants(pauses)
    gathered: list[int] = []
    expected = []
    for second in seconds:
        if gathered and second - gathered[0] >= 10:
            gathered = []
        gathered.append(second)
        full = len(gathered) >= threshold
        expected.append(Fate.START if full else Fate.LEAVE_OUT)
        gathered = [] if full else gathered
    assert told(Throttle(Discipline.ACCUMULATE_WITHIN, WITHIN, threshold), seconds) == expected


def test_a_held_one_says_when_it_starts() -> None:
    verdict = judge(Throttle(Discipline.ONCE_AFTER, WITHIN), None, BEGIN)
    assert (verdict.fate, verdict.until) == (Fate.HOLD, BEGIN + WITHIN)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("often", "storm.invalid"),
        ({"kind": "sometimes", "within_ms": 5}, "storm.kind_unknown"),
        ({"kind": "once_within"}, "storm.number"),
        ({"kind": "once_within", "within_ms": True}, "storm.number"),
        ({"kind": "once_within", "within_ms": 0}, "storm.number"),
        ({"kind": "once_within", "within_ms": 5, "threshold": 2}, "field.unknown"),
        ({"kind": "accumulate_within", "within_ms": 5}, "storm.number"),
    ],
)
def test_a_throttle_that_cannot_be_kept_is_refused(document: object, code: str) -> None:
    with pytest.raises(InvalidTrigger) as refused:
        read_throttle(document)
    assert refused.value.code == code
