"""What is scheduled starts when it should, once, with two scheduler workers running."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from demo.operator import OVER, Operator
from demo.stack import Stack

MINUTE = timedelta(minutes=1)
TOLERANCE = timedelta(seconds=2)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.timeout(600)
@pytest.mark.proof
def test_an_execution_ordered_for_later_starts_then(stack: Stack, operator: Operator) -> None:
    wanted = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=20)
    ordered = operator.start("hello", hosts=["edge2"], start_at=wanted.isoformat(timespec="milliseconds"))
    assert ordered["started_at"] is None
    over = operator.until_over(ordered["id"], seconds=200)
    assert abs(instant(over["started_at"]) - wanted) <= TOLERANCE


@pytest.mark.timeout(600)
@pytest.mark.proof
def test_every_minute_means_once_a_minute_with_two_workers(
    stack: Stack, operator: Operator, every_minute: dict[str, Any]
) -> None:
    assert {"worker", "second-worker"} <= set(stack.supervisor.names)
    fired = wait_for_fires(operator, 3)
    minutes = [instant(execution["started_at"]).replace(second=0, microsecond=0) for execution in fired]
    assert minutes == [minutes[0] + MINUTE * number for number in range(len(minutes))]
    for execution in fired:
        started = instant(execution["started_at"])
        assert started - started.replace(second=0, microsecond=0) <= TOLERANCE


def wait_for_fires(operator: Operator, count: int) -> list[dict[str, Any]]:
    deadline = time.monotonic() + 240
    while len(fired := list(of_the_schedule(operator))) < count:
        assert time.monotonic() < deadline, fired
        time.sleep(1)
    return sorted(fired, key=lambda execution: execution["started_at"])


def of_the_schedule(operator: Operator) -> Iterator[dict[str, Any]]:
    for execution in operator.every("/executions"):
        if execution["actor"]["kind"] == "schedule" and execution["started_at"]:
            yield execution


def test_a_fire_walks_like_any_other_execution(
    stack: Stack, operator: Operator, every_minute: dict[str, Any]
) -> None:
    first = wait_for_fires(operator, 1)[0]
    over = first if first["status"] in OVER else operator.until_over(first["id"], seconds=120)
    assert over["status"] == "succeeded"
    assert operator.paths(over["id"]) == {"edge2": ("begin", "ping", "greet", "done")}
