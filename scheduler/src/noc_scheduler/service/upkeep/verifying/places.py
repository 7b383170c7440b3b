"""Where a HostRun is: what the tables say must be what its events add up to."""

from collections.abc import Mapping
from typing import Any

from noc_scheduler.flowchart.audit.finding import Invariant
from noc_scheduler.flowchart.audit.ledger import Ledger
from noc_scheduler.flowchart.vocabulary import ACTIVE, FINISHED, Status
from noc_scheduler.store.auditing import Rows


def compare_places(ledger: Ledger, rows: Rows) -> None:
    """Note every difference between the replay and the rows of tokens, visits, steps, arrows and the walk."""
    _numbers(ledger, rows)
    _walk(ledger, rows)
    _tokens(ledger, rows)
    _visits(ledger, rows)
    steps = {row.node: row.outcome for row in rows.steps}
    _differ(ledger, "step", ledger.steps, steps)
    arrows = {row.seq: (row.source, row.outcome, row.target) for row in rows.arrows}
    _differ(ledger, "arrow taken by event", ledger.arrows, arrows)


def _numbers(ledger: Ledger, rows: Rows) -> None:
    if ledger.seq != rows.host_run.last_seq:
        message = f"there are events up to {ledger.seq}, and {rows.host_run.last_seq} were numbered"
        ledger.find(Invariant.LOG_IS_WHOLE, message)


def _walk(ledger: Ledger, rows: Rows) -> None:
    row = rows.host_run
    over = row.status in FINISHED
    if over != ledger.over or (over and row.status != ledger.status):
        ledger.find(Invariant.LOG_IS_WHOLE, f"the events say {ledger.status}, the table {row.status}")
    if row.status == Status.QUEUED and ledger.status != Status.QUEUED:
        ledger.find(Invariant.LOG_IS_WHOLE, "the events say that it has begun, the table that it has not")
    if not _forced(ledger) and row.state["status"] != row.status:
        message = f"its state says {row.state['status']}, its row {row.status}"
        ledger.find(Invariant.LOG_IS_WHOLE, message)
    if row.status in (Status.RUNNING, Status.WAITING):
        standing = all(each["status"] == Status.WAITING for each in row.state["open_visits"].values())
        if standing != (row.status == Status.WAITING):
            ledger.find(Invariant.LOG_IS_WHOLE, f"it is {row.status}, and its open visits say otherwise")
    if over and ledger.end is not None:
        _end(ledger, row, ledger.end)


def _forced(ledger: Ledger) -> bool:
    """Whether it was ended by its rows alone: its state, which nothing could walk on from, was left as it was."""
    return ledger.end is not None and bool(ledger.end.get("forced"))


def _end(ledger: Ledger, row: Any, end: Mapping[str, Any]) -> None:
    reason = end.get("reason") or {}
    failed = row.status == Status.FAILED and end.get("reason") is not None
    word = reason.get("outcome") if failed else row.status
    if row.outcome_word != word:
        message = f"the events say that it ended {word}, the table {row.outcome_word}"
        ledger.find(Invariant.LOG_IS_WHOLE, message)
    if row.finished_at is None:
        ledger.find(Invariant.LOG_IS_WHOLE, f"it is {row.status}, and nobody knows since when")


def _tokens(ledger: Ledger, rows: Rows) -> None:
    _differ(ledger, "token", ledger.places, {row.id: row.node for row in rows.tokens})
    inside = {token: place.visit for token, place in ledger.tokens.items()}
    for row in rows.tokens:
        if row.id in inside and inside[row.id] != row.visit:
            message = f"token {row.id} is in visit {inside[row.id]} by the events, in {row.visit} by its row"
            ledger.find(Invariant.LOG_IS_WHOLE, message)
    held = {each["token"] for each in rows.host_run.state.get("held", ())}
    for token, place in ledger.tokens.items():
        node = ledger.node(place.node)
        if (
            place.visit is None
            and token not in held
            and rows.host_run.status in ACTIVE
            and node is not None
            and node.kind != "join"
        ):
            ledger.find(Invariant.TOKENS_CONSERVED, f"token {token} rests before '{place.node}', no join")


def _visits(ledger: Ledger, rows: Rows) -> None:
    told = {number: (each.node, each.kind, each.outcome) for number, each in ledger.visits.items()}
    _differ(ledger, "visit", told, {row.number: (row.node, row.kind, row.outcome) for row in rows.visits})
    for row in rows.visits:
        seen = ledger.visits.get(row.number)
        if seen is None:
            continue
        if not seen.is_open and row.status != seen.status:
            message = f"visit {row.number} ended {seen.status} by the events, and is {row.status} by its row"
            ledger.find(Invariant.DECIDED_ONCE, message)
        elif seen.is_open and row.status not in ACTIVE:
            message = f"visit {row.number} is open by the events, and {row.status} by its row"
            ledger.find(Invariant.DECIDED_ONCE, message)
    if _forced(ledger):
        return
    kept = {int(number): each["node"] for number, each in rows.host_run.state["open_visits"].items()}
    _differ(ledger, "open visit", {number: each.node for number, each in ledger.open_visits.items()}, kept)


def _differ(ledger: Ledger, what: str, told: Mapping[Any, Any], kept: Mapping[Any, Any]) -> None:
    for key in sorted(told.keys() | kept.keys()):
        if told.get(key) != kept.get(key):
            message = f"{what} {key} is {_words(told.get(key))} by the events, and {_words(kept.get(key))} by the table"
            ledger.find(Invariant.LOG_IS_WHOLE, message)


def _words(value: Any) -> str:
    if value is None:
        return "not there"
    return ", ".join(str(each) for each in value) if isinstance(value, tuple) else str(value)
