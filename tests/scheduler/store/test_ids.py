"""Ids sort by the time they were made, and that time is right."""

import time

import pytest

from noc_scheduler.store import ids


def test_ids_are_of_version_7_and_each_is_greater_than_the_one_before() -> None:
    made = [ids.new_id() for _ in range(10_000)]
    assert made == sorted(set(made))
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}


def test_ids_made_in_a_burst_do_not_run_ahead_of_the_clock() -> None:
    before = time.time_ns() // 1_000_000
    latest = [ids.new_id() for _ in range(10_000)][-1]
    after = time.time_ns() // 1_000_000
    assert before <= latest.int >> 80 <= after + 10_000 // 4096 + 1


def test_ids_keep_their_order_when_the_clock_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    first = ids.new_id()
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    assert first < ids.new_id() < ids.new_id()
