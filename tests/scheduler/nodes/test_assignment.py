"""Who takes what is decided from counts and times, and said in words when nobody does."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from noc_scheduler.nodes.assignment import Candidate, Wanted, assign, reach, why_not

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


def takers(candidates: list[Candidate], *wanted: str) -> list[str | None]:
    names = {one.id: one.name for one in candidates}
    return [
        None if one is None else names[one]
        for one in assign(candidates, list(map(Wanted, wanted)), NOW, PATIENCE)
    ]


def taken(candidates: list[Candidate], wanted: int) -> dict[str, int]:
    names = [name for name in takers(candidates, *[""] * wanted) if name is not None]
    return {name: names.count(name) for name in dict.fromkeys(names)}


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
        {"draining": True},
        {"pull": True},
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
    assert str(why_not(candidates, "", NOW, PATIENCE)) == reason


LISBON, PORTO = {"site": "lisbon", "zone": "dmz"}, {"site": "porto"}


def test_each_goes_to_an_executor_node_that_has_its_labels() -> None:
    both = [candidate("lis-1", labels=LISBON), candidate("prt-1", labels=PORTO), candidate("any")]
    assert takers(both, "site=porto", "site=lisbon", "site=lisbon,zone=dmz") == ["prt-1", "lis-1", "lis-1"]


def test_one_that_nobody_may_take_blocks_no_other() -> None:
    assert takers([candidate("lis-1", labels=LISBON)], "site=faro", "site=lisbon", "") == [
        None,
        "lis-1",
        "lis-1",
    ]
    full = [candidate("lis-1", labels=LISBON, slots=1), candidate("prt-1", labels=PORTO)]
    assert takers(full, "site=lisbon", "site=lisbon", "site=porto") == ["lis-1", None, "prt-1"]


def test_who_lost_it_before_gets_it_again_only_if_nobody_else_can() -> None:
    a, b, c = candidate("a"), candidate("b", outstanding=3), candidate("c", outstanding=2)
    everyone = [a, b, c]
    assert assign(everyone, [Wanted(lost_on=[a.id])], NOW, PATIENCE) == [c.id]
    assert assign(everyone, [Wanted(lost_on=[a.id, c.id])], NOW, PATIENCE) == [b.id]
    assert assign([a], [Wanted(lost_on=[a.id])], NOW, PATIENCE) == [a.id]


LONG_AGO = NOW - timedelta(seconds=12)
REASONS_FOR_LISBON = [
    ([], "no executor node has site=lisbon"),
    ([candidate("prt-1", labels=PORTO)], "no executor node has site=lisbon"),
    (
        [candidate("lis-1", labels=LISBON, last_heard=LONG_AGO), candidate("prt-1", labels=PORTO)],
        "executor node lis-1 (site=lisbon) has not been heard of for 12 s",
    ),
    (
        [candidate("lis-1", labels=LISBON, status="pending")],
        "no executor node with site=lisbon is authorised: lis-1 is pending",
    ),
    ([candidate("lis-1", labels=LISBON, outstanding=4)], "all 4 slots with site=lisbon are taken"),
    ([candidate("lis-1", labels=LISBON, draining=True)], "executor node lis-1 (site=lisbon) is draining"),
    (
        [candidate("lis-1", labels=LISBON, pull=True)],
        "executor node lis-1 (site=lisbon) takes it with its next heartbeat",
    ),
]


@pytest.mark.parametrize(("candidates", "reason"), REASONS_FOR_LISBON)
def test_the_reason_names_the_labels(candidates: list[Candidate], reason: str) -> None:
    assert str(why_not(candidates, "site=lisbon", NOW, PATIENCE)) == reason


def placed(candidates: list[Candidate], *wanted: Wanted) -> list[str | None]:
    names = {one.id: one.name for one in candidates}
    return [None if one is None else names[one] for one in assign(candidates, wanted, NOW, PATIENCE)]


QUICK, SLOW = Wanted(quick=True), Wanted()


def test_quick_attempts_may_wait_for_a_slot_where_they_will_run() -> None:
    node = candidate("a", slots=2)
    assert placed([node], *[QUICK] * 30).count("a") == 20
    assert placed([node], *[SLOW] * 10).count("a") == 2
    assert reach([node], "", NOW, PATIENCE) == 20


def test_quick_attempts_take_free_slots_before_they_stand_in_line_anywhere() -> None:
    assert placed([candidate("a", slots=2, outstanding=2), candidate("b", slots=1)], QUICK) == ["b"]


def test_no_quick_attempt_goes_ahead_where_an_earlier_one_waits_for_a_slot() -> None:
    full = candidate("a", slots=2, outstanding=2)
    assert placed([full], QUICK, SLOW, QUICK) == ["a", None, None]
    other = candidate("b", slots=1, outstanding=1, labels={"site": "north"})
    asked = [Wanted("site=north"), QUICK, Wanted("site=north", quick=True)]
    assert placed([full, other], *asked) == [None, "a", None]


def test_nothing_is_placed_ahead_where_an_administrator_has_set_a_limit() -> None:
    limited = candidate("a", slots=8, max_parallel=2)
    assert placed([limited], *[QUICK] * 10).count("a") == 2
    assert reach([limited], "", NOW, PATIENCE) == 2
