"""The journal's file: its tables, and transactions that are kept through a power cut, or from `settle` on."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from noc_executor_node.folder_watch import watch_writing
from noc_executor_node.journal.turn import Turn

BUSY_SECONDS = 30
SCHEMA_VERSION = 1
SCHEMA = """
CREATE TABLE attempts (
    id TEXT PRIMARY KEY,
    lease INTEGER NOT NULL,
    state TEXT NOT NULL,
    document TEXT,              -- the wire document; forgotten when the attempt is over
    outcome TEXT,
    boot TEXT,                  -- the start of the executors that began it
    pid INTEGER,                -- the executor child that runs it, and when that began:
    pid_started INTEGER,        -- together they name one process for good
    cancel_reason TEXT,         -- asked to end, and why
    accepted_at TEXT NOT NULL,
    queue_until TEXT,           -- it may not begin later
    started_at TEXT,
    finished_at TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX attempts_waiting ON attempts (accepted_at, id) WHERE state = 'queued';
CREATE INDEX attempts_running ON attempts (id) WHERE state = 'running';
CREATE TABLE reports (
    number INTEGER PRIMARY KEY AUTOINCREMENT,   -- the order in which they were written
    attempt TEXT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    lease INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    document TEXT NOT NULL,
    acknowledged INTEGER NOT NULL DEFAULT 0,
    answer TEXT,                                -- what the scheduler said to it
    tries INTEGER NOT NULL DEFAULT 0,           -- how often it was put off, and
    not_before TEXT,                            -- until when
    UNIQUE (attempt, lease, seq)
) STRICT;
CREATE INDEX reports_to_send ON reports (number) WHERE acknowledged = 0;
CREATE TABLE nonces (
    key_id TEXT NOT NULL, nonce TEXT NOT NULL, forget_after TEXT NOT NULL,
    PRIMARY KEY (key_id, nonce)
) STRICT, WITHOUT ROWID;
CREATE INDEX nonces_old ON nonces (forget_after);
CREATE TABLE standing (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""


class Database:
    """One SQLite file; every thread, and every process after a fork, gets a connection of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._own = threading.local()
        path.touch(mode=0o600, exist_ok=True)
        with self.writing() as connection:
            if connection.execute("PRAGMA user_version").fetchone()[0] < SCHEMA_VERSION:
                for statement in SCHEMA.split(";\n"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    @contextmanager
    def writing(self, settled: bool = True) -> Iterator[sqlite3.Connection]:
        """A transaction that is alone in writing from its first statement on; on the disk when it ends well.

        One that is not `settled` outlives every process at once, and a power cut once anybody has settled after it:
        for what may be forgotten with a power cut because `Holdings.begin_anew` knows what to make of that.
        """
        connection = self._connection()
        if self._own.settles is not settled:
            connection.execute(f"PRAGMA synchronous = {'FULL' if settled else 'NORMAL'}")
            self._own.settles = settled
        with self._own.turn.taken():
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    def settle(self) -> None:
        """Have everything that is written by now on the disk, whoever wrote it, before going on."""
        written = os.open(f"{self.path}-wal", os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(written)
        finally:
            os.close(written)

    def reading(self) -> sqlite3.Connection:
        """A connection for single statements that only read."""
        return self._connection()

    def changes(self) -> int:
        """A number that differs from the last one this thread saw when another connection has written."""
        return int(self._connection().execute("PRAGMA data_version").fetchone()[0])

    def watch(self) -> int | None:
        """A descriptor that becomes readable when somebody writes, a moment before `changes` tells of it.

        The caller closes it; None where the kernel has none. Good as long as this thread's connection is open.
        """
        self.changes()
        return watch_writing(Path(f"{self.path}-wal"))

    def close(self) -> None:
        """Close this thread's connection; a later use opens it anew."""
        connection = getattr(self._own, "connection", None)
        if connection is not None and self._own.pid == os.getpid():
            connection.close()
        self._own.connection = self._own.turn = None

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if connection is None or self._own.pid != os.getpid():
            connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            self._own.turn = Turn(self.path.with_suffix(".turn"))
            self._own.connection, self._own.pid = connection, os.getpid()
            self._own.settles = True
        return connection
