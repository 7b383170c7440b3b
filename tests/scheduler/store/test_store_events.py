"""Events: numbered without gaps under concurrent writers, read by a feed that misses no late commit."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from noc_scheduler.store import events, executions
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.database import Database
from noc_scheduler.store.events import About, Fact, FeedCursor


@pytest.fixture
def execution(database: Database, new_execution: Callable[..., Any]) -> UUID:
    with database.writing() as connection:
        return executions.add(connection, new_execution(), database_now(connection))


def tell(connection: sa.Connection, execution: UUID, *types: str) -> None:
    facts = [Fact(name) for name in types]
    events.tell(connection, database_now(connection), About.EXECUTION, {execution: facts})


def read_all(database: Database, cursor: FeedCursor) -> tuple[list[str], FeedCursor]:
    with database.reading() as connection:
        rows, following = events.read_after(connection, cursor, None, 1_000)
        return [row.type for row in rows], following


def test_numbers_have_no_gap_under_concurrent_writers(database: Database, execution: UUID) -> None:
    def write(number: int) -> None:
        database.transact(lambda connection: tell(connection, execution, f"w{number}.a", f"w{number}.b"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))

    with database.reading() as connection:
        rows, _ = events.read_after(connection, FeedCursor(), execution, 1_000)
    assert sorted(row.seq for row in rows) == list(range(1, 81))
    by_seq = {row.seq: row.type for row in rows}
    assert all(by_seq[seq][:-2] == by_seq[seq + 1][:-2] for seq in range(1, 81, 2))


def test_a_number_is_given_once(database: Database, execution: UUID) -> None:
    stream = events.Stream(execution, 0, execution)
    with database.writing() as connection:
        events.append(connection, database_now(connection), [(stream, [Fact("first")])])
    with pytest.raises(sa.exc.IntegrityError), database.writing() as connection:
        events.append(connection, database_now(connection), [(stream, [Fact("second")])])


def test_a_rolled_back_event_leaves_no_gap(database: Database, execution: UUID) -> None:
    with pytest.raises(RuntimeError), database.writing() as connection:
        tell(connection, execution, "never")
        raise RuntimeError
    with database.writing() as connection:
        tell(connection, execution, "ever")
    with database.reading() as connection:
        (row,), _ = events.read_after(connection, FeedCursor(), execution, 10)
    assert (row.seq, row.type) == (1, "ever")


def test_a_reader_never_misses_a_late_commit(
    database: Database, execution: UUID, new_execution: Callable[..., Any]
) -> None:
    with database.writing() as connection:
        other = executions.add(connection, new_execution(), database_now(connection))
    written, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with database.writing() as connection:
            tell(connection, execution, "slow")
            written.set()
            assert may_commit.wait(30)

    with ThreadPoolExecutor(2) as pool:
        late = pool.submit(slow)
        assert written.wait(30)
        fast = pool.submit(lambda: database.transact(lambda c: tell(c, other, "fast")))
        if database.engine.dialect.name == "postgresql":
            fast.result(timeout=30)  # on SQLite writers come one after the other
        seen, cursor = read_all(database, FeedCursor())
        assert seen == []
        may_commit.set()
        late.result(timeout=30)
        fast.result(timeout=30)

    seen, cursor = read_all(database, cursor)
    assert sorted(seen) == ["fast", "slow"]
    assert read_all(database, cursor)[0] == []


def test_readers_that_poll_while_many_write_see_everything_once(database: Database, execution: UUID) -> None:
    done = threading.Event()

    def poll() -> list[str]:
        seen: list[str] = []
        cursor = FeedCursor()
        while True:
            over = done.is_set()
            some, cursor = read_all(database, cursor)
            seen += some
            if over and not some:
                return seen

    def write(number: int) -> None:
        database.transact(lambda connection: tell(connection, execution, f"e{number}"))

    with ThreadPoolExecutor(10) as pool:
        readers = [pool.submit(poll) for _ in range(2)]
        list(pool.map(write, range(60)))
        done.set()
        for reader in readers:
            assert sorted(reader.result(timeout=60)) == sorted(f"e{number}" for number in range(60))


def test_a_cursor_survives_being_written_down() -> None:
    cursor = FeedCursor(12_345_678_901, 42)

    assert FeedCursor.parse(str(cursor)) == cursor
    assert FeedCursor.parse("nonsense") is None
