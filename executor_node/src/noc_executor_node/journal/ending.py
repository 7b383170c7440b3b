"""Ending one attempt, inside a transaction: it was begun, or it never began and will not."""

import sqlite3

from noc_executor_node.journal.reports import append_report
from noc_executor_node.outcomes import Outcome
from noc_executor_node.vocabulary import AttemptOutcome, AttemptState

_END = (
    "UPDATE attempts SET state = 'finished', outcome = ?, document = NULL, finished_at = ?"
    " WHERE id = ? AND lease = ? AND state IN "
)
#: An abandoned one was running too: its executor lives after all.
END_OF_BEGUN, END_OF_WAITING = f"{_END}('running', 'abandoned')", f"{_END}('queued')"
DUE = "SELECT id, lease FROM attempts WHERE state = 'queued' AND queue_until < ?"


def end_begun(connection: sqlite3.Connection, attempt: str, lease: int, at: str, outcome: Outcome) -> bool:
    """Keep what came of a begun attempt, and the report about it; False when it was over already."""
    return _end(connection, END_OF_BEGUN, attempt, lease, at, outcome)


def end_waiting(connection: sqlite3.Connection, attempt: str, lease: int, at: str, outcome: Outcome) -> bool:
    """Keep why an attempt that waits here will never begin, and the report about it; False when it doesn't wait."""
    return _end(connection, END_OF_WAITING, attempt, lease, at, outcome)


def expire_due(connection: sqlite3.Connection, at: str) -> None:
    """End the attempts that waited here longer than they may."""
    for row in connection.execute(DUE, (at,)).fetchall():
        words = "it waited in the executor node's queue for longer than it may and never began"
        outcome = Outcome(AttemptOutcome.TIMED_OUT, message=words, code="queue.expired")
        end_waiting(connection, row["id"], row["lease"], at, outcome)


def _end(
    connection: sqlite3.Connection, statement: str, attempt: str, lease: int, at: str, outcome: Outcome
) -> bool:
    ended = connection.execute(statement, (outcome.outcome, at, attempt, lease)).rowcount == 1
    if ended:
        append_report(
            connection, attempt, lease, at, {"state": AttemptState.FINISHED, **outcome.as_document()}
        )
    return ended
