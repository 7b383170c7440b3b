"""Who takes what is decided from counts and times, and said in words when nobody does."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from noc_scheduler.nodes.assignment import Candidate, assign

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
PATIENCE = timedelta(seconds=10)


def candidate(name: str, **values: object) -> Candidate:
    usual: dict[str, object] = {
        "id": UUID(int=sum(name.encode())),
        "status": "authorised",
        "slots": 4,
        "outstanding": 0,
        "last_heard": NOW,
    }
    return Candidate(name=name, **{**usual, **values})  # type: ignore[arg-type]


def taken(candidates: list[Candidate], wanted: int) -> dict[str, int]:
    names = {one.id: one.name for one in candidates}
    takers = [names[taker] for taker in assign(candidates, wanted, NOW, PATIENCE).takers]
    return {name: takers.count(name) for name in dict.fromkeys(takers)}


def test_load_is_spread_by_free_share() -> None:
    assert taken([candidate("a", slots=8), candidate("b", slots=4)], 6) == {"a": 4, "b": 2}
    assert taken([candidate("a", outstanding=3), candidate("b")], 3) == {"b": 3}


def test_an_administrators_limit_counts_like_fewer_slots() -> None:
    limited = candidate("a", slots=8, max_parallel=2)
    assert taken([limited, candidate("b", slots=4)], 50) == {"a": 2, "b": 4}
    assert taken([candidate("a", slots=2, max_parallel=5)], 50) == {"a": 2}


def test_never_more_than_the_slots() -> None:
    assert taken([candidate("a", slots=2), candidate("b", slots=1)], 50) == {"a": 2, "b": 1}


@pytest.mark.parametrize(
    "useless",
    [
        {"status": "pending"},
        {"status": "suspended"},
        {"status": "revoked"},
        {"last_heard": None},
        {"last_heard": NOW - timedelta(seconds=11)},
        {"problem": "it can't be reached", "problem_until": NOW + timedelta(seconds=1)},
        {"outstanding": 4},
        {"outstanding": 9},
        {"slots": 0},
    ],
)
def test_who_may_not_or_can_not_gets_nothing(useless: dict[str, object]) -> None:
    assert taken([candidate("a", **useless)], 1) == {}
    assert taken([candidate("a", **useless), candidate("b")], 1) == {"b": 1}


REASONS = [
    ([], "no executor node has enrolled"),
    ([candidate("a", status="pending")], "no executor node is authorised: a is pending"),
    (
        [candidate("a", status="pending"), candidate("b", status="suspended")],
        "no executor node is authorised: a is pending, b is suspended",
    ),
    ([candidate("a", last_heard=None)], "executor node a has not been heard of yet"),
    (
        [candidate("a", last_heard=NOW - timedelta(seconds=40)), candidate("b", status="pending")],
        "executor node a has not been heard of for 40 s",
    ),
    (
        [candidate("a", problem="it answers 500", problem_until=NOW + PATIENCE)],
        "executor node a: it answers 500",
    ),
    ([candidate("a", outstanding=4)], "all 4 slots are taken"),
    ([candidate("a", outstanding=4), candidate("b", slots=2, outstanding=2)], "all 6 slots are taken"),
    ([candidate("a", slots=1, outstanding=1)], "the only slot is taken"),
    (
        [candidate("a", slots=8, max_parallel=2, outstanding=2), candidate("b", outstanding=4)],
        "all 6 slots are taken; a may use 2 of its 8",
    ),
    ([candidate("a", slots=0)], "executor node a takes nothing now"),
]


@pytest.mark.parametrize(("candidates", "reason"), REASONS)
def test_the_reason_is_said_in_words(candidates: list[Candidate], reason: str) -> None:
    assert assign(candidates, 1, NOW, PATIENCE).reason == reason
