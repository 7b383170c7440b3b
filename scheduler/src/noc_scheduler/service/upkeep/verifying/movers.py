"""What will move a HostRun: every open visit has an attempt, a wait or an answer on its way, or it is stuck."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from noc_scheduler.flowchart.audit.finding import Invariant
from noc_scheduler.flowchart.audit.ledger import Ledger
from noc_scheduler.flowchart.vocabulary import ACTIVE, FINISHED, Status, WaitsFor
from noc_scheduler.store.attempts import OPEN
from noc_scheduler.store.auditing import Rows
from noc_scheduler.store.crossings import Crossing
from noc_scheduler.store.waits import WHOLE, WaitAct

#: Which acts may end what a visit waits for.
ACTS: Mapping[WaitsFor, frozenset[str]] = {
    WaitsFor.REPORT: frozenset({WaitAct.GIVE_UP_QUEUE}),
    WaitsFor.TIME: frozenset({WaitAct.ELAPSE}),
    WaitsFor.PERSON: frozenset({WaitAct.GIVE_UP_DECISION, WaitAct.ELAPSE}),
    WaitsFor.ANSWER: frozenset({WaitAct.ELAPSE}),
    WaitsFor.TURN: frozenset({WaitAct.GIVE_UP_CROSSING}),
    WaitsFor.GATE: frozenset({WaitAct.GIVE_UP_CROSSING, WaitAct.OPEN_GATE}),
    WaitsFor.PROCEDURE: frozenset({WaitAct.GIVE_UP_CROSSING}),
}
#: For these a place is kept where the answer of other walks is put.
AT_CROSSINGS = frozenset({WaitsFor.TURN, WaitsFor.GATE, WaitsFor.PROCEDURE})


@dataclass(frozen=True, slots=True)
class Moment:
    """When the rows were read, and how late an act may be before it counts as one that nobody does."""

    now: datetime
    patience: timedelta

    def overdue(self, due: datetime) -> bool:
        """Whether what was due then should have been done long ago."""
        return due + self.patience < self.now


def check_movers(ledger: Ledger, rows: Rows, moment: Moment) -> None:
    """Note every visit that nothing will move, and everything that waits for a visit which is over."""
    row = rows.host_run
    over = row.status in FINISHED
    visits = {} if over else {int(number): each for number, each in row.state["open_visits"].items()}
    waits = {each.visit: each for each in rows.waits}
    whole = waits.pop(WHOLE, None)
    _check_whole(ledger, row, whole, moment)
    if row.status in (Status.RUNNING, Status.WAITING) and not visits and whole is None:
        ledger.find(Invariant.MOVES_ON, f"it is {row.status}, and stuck: no visit of it is open")
    for number, visit in visits.items():
        _check_visit(ledger, rows, number, visit, waits.get(number), moment)
    for number in sorted(waits.keys() - visits.keys()):
        ledger.find(Invariant.MOVES_ON, f"visit {number} is over, and something waits for it still")
    _check_questions(ledger, rows, visits)
    _check_crossings(ledger, rows, visits)
    for child in rows.called:
        if child.status in ACTIVE and child.caller_visit not in visits and child.cancel is None:
            message = f"execution {child.number} walks for visit {child.caller_visit}, which is over"
            ledger.find(Invariant.MOVES_ON, message)


def _check_whole(ledger: Ledger, row: Any, wait: Any, moment: Moment) -> None:
    """The wait of a walk as a whole: paused, not let begin, or to be resumed."""
    if wait is None:
        if row.status in ACTIVE and row.state.get("paused") is not None:
            ledger.find(Invariant.MOVES_ON, "it is paused, and no wait says how long")
        return
    if row.status in FINISHED and wait.act != WaitAct.RESUME:
        ledger.find(Invariant.MOVES_ON, f"it is {row.status}, and '{wait.act}' waits for it still")
    if not str(wait.reason).strip():
        ledger.find(Invariant.MOVES_ON, "it waits without a reason")
    if moment.overdue(wait.deadline):
        late = (moment.now - wait.deadline).total_seconds()
        ledger.find(Invariant.MOVES_ON, f"'{wait.act}' is overdue since {late:.0f} s")


def _check_visit(
    ledger: Ledger, rows: Rows, number: int, visit: Mapping[str, Any], wait: Any, moment: Moment
) -> None:
    waits_for = WaitsFor(visit["waits_for"])
    held = [row for row in rows.attempts if row.visit == number and row.status in OPEN]
    leased = [row for row in held if row.executor_node is not None]
    name = f"visit {number} of '{visit['node']}'"
    if waits_for is WaitsFor.REPORT and not held:
        ledger.find(Invariant.MOVES_ON, f"{name} is stuck: it waits for a report, and no attempt may report")
        return
    if waits_for is WaitsFor.REPORT and leased:
        _check_lease(ledger, name, leased[0], wait, moment)
        return
    if wait is None:
        ledger.find(
            Invariant.MOVES_ON, f"{name} is stuck: it waits for {waits_for}, and no wait says how long"
        )
        return
    if wait.act not in ACTS[waits_for]:
        ledger.find(Invariant.MOVES_ON, f"{name} waits for {waits_for}, and '{wait.act}' would not end that")
    if not str(wait.reason).strip():
        ledger.find(Invariant.MOVES_ON, f"{name} waits without a reason")
    if moment.overdue(wait.deadline):
        late = (moment.now - wait.deadline).total_seconds()
        ledger.find(Invariant.MOVES_ON, f"{name}: '{wait.act}' is overdue since {late:.0f} s")
    if visit["until"] is not None and wait.act == WaitAct.ELAPSE:
        until = datetime.fromisoformat(visit["until"])
        if wait.deadline < until:
            ledger.find(Invariant.MOVES_ON, f"{name} would be looked at before its time, {visit['until']}")


def _check_lease(ledger: Ledger, name: str, attempt: Any, wait: Any, moment: Moment) -> None:
    if attempt.lease_until is None:
        ledger.find(Invariant.MOVES_ON, f"{name} is stuck: the lease of its attempt never ends")
    elif moment.overdue(attempt.lease_until):
        late = (moment.now - attempt.lease_until).total_seconds()
        ledger.find(Invariant.MOVES_ON, f"{name}: the lease of its attempt is over since {late:.0f} s")
    if wait is not None:
        ledger.find(Invariant.MOVES_ON, f"{name} has an executor node, and '{wait.act}' waits for it still")


def _check_questions(ledger: Ledger, rows: Rows, visits: Mapping[int, Mapping[str, Any]]) -> None:
    asking = {number for number, visit in visits.items() if visit["waits_for"] == WaitsFor.ANSWER}
    asked = {row.visit for row in rows.questions if row.closed_at is None}
    for number in sorted(asking - asked):
        ledger.find(Invariant.MOVES_ON, f"visit {number} waits for an answer, and no question is open")
    for number in sorted(asked - asking):
        ledger.find(Invariant.DECIDED_ONCE, f"the question of visit {number} is open, and the visit is not")


def _check_crossings(ledger: Ledger, rows: Rows, visits: Mapping[int, Mapping[str, Any]]) -> None:
    here = {row.visit: row for row in rows.crossings if row.status != Crossing.PASSED}
    meeting = {
        number: WaitsFor(visit["waits_for"])
        for number, visit in visits.items()
        if visit["waits_for"] in AT_CROSSINGS
    }
    for number, waits_for in meeting.items():
        row = here.get(number)
        if row is None:
            message = f"visit {number} waits for {waits_for}, and no place is kept for what comes of it"
            ledger.find(Invariant.MOVES_ON, message)
        elif row.status == Crossing.CALLING and not _walks(rows, number):
            message = f"visit {number} waits for a sub-procedure, and none walks for it"
            ledger.find(Invariant.MOVES_ON, message)
    for number in sorted(here.keys() - meeting.keys()):
        if here[number].status == Crossing.WAITING:
            message = f"visit {number} does not wait at a crossing, and its arrival does"
            ledger.find(Invariant.MOVES_ON, message)


def _walks(rows: Rows, visit: int) -> bool:
    return any(child.caller_visit == visit and child.status in ACTIVE for child in rows.called)
