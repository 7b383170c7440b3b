"""Taking one attempt in, inside a transaction: what was heard before is told from what is new."""

import sqlite3
from dataclasses import dataclass
from datetime import timedelta

from noc_executor_node.attempts import Attempt
from noc_executor_node.instants import instant_text, now
from noc_executor_node.vocabulary import AttemptState

FULL = ("executor_node.queue_full", "too many attempts wait here")
STOPPING = ("executor_node.stopping", "it is being stopped")


_TAKE_IN = (
    "INSERT INTO attempts (id, lease, state, document, accepted_at, queue_until) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO "
)
NEW = f"{_TAKE_IN} NOTHING"
AGAIN = (
    f"{_TAKE_IN} UPDATE SET lease = excluded.lease, state = excluded.state,"
    " document = excluded.document, accepted_at = excluded.accepted_at,"
    " queue_until = excluded.queue_until, outcome = NULL, cancel_reason = NULL, finished_at = NULL"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one item of a batch; `code` and `message` say why it was refused."""

    id: str
    status: str
    code: str | None = None
    message: str | None = None


def accept_one(
    connection: sqlite3.Connection, attempt: Attempt, document: str, refusal: tuple[str, str] | None
) -> Answer:
    """What becomes of an attempt; `refusal`, a code and words, is why nothing new is taken in."""
    at, until = now(), attempt.queue_timeout_ms
    values = (
        attempt.id,
        attempt.lease,
        AttemptState.QUEUED,
        document,
        instant_text(at),
        None if until is None else instant_text(at + timedelta(milliseconds=until)),
    )
    if refusal is None and connection.execute(NEW, values).rowcount == 1:  # nearly always
        return Answer(attempt.id, "accepted")
    row = find_row(connection, attempt.id)
    if row is not None and attempt.lease == row["lease"]:
        if row["state"] == AttemptState.RETURNED:
            return Answer(attempt.id, "refused", "attempt.returned", "it was given back and never began")
        return Answer(attempt.id, "duplicate")
    if row is not None and attempt.lease < row["lease"]:
        return Answer(attempt.id, "refused", "attempt.stale_lease", f"lease {row['lease']} is newer")
    if row is not None and row["started_at"] is not None:
        return Answer(
            attempt.id, "refused", "attempt.already_started", "it was begun here; it is never run twice"
        )
    if refusal is not None and (row is None or row["state"] == AttemptState.RETURNED):
        return Answer(attempt.id, "refused", *refusal)
    connection.execute(AGAIN, values)
    return Answer(attempt.id, "accepted")


def find_row(connection: sqlite3.Connection, attempt: str) -> sqlite3.Row | None:
    """The journal's row of an attempt."""
    row: sqlite3.Row | None = connection.execute("SELECT * FROM attempts WHERE id = ?", (attempt,)).fetchone()
    return row
