"""Taking one attempt in, inside a transaction: what was heard before is told from what is new."""

import sqlite3
from dataclasses import dataclass
from datetime import timedelta

from noc_executor_node.attempts import Attempt
from noc_executor_node.instants import instant_text, now, now_text
from noc_executor_node.vocabulary import AttemptState

FULL = ("executor_node.queue_full", "too many attempts wait here")
STOPPING = ("executor_node.stopping", "it is being stopped")


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
    until = attempt.queue_timeout_ms
    connection.execute(
        "INSERT INTO attempts (id, lease, state, document, accepted_at, queue_until) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET lease = excluded.lease, state = excluded.state,"
        " document = excluded.document, accepted_at = excluded.accepted_at,"
        " queue_until = excluded.queue_until, outcome = NULL, cancel_reason = NULL, finished_at = NULL",
        (
            attempt.id,
            attempt.lease,
            AttemptState.QUEUED,
            document,
            now_text(),
            None if until is None else instant_text(now() + timedelta(milliseconds=until)),
        ),
    )
    return Answer(attempt.id, "accepted")


def find_row(connection: sqlite3.Connection, attempt: str) -> sqlite3.Row | None:
    """The journal's row of an attempt."""
    row: sqlite3.Row | None = connection.execute("SELECT * FROM attempts WHERE id = ?", (attempt,)).fetchone()
    return row
