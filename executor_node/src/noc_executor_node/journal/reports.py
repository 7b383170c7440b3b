"""The reports in the journal: written with what they tell, kept until the scheduler has acknowledged them."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from noc_executor_node.instants import instant_text, now, now_text
from noc_executor_node.journal.database import Database

LONGEST_PAUSE = timedelta(minutes=1)
_encode = json.JSONEncoder(allow_nan=False).encode  # json.dumps would make an encoder each time


@dataclass(frozen=True, slots=True)
class Report:
    """One report as it is sent; `numbers` are the places in the journal of what it tells."""

    numbers: tuple[int, ...]
    attempt: str
    lease: int
    seq: int
    document: dict[str, Any]
    size: int


def append_report(
    connection: sqlite3.Connection, attempt: str, lease: int, at: str, members: Mapping[str, Any]
) -> None:
    """Write the next report about an attempt, inside the transaction that makes it true at that instant."""
    (seq,) = connection.execute(
        "SELECT coalesce(max(seq), 0) + 1 FROM reports WHERE attempt = ? AND lease = ?", (attempt, lease)
    ).fetchone()
    document = {"id": attempt, "lease": lease, "seq": seq, "at": at, **members}
    connection.execute(
        "INSERT INTO reports (attempt, lease, seq, document) VALUES (?, ?, ?, ?)",
        (attempt, lease, seq, _encode(document)),
    )


class Reports:
    """What has still to be said, oldest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def to_send(self, most: int, most_bytes: int, place: int = 0, of: int = 1) -> list[Report]:
        """The oldest reports not acknowledged yet: at most so many, at most so large together, but one anyway.

        The beginning and the end of an attempt that are both still to be told are told as one. With `of`, only those
        of every so manieth attempt, from `place` on, by the last sign of its id.
        """
        chosen: dict[tuple[str, int], Report] = {}
        size = 0
        cursor = self._database.reading().execute(
            "SELECT * FROM reports WHERE acknowledged = 0 AND coalesce(not_before, '') <= ?"
            " AND unicode(substr(attempt, -1)) % ? = ? ORDER BY number LIMIT ?",
            (now_text(), of, place, most),
        )
        for row in cursor:
            size += len(row["document"])
            if chosen and size > most_bytes:
                break
            read = Report(
                (row["number"],),
                row["attempt"],
                row["lease"],
                row["seq"],
                json.loads(row["document"]),
                len(row["document"]),
            )
            before = chosen.pop((read.attempt, read.lease), None)
            chosen[read.attempt, read.lease] = read if before is None else _joined(before, read)
        cursor.close()
        return list(chosen.values())

    def acknowledge(self, answers: Iterable[tuple[Report, str]]) -> None:
        """The scheduler has these reports, or will never take them; what they held is forgotten here."""
        with self._database.writing(settled=False) as connection:
            connection.executemany(
                "UPDATE reports SET acknowledged = 1, answer = ?, document = '{}' WHERE number = ?",
                [(answer, number) for report, answer in answers for number in report.numbers],
            )

    def put_off(self, report: Report) -> None:
        """Try again later: after a second, and then each time after twice as long, up to a minute."""
        with self._database.writing() as connection:
            for number in report.numbers:
                (tries,) = connection.execute(
                    "UPDATE reports SET tries = tries + 1 WHERE number = ? RETURNING tries", (number,)
                ).fetchone()
                later = instant_text(now() + min(timedelta(seconds=2 ** min(tries - 1, 10)), LONGEST_PAUSE))
                connection.execute("UPDATE reports SET not_before = ? WHERE number = ?", (later, number))

    def replace(self, report: Report, document: Mapping[str, Any]) -> None:
        """Say the same with other words, when the scheduler can't take it as it is."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE reports SET document = ? WHERE number = ?",
                (_encode(document), report.numbers[-1]),
            )

    def waiting(self) -> int:
        """How many reports are not acknowledged yet."""
        query = "SELECT count(*) FROM reports WHERE acknowledged = 0"
        return int(self._database.reading().execute(query).fetchone()[0])


def _joined(begun: Report, ended: Report) -> Report:
    """One report that an attempt has ended, and when it began."""
    document = {**ended.document, "began": begun.document["at"]}
    return replace(ended, numbers=begun.numbers + ended.numbers, document=document)
