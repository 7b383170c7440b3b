"""The attempts in the journal: accepted once, begun at most once, ended once."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from noc_executor_node.attempts import Attempt
from noc_executor_node.instants import instant_text, now, now_text, uptime
from noc_executor_node.journal.database import Database
from noc_executor_node.journal.reports import append_report
from noc_executor_node.journal.standing import is_stopping, may_begin
from noc_executor_node.outcomes import Outcome
from noc_executor_node.processes import ProcessId, is_alive
from noc_executor_node.vocabulary import AttemptOutcome, AttemptState

KEPT = timedelta(days=30)
#: So often (half a minute) the scheduler may put off a report before its attempt is not vouched for any more.
MOST_TRIES = 5
FULL = ("executor_node.queue_full", "too many attempts wait here")
STOPPING = ("executor_node.stopping", "it is being stopped")
#: The states are spelt out: for parameters SQLite would read every attempt instead of the index of that state.
QUEUED = "SELECT count(*) FROM attempts WHERE state = 'queued'"
RUNNING = "SELECT count(*) FROM attempts WHERE state = 'running'"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one item of a batch; `code` and `message` say why it was refused."""

    id: str
    status: str
    code: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """An attempt that is now this process' to carry out."""

    id: str
    lease: int
    document: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """An attempt this executor node can vouch for: it waits here, its process lives, or it is still to be reported."""

    id: str
    lease: int
    state: AttemptState


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
                answer = _accept(connection, attempt, document, refusal)
                waiting += answer.status == "accepted"
                answers.append(answer)
        return answers

    def begin_anew(self, machine_boot: str) -> int:
        """After a start of the machine, vouch for nothing from before it; answers how much that was.

        Who had begun what may have been forgotten with the power, so nothing that waited then may begin now: the
        leases decide. Called again during the same start of the machine it does nothing.
        """
        with self._database.writing() as connection:
            known = connection.execute("SELECT value FROM standing WHERE name = 'machine_boot'").fetchone()
            if known is not None and known["value"] == machine_boot:
                return 0
            connection.execute(
                "INSERT INTO standing VALUES ('machine_boot', ?) ON CONFLICT DO UPDATE SET value = excluded.value",
                (machine_boot,),
            )
            return connection.execute(
                "UPDATE attempts SET state = ?, document = NULL, finished_at = ? WHERE state IN (?, ?)",
                (AttemptState.ABANDONED, now_text(), AttemptState.QUEUED, AttemptState.RUNNING),
            ).rowcount

    def claim(self, process: ProcessId, boot: str) -> Claimed | None:
        """The attempt that waits longest, now running in `process`; None when nothing waits or may begin."""
        with self._database.writing(settled=False) as connection:
            _expire(connection)
            if not may_begin(connection, boot, uptime()):
                return None
            row = connection.execute(
                "UPDATE attempts SET state = ?, boot = ?, pid = ?, pid_started = ?, started_at = ? WHERE id ="
                " (SELECT id FROM attempts WHERE state = 'queued' ORDER BY accepted_at, id LIMIT 1) RETURNING *",
                (AttemptState.RUNNING, boot, process.pid, process.started, now_text()),
            ).fetchone()
            if row is None:
                return None
            append_report(connection, row["id"], row["lease"], {"state": AttemptState.RUNNING})
            return Claimed(row["id"], row["lease"], json.loads(row["document"]))

    def finish(self, attempt: str, lease: int, outcome: Outcome) -> bool:
        """Keep what came of a begun attempt and the report about it; False when it was over already.

        On the disk before the report is sent.
        """
        with self._database.writing(settled=False) as connection:
            return _finish(
                connection, attempt, lease, outcome, (AttemptState.RUNNING, AttemptState.ABANDONED)
            )

    def ask_to_cancel(self, attempt: str, lease: int | None, reason: str) -> str:
        """`asked`, `unknown` or `finished`; one that waits ends at once. A lease of None means whichever it is."""
        with self._database.writing() as connection:
            row = _find(connection, attempt)
            if row is None or lease not in (None, row["lease"]):
                return "unknown"
            if row["state"] == AttemptState.QUEUED:
                outcome = Outcome(AttemptOutcome.CANCELLED, message=f"{reason} (it had not begun)")
                _finish(connection, attempt, row["lease"], outcome, (AttemptState.QUEUED,))
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
        row = _find(self._database.reading(), attempt)
        return None if row is None else row["cancel_reason"]

    def find(self, attempt: str) -> dict[str, Any] | None:
        """What the journal knows of an attempt, without what was to be done."""
        row = _find(self._database.reading(), attempt)
        if row is None:
            return None
        hidden = ("document", "pid", "pid_started", "queue_until")
        return {name: row[name] for name in row.keys() if name not in hidden}  # noqa: SIM118 a Row iterates values

    def held(self) -> list[Held]:
        """Everything this executor node can vouch for at this moment.

        A running attempt whose process is gone becomes `abandoned`: what came of it is not known here, so
        nothing is said about it, and the scheduler's lease decides.
        """
        query = "SELECT * FROM attempts WHERE state IN ('queued', 'running') ORDER BY accepted_at, id"
        rows = self._database.reading().execute(query).fetchall()
        gone = [row["id"] for row in rows if row["state"] == AttemptState.RUNNING and not _lives(row)]
        if gone:
            self.abandon(gone)
        return [
            Held(row["id"], row["lease"], AttemptState(row["state"])) for row in rows if row["id"] not in gone
        ]

    def any_waits(self) -> bool:
        """Whether any attempt waits here."""
        query = "SELECT 1 FROM attempts WHERE state = 'queued' LIMIT 1"
        return self._database.reading().execute(query).fetchone() is not None

    def running(self) -> int:
        """How many attempts have begun and not ended; whoever runs one looks for the next when it ends."""
        return _count(self._database.reading(), RUNNING)

    def unsaid(self, most: int) -> list[Held]:
        """What has finished here and the scheduler doesn't know yet, longest ago first; at most so many.

        A report that the scheduler has put off again and again stands for nothing: its lease shall decide.
        """
        query = (
            "SELECT attempts.id, attempts.lease FROM reports JOIN attempts"
            " ON attempts.id = reports.attempt AND attempts.lease = reports.lease"
            " WHERE reports.acknowledged = 0 AND attempts.state = ? GROUP BY attempts.id"
            " HAVING max(reports.tries) < ? ORDER BY min(reports.number) LIMIT ?"
        )
        rows = self._database.reading().execute(query, (AttemptState.FINISHED, MOST_TRIES, most)).fetchall()
        return [Held(row["id"], row["lease"], AttemptState.FINISHED) for row in rows]

    def abandon(self, attempts: Iterable[str]) -> None:
        """Say nothing more about these: what came of them is not known here, and their leases end."""
        with self._database.writing() as connection:
            for attempt in attempts:
                connection.execute(
                    "UPDATE attempts SET state = ?, document = NULL, finished_at = ? WHERE id = ? AND state = ?",
                    (AttemptState.ABANDONED, now_text(), attempt, AttemptState.RUNNING),
                )

    def give_back(self) -> int:
        """Let go of everything that waits here and has not begun, for another to do; answers how much it was.

        From then on it can't begin here under its lease, whatever is said again.
        """
        with self._database.writing() as connection:
            return connection.execute(
                "UPDATE attempts SET state = ?, document = NULL WHERE state = ?",
                (AttemptState.RETURNED, AttemptState.QUEUED),
            ).rowcount

    def returned(self) -> list[Held]:
        """What was given back without the scheduler having been told."""
        query = (
            "SELECT * FROM attempts WHERE state = 'returned' AND finished_at IS NULL ORDER BY accepted_at, id"
        )
        rows = self._database.reading().execute(query).fetchall()
        return [Held(row["id"], row["lease"], AttemptState.RETURNED) for row in rows]

    def told_returned(self, told: Iterable[Held]) -> None:
        """The scheduler knows that these were given back."""
        with self._database.writing() as connection:
            for item in told:
                connection.execute(
                    "UPDATE attempts SET finished_at = ? WHERE id = ? AND lease = ? AND state = ?",
                    (now_text(), item.id, item.lease, AttemptState.RETURNED),
                )

    def expire(self) -> None:
        """End the attempts that waited here longer than they may."""
        with self._database.writing(settled=False) as connection:
            _expire(connection)

    def prune(self) -> int:
        """Forget what ended over 30 days ago and was reported; answers how many."""
        with self._database.writing() as connection:
            return connection.execute(
                "DELETE FROM attempts WHERE finished_at < ? AND id NOT IN"
                " (SELECT attempt FROM reports WHERE acknowledged = 0)",
                (instant_text(now() - KEPT),),
            ).rowcount


