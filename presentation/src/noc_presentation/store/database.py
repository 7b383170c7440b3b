"""The database of a process: transactions that only read, and transactions that write."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session, sessionmaker

from noc_presentation.errors import Complaint, Conflict, Invalid, Unavailable

BUSY_TIMEOUT_S = 15
_WRITES = "noc_writes"
log = structlog.get_logger()


class Database:
    """One database URL. On SQLite a writing transaction takes the write lock at its beginning,

    so that what it read before it wrote still holds; on PostgreSQL rows are locked by who changes them.
    """

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._read = sessionmaker(self.engine, expire_on_commit=False)
        self._write = sessionmaker(self.engine.execution_options(**{_WRITES: True}), expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction whose changes, if any, are thrown away."""
        with _refusing(), self._read() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that is committed at the end, or rolled back whole when an error leaves it."""
        with _refusing(), self._write.begin() as session:
            yield session

    def answers(self) -> bool:
        """Whether the database can be asked anything at all."""
        try:
            with self.engine.connect() as connection:
                connection.execute(sa.select(1))
        except sa.exc.SQLAlchemyError:
            return False
        return True

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


@contextmanager
def _refusing() -> Iterator[None]:
    """What the database can't do, as errors of ours."""
    try:
        yield
    except sa.exc.IntegrityError as error:
        raise Conflict("conflict.concurrent", "somebody stored the same at the same moment") from error
    except sa.exc.DataError as error:
        complaint = Complaint("/", "value.unstorable", "doesn't fit into the database")
        raise Invalid("value.unstorable", "something doesn't fit into the database", (complaint,)) from error
    except sa.exc.OperationalError as error:
        log.error("database.failed", error=str(error.orig))
        raise Unavailable("dependency.unavailable", "the database doesn't answer") from error


def _engine(url: str) -> sa.Engine:
    """Errors of it tell statements without their values: those may be secrets."""
    if sa.make_url(url).get_backend_name() != "sqlite":
        return sa.create_engine(url, pool_pre_ping=True, hide_parameters=True)
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_S}, hide_parameters=True)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver would begin transactions by its own rules
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
