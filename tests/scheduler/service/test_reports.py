"""Reports: applied once, in their order, and what is doubled, early or wrong changes nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from noc_scheduler.flowchart.host_run import Result
from noc_scheduler.service.attempts.report import Report
from noc_scheduler.service.walks import walking

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
ENDED = BEGAN + timedelta(seconds=1)


def said(attempt: dict[str, Any], seq: int, outcome: str | None = None, lease: int | None = None) -> Report:
    result = None if outcome is None else Result(outcome=outcome)
    return Report(UUID(attempt["id"]), lease or attempt["lease"], seq, None, result)


@pytest.fixture
def held(world: Any) -> tuple[str, list[dict[str, Any]]]:
    """Three attempts of one execution."""
    fake = world.node()
    execution = world.start()
    world.drain()
    return execution, fake.held


def test_a_whole_batch_is_applied_in_one_go(world: Any, held: Any) -> None:
    execution, attempts = held
    judged = world.report(
        [said(one, 1) for one in attempts] + [said(one, 2, "succeeded") for one in attempts]
    )

    assert {one.status for one in judged} == {"applied"}
    assert world.shown(execution)["counts"] == {"succeeded": 3}


def test_the_same_report_twice_counts_once(world: Any, held: Any) -> None:
    execution, (attempt, *_) = held
    report = said(attempt, 1, "failed")
    assert [one.status for one in world.report([report, report])] == ["applied", "duplicate"]
    before = world.types(execution)

    assert world.report([report])[0].status == "duplicate"
    assert world.types(execution) == before


@pytest.mark.parametrize(
    ("report", "code"),
    [
        (lambda one: said(one, 2, "succeeded"), "report.seq_gap"),
        (lambda one: Report(uuid4(), 1, 1, None), "attempt.unknown"),
    ],
)
def test_a_report_that_can_not_be_right_is_refused(world: Any, held: Any, report: Any, code: str) -> None:
    execution, (attempt, *_) = held
    before = world.types(execution)
    (judged,) = world.report([report(attempt)])

    assert (judged.status, judged.code) == ("refused", code)
    assert world.types(execution) == before


def joined(attempt: dict[str, Any], lease: int | None = None) -> Report:
    """Beginning and end of an attempt as one report."""
    return replace(said(attempt, 2, "succeeded", lease), at=ENDED, began=BEGAN)


def test_one_report_may_say_that_an_attempt_has_begun_and_has_ended(world: Any, held: Any) -> None:
    execution, (one, other, _) = held
    world.report([said(one, 1), said(one, 2, "succeeded")])
    apart = [event.type for event in world.events(execution) if event.host == one["host"]["name"]]
    assert [judged.status for judged in world.report([joined(other), joined(other)])] == [
        "applied",
        "duplicate",
    ]

    told = [event for event in world.events(execution) if event.host == other["host"]["name"]]
    assert [event.type for event in told] == apart
    (started,) = [event for event in told if event.type == "attempt.started"]
    assert started.data["said_at"] == "2026-01-01T00:00:00.000+00:00"


@pytest.mark.parametrize("in_one_batch", [True, False])
def test_a_beginning_that_was_heard_is_not_told_again_with_the_end(
    world: Any, held: Any, in_one_batch: bool
) -> None:
    execution, (attempt, *_) = held
    reports = [said(attempt, 1), joined(attempt)]
    judged = world.report(reports) if in_one_batch else [world.report([one])[0] for one in reports]

    assert [one.status for one in judged] == ["applied", "applied"]
    assert world.types(execution).count("attempt.started") == 1
    assert world.host(execution, attempt["host"]["name"])["status"] == "succeeded"


def test_a_beginning_that_comes_after_the_report_of_both_moves_nothing(world: Any, held: Any) -> None:
    execution, (attempt, *_) = held
    world.report([joined(attempt)])
    before = world.types(execution)

    assert world.report([said(attempt, 1)])[0].code == "report.conflict"
    assert world.report([replace(joined(attempt), began=ENDED)])[0].code == "report.conflict"
    assert world.types(execution) == before


def test_a_report_of_both_under_an_older_lease_is_late(world: Any, held: Any) -> None:
    execution, (attempt, *_) = held
    assert world.report([joined(attempt, lease=7)])[0].status == "late"
    assert "attempt.started" not in world.types(execution)


def test_another_report_under_the_same_number_is_a_conflict(world: Any, held: Any) -> None:
    execution, (attempt, *_) = held
    world.report([said(attempt, 1, "succeeded")])
    (judged,) = world.report([said(attempt, 1, "failed")])

    assert (judged.status, judged.code) == ("refused", "report.conflict")
    assert world.host(execution, attempt["host"]["name"])["status"] == "succeeded"


def test_a_finished_attempt_does_not_start_again(world: Any, held: Any) -> None:
    _, (attempt, *_) = held
    world.report([said(attempt, 1, "succeeded")])
    (judged,) = world.report([said(attempt, 2)])

    assert (judged.status, judged.code) == ("refused", "report.conflict")


def test_a_report_under_an_older_lease_is_late(world: Any) -> None:
    world.presentation.has("web1")
    fake = world.node()
    fake.mood = "unreachable"
    execution = world.start()
    world.drain()
    fake.mood = "takes"
    world.pass_time(8)
    world.beat()
    world.pass_time(8)
    world.drain()
    attempt = fake.on("web1")
    assert attempt["lease"] == 2

    (judged,) = world.report([said(attempt, 1, "failed", lease=1)])
    assert judged.status == "late"
    assert world.path(execution, "web1") == ["begin", "check"]


@pytest.mark.parametrize("position", [0, 1, 2])
def test_one_walk_that_raises_never_strands_the_batch(
    world: Any, held: Any, monkeypatch: pytest.MonkeyPatch, position: int
) -> None:
    execution, attempts = held
    honest, names = walking.walk, [one["host"]["name"] for one in attempts]

    def walk(flowchart: Any, host_run: Any, happening: Any, now: Any) -> Any:
        if host_run.host.name == names[position]:
            raise RuntimeError("poison")
        return honest(flowchart, host_run, happening, now)

    monkeypatch.setattr(walking, "walk", walk)
    batch = [said(one, 1, "succeeded") for one in attempts]
    statuses = [(one.status, one.code) for one in world.report(batch)]

    expected = [("applied", None)] * 3
    expected[position] = ("refused", "report.not_applied")
    assert statuses == expected
    monkeypatch.setattr(walking, "walk", honest)
    assert [one.status for one in world.report(batch)].count("applied") == 1
    assert world.shown(execution)["counts"] == {"succeeded": 3}


def test_a_report_after_a_cancel_confirms_that_it_ended(world: Any, held: Any) -> None:
    execution, attempts = held
    world.cancel(execution, "wrong hosts")
    assert {one["id"] for one in world.nodes["node-1"].withdrawn} == {one["id"] for one in attempts}

    judged = world.report([said(attempts[0], 1), said(attempts[0], 2, "cancelled")])
    assert [one.status for one in judged] == ["late", "late"]
    types = world.types(execution)
    assert types.count("attempt.withdrawn") == 3
    assert types.count("attempt.ended_after_withdrawal") == 1
    assert world.shown(execution)["status"] == "cancelled"


def test_output_is_kept_as_it_came(world: Any, held: Any) -> None:
    execution, (attempt, *_) = held
    out = "zażółć \x1b[31m gęślą 🦔\n" * 1_000
    world.report([Report(UUID(attempt["id"]), 1, 1, None, Result(outcome="succeeded", rc=0, stdout=out))])

    assert world.host(execution, attempt["host"]["name"])["path"][1]["stdout"] == out
