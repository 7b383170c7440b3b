"""The checker itself: books in order are left in peace, and each disorder is found that the audit does not look for."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from tests.faults import invariants
from tests.faults.invariants import Books

EXECUTION, HOST_RUN = UUID(int=1), UUID(int=2)
ATTEMPT, SECOND = str(UUID(int=3)), str(UUID(int=4))
CANONICAL = {"spec": {"nodes": {"one": {"rerun": "once"}, "two": {"rerun": "repeatable"}}}}


def row(**values: Any) -> Any:
    return SimpleNamespace(**values)


def event(seq: int, type_: str, cause: dict[str, Any] | None = None, **data: Any) -> Any:
    return row(seq=seq, type=type_, data=data, cause=cause)


def told() -> list[Any]:
    """One host walks over one step, whose first attempt is lost."""
    return [
        event(1, "visit.started", visit=1, token=1, node="two"),
        event(2, "attempt.dispatched", visit=1, attempt=ATTEMPT),
        event(3, "attempt.lost", visit=1, attempt=ATTEMPT),
        event(4, "attempt.dispatched", visit=1, attempt=SECOND),
        event(5, "visit.finished", {"kind": "report", "attempt": SECOND}, visit=1, token=1),
        event(6, "token.ended", token=1),
        event(7, "host_run.finished"),
    ]


def books(events: list[Any] | None = None, status: str = "succeeded", **changes: Any) -> Books:
    events = told() if events is None else events
    values: dict[str, Any] = {
        "executions": {EXECUTION: row(status=status, canonical=CANONICAL)},
        "host_runs": {
            HOST_RUN: row(id=HOST_RUN, name="web1", status=status, execution=EXECUTION, last_seq=len(events))
        },
        "visits": [row(execution=EXECUTION, host_run=HOST_RUN, node="two")],
        "attempts": [attempt(UUID(int=3), "lost"), attempt(UUID(int=4), "succeeded")],
        "waits": [],
        "events": {HOST_RUN: events},
    }
    return Books(**{**values, **changes})


def attempt(identity: UUID, status: str) -> Any:
    return row(id=identity, execution=EXECUTION, host_run=HOST_RUN, node="two", visit=1, status=status)


def found(one: Books, executed: int = 2, late: frozenset[str] = frozenset()) -> set[str]:
    """The numbers of the invariants that are broken."""
    lines = [
        *invariants.nobody_is_lost(one),
        *invariants.executed_at_most_as_promised(one, {(str(EXECUTION), "web1", "two"): executed}),
        *invariants.late_is_told_and_moves_nothing(one, {"node-1": set(late)}),
    ]
    return {line.split()[0] for line in lines}


def test_books_in_order_break_nothing() -> None:
    assert found(books()) == set()


@pytest.mark.parametrize(
    ("disorder", "number"),
    [
        (books(told()[:5], "waiting"), "I1"),
        (books(attempts=[attempt(UUID(int=3), "lost"), attempt(UUID(int=4), "lost")]), "I8"),
    ],
)
def test_each_disorder_is_found(disorder: Books, number: str) -> None:
    assert number in found(disorder)


def test_what_was_executed_more_often_than_tried_is_found() -> None:
    assert found(books(), executed=3) == {"I6"}


def test_what_was_late_and_is_told_nowhere_is_found() -> None:
    assert found(books(), late=frozenset({ATTEMPT})) == {"I8"}
