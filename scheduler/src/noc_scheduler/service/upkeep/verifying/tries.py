"""Attempts: at most one may still report for a visit, none is run twice, and their leases are those told."""

from typing import Any

from noc_scheduler.flowchart.audit.attempts import runs_once
from noc_scheduler.flowchart.audit.finding import Invariant
from noc_scheduler.flowchart.audit.ledger import Ledger, Stage, Tried
from noc_scheduler.flowchart.vocabulary import FINISHED, Status
from noc_scheduler.store.attempts import LOST, OPEN
from noc_scheduler.store.auditing import Rows

#: What an attempt may be whose end nobody has reported.
UNREPORTED = frozenset({LOST, Status.CANCELLED})


def compare_attempts(ledger: Ledger, rows: Rows) -> None:
    """Note every difference between the replay and the rows of attempts."""
    by_visit: dict[int, list[Any]] = {}
    for row in rows.attempts:
        by_visit.setdefault(row.visit, []).append(row)
        _one(ledger, row, ledger.attempts.get((row.visit, row.number)))
    kept = {(row.visit, row.number) for row in rows.attempts}
    for visit, number in sorted(ledger.attempts.keys() - kept):
        message = f"attempt {number} of visit {visit} was dispatched by the events, and has no row"
        ledger.find(Invariant.LOG_IS_WHOLE, message)
    for visit, tried in by_visit.items():
        _together(ledger, rows, visit, tried)


def _one(ledger: Ledger, row: Any, told: Tried | None) -> None:
    name = f"attempt {row.number} of visit {row.visit}"
    if row.lease != (told.lease if told is not None else 0):
        message = f"{name} has lease {row.lease}, and the events tell of {told.lease if told else 0}"
        ledger.find(Invariant.ONE_LEASE, message)
    if told is None:
        if row.status not in (Status.QUEUED, Status.CANCELLED):
            ledger.find(Invariant.LOG_IS_WHOLE, f"{name} is {row.status}, and was never dispatched")
        return
    if told.id != str(row.id):
        ledger.find(Invariant.LOG_IS_WHOLE, f"{name} is {row.id}, and the events tell of {told.id}")
    if row.status in OPEN and not told.is_under_way:
        ledger.find(Invariant.ONE_LEASE, f"{name} may still report, and was {told.stage} by the events")
    if (row.status == LOST) != (told.stage is Stage.LOST):
        ledger.find(Invariant.LOG_IS_WHOLE, f"{name} is {row.status}, and {told.stage} by the events")
    if row.status in FINISHED - UNREPORTED and told.ended_by is None and not told.heard_after:
        ledger.find(Invariant.LATE_MOVES_NOTHING, f"{name} is {row.status}, and nothing came of its report")
    if row.status == Status.RUNNING and not told.started:
        ledger.find(Invariant.LOG_IS_WHOLE, f"{name} is running, and nobody has said that it began")


def _together(ledger: Ledger, rows: Rows, visit: int, tried: list[Any]) -> None:
    seen = ledger.visits.get(visit)
    live = [row for row in tried if row.status in OPEN]
    if len(live) > 1:
        numbers = " and ".join(str(row.number) for row in live)
        ledger.find(Invariant.ONE_LEASE, f"attempts {numbers} of visit {visit} may both report")
    if live and (seen is None or not seen.is_open):
        ledger.find(
            Invariant.ONE_LEASE, f"attempt {live[0].number} may report for visit {visit}, which is over"
        )
    if seen is None:
        return
    again = [row for row in tried if row.started_at is not None]
    allowed = 1 + seen.retried - seen.after_loss
    if runs_once(ledger.node(seen.node)) and len(again) > allowed:
        message = f"'{seen.node}' runs once, and visit {visit} has {len(again)} attempts that began"
        ledger.find(Invariant.RUN_ONCE, message)
    for row in (row for row in rows.visits if row.number == visit and row.attempts != len(tried)):
        message = f"visit {visit} has made {row.attempts} attempts by its row, and {len(tried)} are there"
        ledger.find(Invariant.LOG_IS_WHOLE, message)
