"""What this executor node holds and can vouch for, and what it has let go of: abandoned, or given back."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from noc_executor_node.instants import now_text
from noc_executor_node.journal.database import Database
from noc_executor_node.processes import ProcessId, is_alive
from noc_executor_node.vocabulary import AttemptState

#: So often (half a minute) the scheduler may put off a report before its attempt is not vouched for any more.
MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class Held:
    """An attempt this executor node can vouch for: it waits here, its process lives, or it is still to be reported."""

    id: str
    lease: int
    state: AttemptState


class Holdings:
    """The journal's attempts as the scheduler is told of them. Every method is harmless when repeated."""

    def __init__(self, database: Database) -> None:
        self._database = database

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

    def held(self) -> list[Held]:
        """Everything this executor node can vouch for at this moment.

        A running attempt whose process is gone becomes `abandoned`: what came of it is not known here, so
        nothing is said about it, and the scheduler's lease decides.
        """
        query = (
            "SELECT id, lease, state, pid, pid_started FROM attempts"
            " WHERE state IN ('queued', 'running') ORDER BY accepted_at, id"
        )
        rows = self._database.reading().execute(query).fetchall()
        gone = [row["id"] for row in rows if row["state"] == AttemptState.RUNNING and not _lives(row)]
        if gone:
            self.abandon(gone)
        return [
            Held(row["id"], row["lease"], AttemptState(row["state"])) for row in rows if row["id"] not in gone
        ]

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
            "SELECT id, lease FROM attempts WHERE state = 'returned' AND finished_at IS NULL"
            " ORDER BY accepted_at, id"
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


def _lives(row: sqlite3.Row) -> bool:
    return is_alive(ProcessId(row["pid"], row["pid_started"]))
