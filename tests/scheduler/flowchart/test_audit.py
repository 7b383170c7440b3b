"""Auditing a walk by its events: what is well is left alone, and what is not is found where it happens."""

from typing import Any

from noc_scheduler.flowchart.audit import attempts
from noc_scheduler.flowchart.audit.entries import WALK_ENTRIES
from noc_scheduler.flowchart.audit.finding import Finding, Invariant
from noc_scheduler.flowchart.audit.ledger import Ledger
from noc_scheduler.flowchart.audit.replay import Entry, replay
from noc_scheduler.flowchart.audit.told import Told
from noc_scheduler.flowchart.events import EventType

from .conftest import Traveller, flowchart_of

ANNA = {"id": "1", "name": "Anna", "kind": "person"}
NODES = """
begin: {kind: start, next: work}
work: {kind: task, rerun: once, module: m, next: {succeeded: done, failed: bad}}
bad: {kind: end, status: failed}
done: {kind: end}
"""
ENTRIES = {
    **WALK_ENTRIES,
    "attempt.dispatched": Entry(attempts.dispatched),
    "attempt.started": Entry(attempts.started),
    "attempt.lost": Entry(attempts.lost),
    "attempt.late": Entry(attempts.reported_late, after_end=True),
}


class Book:
    """A ledger into which events are told one after the other."""

    def __init__(self) -> None:
        self.ledger = Ledger("web1", flowchart_of(NODES))

    def tell(self, type: str, cause: dict[str, Any] | None = None, **data: Any) -> list[Finding]:
        """What the next event makes the audit find."""
        before = len(self.ledger.findings)
        told = Told(self.ledger.seq + 1, type, data, ANNA, cause or {"kind": "test"})
        replay(self.ledger, told, ENTRIES)
        return self.ledger.findings[before:]

    def follow(self, traveller: Traveller, cause: dict[str, Any] | None = None) -> None:
        for event in traveller.events:
            assert self.tell(str(event.type), cause, **event.data) == []

    def attempt(self, what: str, number: int = 1, lease: int = 1, **more: Any) -> list[Finding]:
        about = {"visit": 2, "node": "work", "attempt": f"a{number}", "number": number, "lease": lease}
        return self.tell(f"attempt.{what}", **about, **more)


def begun(travel: Any) -> tuple[Traveller, Book]:
    """A walk whose only task is under way, and its book."""
    traveller, book = travel(NODES).start(), Book()
    book.follow(traveller)
    assert book.attempt("dispatched") == []
    assert book.attempt("started") == []
    return traveller, book


def test_every_event_of_a_walk_has_an_entry() -> None:
    assert set(EventType) <= WALK_ENTRIES.keys()


def test_a_walk_that_went_well_has_no_finding(travel: Any) -> None:
    traveller, book = begun(travel)
    book.follow(traveller.report(), {"kind": "report", "attempt": "a1", "seq": 2})
    assert (book.ledger.over, book.ledger.status, book.ledger.tokens) == (True, "succeeded", {})


def test_an_event_nobody_knows_is_said_to_be_so_and_the_replay_goes_on(travel: Any) -> None:
    traveller, book = begun(travel)
    (finding,) = book.tell("visit.dreamt", visit=2)
    assert (finding.invariant, finding.seq) == (Invariant.EVENT_UNKNOWN, book.ledger.seq)
    book.follow(traveller.report(), {"kind": "report", "attempt": "a1", "seq": 2})


def test_an_event_without_what_it_needs_is_found_and_never_raises(travel: Any) -> None:
    _, book = begun(travel)
    for entry in ENTRIES:
        assert isinstance(book.tell(entry), list)
    assert Invariant.LOG_IS_WHOLE in {finding.invariant for finding in book.ledger.findings}


def test_a_lost_attempt_of_a_step_that_runs_once_is_not_made_good_by_another(travel: Any) -> None:
    traveller, book = begun(travel)
    assert book.attempt("lost") == []
    book.follow(traveller.report("lost"), {"kind": "lease", "attempt": "a1"})
    found = [*book.attempt("dispatched", number=2), *book.attempt("started", number=2)]
    assert [finding.invariant for finding in found] == [Invariant.RUN_ONCE, Invariant.RUN_ONCE]


def test_an_attempt_comes_back_under_the_next_lease_and_no_other(travel: Any) -> None:
    traveller, book = travel(NODES).start(), Book()
    book.follow(traveller)
    assert book.attempt("dispatched", lease=1) == []
    assert book.attempt("dispatched", lease=2) == []
    assert book.attempt("late", lease=1, outcome=None) == []
    assert [finding.invariant for finding in book.attempt("dispatched", lease=2)] == [Invariant.ONE_LEASE]


def test_what_is_called_late_in_time_is_found(travel: Any) -> None:
    _, book = begun(travel)
    (finding,) = book.attempt("late", outcome="succeeded")
    assert finding.invariant == Invariant.LATE_MOVES_NOTHING


def test_a_walk_goes_on_from_where_somebody_has_put_its_token(travel: Any) -> None:
    traveller, book = begun(travel)
    book.follow(traveller.report("failed"), {"kind": "report", "attempt": "a1", "seq": 2})
    assert book.tell("host_run.resumed", reason="it is repaired") == []
    assert book.tell("token.resumed", token=2, node="done", was=1, resting=False, came_from=None) == []
    assert (
        book.tell("token.moved", **{"from": "done"}, token=2, node="work", came_from=None, reason="again")
        == []
    )
    assert book.tell("visit.started", visit=4, node="work", token=2, kind="task", came_from=None) == []
    assert not book.ledger.over


def test_without_being_resumed_nothing_comes_after_the_end(travel: Any) -> None:
    traveller, book = begun(travel)
    book.follow(traveller.report(), {"kind": "report", "attempt": "a1", "seq": 2})
    finding, *_ = book.tell(
        "token.moved", **{"from": "done"}, token=2, node="work", came_from=None, reason="again"
    )
    assert (finding.invariant, finding.message) == (
        Invariant.DECIDED_ONCE,
        "token.moved after the walk was over",
    )


def test_acts_of_people_carry_a_reason(travel: Any) -> None:
    _, book = begun(travel)
    assert book.tell("host_run.paused", reason="") == []
    (finding,) = book.tell("host_run.continued")
    assert finding.invariant == Invariant.ACCOUNTED_FOR


def test_without_its_flowchart_a_walk_is_still_counted(travel: Any) -> None:
    """The pinned flowchart can't be read: tokens and visits are told by the events alone."""
    book = Book()
    book.ledger.flowchart = None
    traveller = travel(NODES).start()
    for event in traveller.events:
        assert book.tell(str(event.type), **event.data) == []
    assert book.ledger.open_visits.keys() == {2}
