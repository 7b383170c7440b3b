"""An extract of the journal for an audit: every attempt with how often it was begun, read without writing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from noc_executor_node.errors import Misconfigured
from noc_executor_node.journal.database import BUSY_SECONDS

#: Read page by page, so that a node at work is not kept from tidying up behind itself.
PAGE = 1_000
#: The report of a beginning is the first under its lease, the one of an end the last. Under a lease that was
#: followed by another the attempt must not have begun: an end is all that can have been said there.
QUERY = """
SELECT id, lease, state, outcome, boot, accepted_at, started_at, finished_at,
  (SELECT count(*) FROM reports WHERE attempt = id AND reports.lease = attempts.lease)
    - (state = 'finished')
    + (SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM reports
       WHERE attempt = id AND reports.lease < attempts.lease GROUP BY reports.lease)) AS executed,
  (SELECT count(*) FROM reports WHERE attempt = id AND acknowledged = 0) AS to_send
FROM attempts WHERE id > ? ORDER BY id LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """One attempt: `executed` times it was begun here, and `to_send` reports about it are not acknowledged."""

    attempt: str
    lease: int
    state: str
    outcome: str | None
    boot: str | None
    executed: int
    to_send: int
    accepted_at: str
    started_at: str | None
    finished_at: str | None


def extract(path: Path) -> Iterator[Kept]:
    """Every attempt in the journal at `path`, by id; raises Misconfigured where there is no such journal."""
    if not path.is_file():
        raise Misconfigured(str(path), "there is no journal", "run noc-executor-node setup")
    try:
        with closing(
            sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
        ) as reader:
            reader.row_factory = sqlite3.Row
            after = ""
            while rows := reader.execute(QUERY, (after, PAGE)).fetchall():
                yield from (_kept(row) for row in rows)
                after = rows[-1]["id"]
    except sqlite3.DatabaseError as error:
        raise Misconfigured(
            str(path), f"can't be read: {error}", "name the state folder of an executor node"
        ) from error


def _kept(row: sqlite3.Row) -> Kept:
    return Kept(row["id"], **{name: row[name] for name in Kept.__slots__ if name != "attempt"})
