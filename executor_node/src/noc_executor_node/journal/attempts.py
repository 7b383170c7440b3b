"""The attempts in the journal: accepted once, begun at most once, ended once."""

import sqlite3
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from noc_executor_node.attempts import Attempt
from noc_executor_node.instants import instant_text, now, now_text
from noc_executor_node.journal.accepting import FULL, STOPPING, Answer, accept_one, find_row
from noc_executor_node.journal.claiming import Claimant, Claimed, claim_next
from noc_executor_node.journal.database import Database
from noc_executor_node.journal.ending import end_begun, end_waiting, expire_due
from noc_executor_node.journal.standing import is_stopping
from noc_executor_node.outcomes import Outcome
from noc_executor_node.vocabulary import AttemptOutcome, AttemptState

KEPT = timedelta(days=30)
#: So many attempts are forgotten at a time; where it was so many, more may be left.
MOST_PRUNED = 1_000
#: The states are spelt out: for parameters SQLite would read every attempt instead of the index of that state.
QUEUED = "SELECT count(*) FROM attempts WHERE state = 'queued'"
RUNNING = "SELECT count(*) FROM attempts WHERE state = 'running'"


class Attempts:
    """The journal's attempts. Every method is one transaction, and harmless when repeated."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def accept(self, batch: Sequence[tuple[Attempt, str]], queue_limit: int) -> list[Answer]:
        """Take attempts with their wire documents into the queue; one answer each, in the same order."""
        with self._database.writing() as connection:
            waiting = _count(connection, QUEUED)
            closed = is_stopping(connection)
            answers = []
            for attempt, document in batch:
                refusal = STOPPING if closed else FULL if waiting >= queue_limit else None
                answer = accept_one(connection, attempt, document, refusal)
                waiting += answer.status == "accepted"
                answers.append(answer)
        return answers

    def claim(self, claimant: Claimant) -> Claimed | None:
        """The attempt that waits longest, now the claimant's; None when nothing waits or may begin."""
        with self._database.writing(settled=False) as connection:
            return claim_next(connection, claimant, now_text())

    def finish(self, attempt: str, lease: int, outcome: Outcome) -> bool:
        """Keep what came of a begun attempt and the report about it; False when it was over already.

        On the disk before the report is sent.
        """
        with self._database.writing(settled=False) as connection:
            return end_begun(connection, attempt, lease, now_text(), outcome)

    def finish_and_claim(self, ended: Claimed, outcome: Outcome, claimant: Claimant) -> Claimed | None:
        """`finish` one attempt and `claim` the next, both or neither: half of what the two would cost one by one."""
        with self._database.writing(settled=False) as connection:
            at = now_text()
            end_begun(connection, ended.id, ended.lease, at, outcome)
            return claim_next(connection, claimant, at)

    def ask_to_cancel(self, attempt: str, lease: int | None, reason: str) -> str:
        """`asked`, `unknown` or `finished`; one that waits ends at once. A lease of None means whichever it is."""
        with self._database.writing() as connection:
            row = find_row(connection, attempt)
            if row is None or lease not in (None, row["lease"]):
                return "unknown"
            if row["state"] == AttemptState.QUEUED:
                outcome = Outcome(AttemptOutcome.CANCELLED, message=f"{reason} (it had not begun)")
                end_waiting(connection, attempt, row["lease"], now_text(), outcome)
            elif row["state"] == AttemptState.RUNNING:
                connection.execute(
                    "UPDATE attempts SET cancel_reason = coalesce(cancel_reason, ?) WHERE id = ?",
                    (reason, attempt),
                )
            else:
                return "finished"
            return "asked"

    def cancel_reason(self, attempt: str) -> str | None:
        """Why a running attempt is asked to end; None as long as it isn't."""
        row = find_row(self._database.reading(), attempt)
        return None if row is None else row["cancel_reason"]

    def find(self, attempt: str) -> dict[str, Any] | None:
        """What the journal knows of an attempt, without what was to be done."""
        row = find_row(self._database.reading(), attempt)
        if row is None:
            return None
        hidden = ("document", "pid", "pid_started", "queue_until")
        return {name: row[name] for name in row.keys() if name not in hidden}  # noqa: SIM118 a Row iterates values

    def any_waits(self) -> bool:
        """Whether any attempt waits here."""
        query = "SELECT 1 FROM attempts WHERE state = 'queued' LIMIT 1"
        return self._database.reading().execute(query).fetchone() is not None

    def running(self) -> int:
        """How many attempts have begun and not ended; whoever runs one looks for the next when it ends."""
        return _count(self._database.reading(), RUNNING)

    def expire(self) -> None:
        """End the attempts that waited here longer than they may."""
        with self._database.writing(settled=False) as connection:
            expire_due(connection, now_text())

    def prune(self, most: int = MOST_PRUNED) -> int:
        """Forget what ended over 30 days ago and was reported, at most so many at a time; answers how many."""
        with self._database.writing() as connection:
            return connection.execute(
                "DELETE FROM attempts WHERE id IN (SELECT id FROM attempts WHERE finished_at < ? AND id NOT IN"
                " (SELECT attempt FROM reports WHERE acknowledged = 0) LIMIT ?)",
                (instant_text(now() - KEPT), most),
            ).rowcount


def _count(connection: sqlite3.Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])
