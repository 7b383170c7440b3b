"""The database as the layer sees it: transactions that read or write, tried again when overtaken."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, InvalidatePoolError, OperationalError
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from noc_scheduler.errors import Overtaken, Unavailable
from noc_scheduler.store import committed

T = TypeVar("T")
BUSY_TIMEOUT_MS = 10_000
TRIES = 6
#: PostgreSQL's words for "another transaction was in the way": serialisation failure and deadlock.
RETRIED_STATES = frozenset({"40001", "40P01"})
#: A connection unused for longer is asked whether it still lives before it is used.
TRUSTED_S = 1.0


class Database:
    """One database by URL. Writers on SQLite begin IMMEDIATE, so nothing they read goes stale under them."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._writer = self.engine.execution_options(noc_writes=True)
        self._turn = Lock() if self.engine.dialect.name == "sqlite" else None
        self._readers = self.engine if _is_sqlite(url) else _statement_by_statement(self.engine)
        self._snapshots = self.engine if _is_sqlite(url) else _of_one_moment(self.engine)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """For statements that only read; on SQLite they never wait for writers.

        On PostgreSQL each of them sees what was committed when it began.
        """
        with _known_when_down(), self._readers.connect() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[sa.Connection]:
        """A transaction that only reads, and sees the database as it was at its first statement."""
        with _known_when_down(), self._snapshots.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that is committed when the block ends and rolled back when it raises.

        What its events say is logged after the commit.
        """
        with (
            self._in_turn(),
            _known_when_down(),
            self._writer.begin() as connection,
            committed.logging_what_is_told() as lines,
        ):
            yield connection
        committed.write(lines)

    @contextmanager
    def writing_once(self) -> Iterator[sa.Connection]:
        """For a single statement that writes, nothing of which is logged; on PostgreSQL it commits itself, which saves
        two round trips."""
        if self._turn is not None:
            with self.writing() as connection:
                yield connection
            return
        with _known_when_down(), self._readers.connect() as connection:
            yield connection

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """On SQLite this process's writers queue here: the file itself has them look again ever more rarely."""
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=BUSY_TIMEOUT_MS / 1000):
            raise Unavailable("dependency.unavailable", "the scheduler's database is busy")
        try:
            yield
        finally:
            self._turn.release()

    def transact(self, act: Callable[[sa.Connection], T]) -> T:
        """What `act` answers in a writing transaction; tried again, a few times, when it was overtaken."""
        for attempt in Retrying(
            retry=retry_if_exception(_overtaken),
            wait=wait_random_exponential(multiplier=0.01, max=0.5),
            stop=stop_after_attempt(TRIES),
            reraise=True,
        ):
            with attempt, self.writing() as connection:
                return act(connection)
        raise AssertionError("tenacity answers or raises")

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


@contextmanager
def _known_when_down() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if _overtaken(error):
            raise
        raise Unavailable("dependency.unavailable", "the scheduler's database does not answer") from error


def _overtaken(error: BaseException) -> bool:
    if isinstance(error, Overtaken):
        return True
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in RETRIED_STATES


def _is_sqlite(url: str) -> bool:
    return sa.make_url(url).get_backend_name() == "sqlite"


def _statement_by_statement(engine: sa.Engine) -> sa.Engine:
    """Without a transaction around them: to begin and to end one would be two round trips more."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def _of_one_moment(engine: sa.Engine) -> sa.Engine:
    """On SQLite every transaction is so by itself."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _engine(url: str) -> sa.Engine:
    """Errors of it tell statements without their values: those are arguments and results of steps."""
    if not _is_sqlite(url):
        engine = sa.create_engine(url, pool_size=10, max_overflow=10, hide_parameters=True)
        sa.event.listen(engine, "checkin", _note_use)
        sa.event.listen(engine, "checkout", _ask_after_rest)
        return engine
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000}, hide_parameters=True)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _note_use(connection: Any, record: Any) -> None:
    record.info["used_at"] = time.monotonic()


def _ask_after_rest(connection: Any, record: Any, fairy: Any) -> None:
    """The pool's own `pre_ping` would ask before every transaction: one round trip more for each."""
    if time.monotonic() - record.info.get("used_at", time.monotonic()) < TRUSTED_S:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except Exception as error:
        raise InvalidatePoolError("the connection has died") from error


def _prepare_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # the driver shall not begin transactions by itself; we do
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("noc_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
