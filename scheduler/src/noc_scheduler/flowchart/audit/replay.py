"""Replaying: one event after the other is entered into a ledger, and judged by what was there before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from noc_scheduler.flowchart.audit.finding import Invariant
from noc_scheduler.flowchart.audit.ledger import Ledger
from noc_scheduler.flowchart.audit.told import Told

ACTOR = ("id", "name", "kind")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a type of event means: how it is entered, and what must be true of each.

    `moves`: it changes the walk, so no report that came late may have caused it. `after_end`: it may come
    when the walk is over. `by_person`: it is the act of somebody who gave a reason, be it an empty one.
    """

    enter: Callable[[Ledger, Told], None]
    moves: bool = False
    after_end: bool = False
    by_person: bool = False


def replay(ledger: Ledger, told: Told, entries: Mapping[str, Entry]) -> None:
    """Enter the next event of the stream; whatever is wrong with it is noted, and never raised."""
    if told.seq != ledger.seq + 1:
        ledger.find(Invariant.LOG_IS_WHOLE, f"comes after event {ledger.seq}", told.seq)
    ledger.seq = max(ledger.seq, told.seq)
    entry = entries.get(told.type)
    if entry is None:
        ledger.find(Invariant.EVENT_UNKNOWN, f"nobody knows what '{told.type}' means", told.seq)
        return
    check_account(ledger, told, entry.by_person)
    if ledger.over and not entry.after_end:
        ledger.find(Invariant.DECIDED_ONCE, f"{told.type} after the walk was over", told.seq)
    if entry.moves:
        _check_cause(ledger, told)
    try:
        entry.enter(ledger, told)
    except (KeyError, TypeError, ValueError) as error:
        problem = f"{told.type} can't be read: {type(error).__name__} {error}"
        ledger.find(Invariant.LOG_IS_WHOLE, problem, told.seq)


def check_account(ledger: Ledger, told: Told, by_person: bool) -> None:
    """Who did it, what led to it, and why."""
    if told.actor is None or not all(told.actor.get(name) for name in ACTOR):
        ledger.find(Invariant.ACCOUNTED_FOR, f"{told.type} does not say who did it", told.seq)
    if told.cause is None or not told.cause.get("kind"):
        ledger.find(Invariant.ACCOUNTED_FOR, f"{told.type} does not say what led to it", told.seq)
    if by_person and told.data.get("reason") is None:
        ledger.find(Invariant.ACCOUNTED_FOR, f"{told.type} is a person's act without a reason", told.seq)


def _check_cause(ledger: Ledger, told: Told) -> None:
    """A report ends its attempt; nothing that it causes may come of an attempt which had ended before."""
    cause = told.cause or {}
    if cause.get("kind") != "report":
        return
    tried, number = ledger.by_id.get(str(cause.get("attempt"))), cause.get("seq")
    if tried is None:
        message = f"{told.type} was caused by a report about an attempt that was never dispatched"
        ledger.find(Invariant.LATE_MOVES_NOTHING, message, told.seq)
    elif tried.is_under_way:
        tried.end(number)
    elif tried.ended_by is None or tried.ended_by != number:
        message = f"{told.type} was caused by a report about an attempt that was {tried.stage} by then"
        ledger.find(Invariant.LATE_MOVES_NOTHING, message, told.seq)
