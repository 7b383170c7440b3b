"""The sentence is written by rule from the facts."""

import pytest

from noc_scheduler.service.executions.finishing import worst
from noc_scheduler.service.executions.sentence import Ending, Facts, duration, sentence


def facts(**values: object) -> Facts:
    usual: dict[str, object] = {
        "status": "failed",
        "counts": {},
        "endings": [],
        "changed": 0,
        "seconds": 12.2,
    }
    return Facts(**{**usual, **values})  # type: ignore[arg-type]


CASES = [
    (
        facts(
            counts={"succeeded": 4, "failed": 2},
            endings=[Ending("unreachable", "check", ["web5"], 1), Ending("failed", "restart", ["web3"], 1)],
            changed=2,
        ),
        "4 of 6 hosts ok in 12 s; web5 unreachable; web3 failed at restart; 2 changed",
    ),
    (facts(status="succeeded", counts={"succeeded": 1}, seconds=0.34), "1 of 1 host ok in 340 ms"),
    (
        facts(
            counts={"failed": 10}, endings=[Ending("failed", "check", ["a", "b", "c", "d"], 10)], seconds=60.0
        ),
        "0 of 10 hosts ok in 1 min 0 s; a, b, c and 7 more failed at check",
    ),
    (
        facts(counts={"failed": 3}, endings=[Ending("timed_out", "check", ["a", "b", "c"], 3)]),
        "0 of 3 hosts ok in 12 s; a, b, c timed out",
    ),
    (
        facts(status="running", counts={"succeeded": 1, "running": 2, "waiting": 1, "queued": 3}),
        "1 of 7 hosts ok after 12 s; 2 running; 1 waiting; 3 queued",
    ),
    (
        facts(status="running", counts={"running": 2}, waiting_for="all 4 slots are taken"),
        "0 of 2 hosts ok after 12 s; 2 running; all 4 slots are taken",
    ),
    (
        facts(
            status="cancelled", counts={"cancelled": 2}, endings=[Ending("cancelled", None, ["a", "b"], 2)]
        ),
        "0 of 2 hosts ok in 12 s; a, b cancelled",
    ),
    (
        facts(status="queued", seconds=None, waiting_for="waiting for its start time"),
        "waiting for its start time",
    ),
    (facts(status="queued", seconds=None), "waiting to start"),
    (facts(seconds=None, reason="target.empty: no hosts"), "failed before any host: target.empty: no hosts"),
    (facts(status="cancelled", seconds=None), "cancelled before any host"),
]


@pytest.mark.parametrize(("given", "expected"), CASES)
def test_sentence(given: Facts, expected: str) -> None:
    assert sentence(given) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0.004, "4 ms"),
        (1, "1 s"),
        (59.4, "59 s"),
        (61, "1 min 1 s"),
        (3_599, "59 min 59 s"),
        (7_380, "2 h 3 min"),
    ],
)
def test_duration(seconds: float, expected: str) -> None:
    assert duration(seconds) == expected


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["succeeded"], "succeeded"),
        (["succeeded", "cancelled"], "cancelled"),
        (["cancelled", "failed", "succeeded"], "failed"),
    ],
)
def test_an_execution_is_as_bad_as_its_worst_host(statuses: list[str], expected: str) -> None:
    assert worst(statuses) == expected
