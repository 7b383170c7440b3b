"""A database in memory whose clock is the simulation's, and in which any statement can go wrong."""

import itertools
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import sqlalchemy as sa

from noc_scheduler.store.database import Database
from noc_scheduler.store.schema import migrate
from tests.simulation.hazards import Hazard, Point

_numbers = itertools.count()


class SimulatedDatabase(Database):
    """All processes share it; `hazard` is that of the act under way."""

    def __init__(self, now: Callable[[], str], before_first_write: Callable[[Any], None]) -> None:
        name = f"simulated-{next(_numbers)}"
        super().__init__(f"sqlite:///file:/{name}?vfs=memdb&uri=true")
        # One thread plays all processes, also one in the middle of another's transaction: it can't queue.
        self._turn = None
        self.hazard, self._before_first_write = Hazard(), before_first_write
        self._has_read: Any = None
        self._has_written: Any = None
        # The database lives as long as this connection; those of the engine may break at any time.
        self._keeper = sqlite3.connect(f"file:/{name}?vfs=memdb", uri=True)
        _template().backup(self._keeper)
        sa.event.listen(
            self.engine, "connect", lambda connection, _: connection.create_function("noc_now", 0, now)
        )
        sa.event.listen(self.engine, "before_cursor_execute", self._statement)
        sa.event.listen(self.engine, "commit", lambda _: self.hazard.pass_by(Point.BEFORE_COMMIT))

    def close(self) -> None:
        super().close()
        self._keeper.close()

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        with super().writing() as connection:
            yield connection
        self.hazard.pass_by(Point.AFTER_COMMIT)

    def _statement(self, connection: sa.Connection, cursor: Any, statement: str, *_: Any) -> None:
        writes = connection.get_execution_options().get("noc_writes", False)
        self.hazard.pass_by(Point.STATEMENT if writes else Point.LOOK)
        transaction = connection.get_transaction()
        if not writes or transaction is None or transaction is self._has_written:
            return
        if statement.startswith("SELECT host_runs.id, host_runs.account_id"):
            self._has_read = transaction
        elif not statement.startswith("SELECT"):
            self._has_written = transaction
            if transaction is self._has_read:
                self._before_first_write(cursor.connection)
                # What happened meanwhile has written too; this transaction is unlocked only once.
                self._has_written = transaction


@cache
def _template() -> sqlite3.Connection:
    """An empty database of the present version, migrated once per process."""
    database = Database("sqlite://")
    migrate(database)
    copy = sqlite3.connect(":memory:")
    raw = database.engine.raw_connection()
    raw.driver_connection.backup(copy)  # type: ignore[union-attr]
    raw.close()
    database.close()
    return copy