def _accept(
    connection: sqlite3.Connection, attempt: Attempt, document: str, refusal: tuple[str, str] | None
) -> Answer:
    row = _find(connection, attempt.id)
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


def _finish(
    connection: sqlite3.Connection,
    attempt: str,
    lease: int,
    outcome: Outcome,
    allowed: tuple[AttemptState, ...],
) -> bool:
    row = _find(connection, attempt)
    if row is None or row["lease"] != lease or row["state"] not in allowed:
        return False
    connection.execute(
        "UPDATE attempts SET state = ?, outcome = ?, document = NULL, finished_at = ? WHERE id = ?",
        (AttemptState.FINISHED, outcome.outcome, now_text(), attempt),
    )
    append_report(connection, attempt, lease, {"state": AttemptState.FINISHED, **outcome.as_document()})
    return True


def _expire(connection: sqlite3.Connection) -> None:
    query = "SELECT * FROM attempts WHERE state = 'queued' AND queue_until < ?"
    for row in connection.execute(query, (now_text(),)).fetchall():
        words = "it waited in the executor node's queue for longer than it may and never began"
        outcome = Outcome(AttemptOutcome.TIMED_OUT, message=words)
        _finish(connection, row["id"], row["lease"], outcome, (AttemptState.QUEUED,))


def _find(connection: sqlite3.Connection, attempt: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = connection.execute("SELECT * FROM attempts WHERE id = ?", (attempt,)).fetchone()
    return row


def _count(connection: sqlite3.Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])


def _lives(row: sqlite3.Row) -> bool:
    return is_alive(ProcessId(row["pid"], row["pid_started"]))
