"""The journal's writers wait for each other, whatever they are: threads, forked children, processes that are killed."""

import multiprocessing
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Event
from pathlib import Path

from noc_executor_node.journal.database import Database

WRITERS, TIMES = 8, 25
ADD = "INSERT INTO standing VALUES (?, '0') ON CONFLICT DO UPDATE SET value = value + 1"


def write(database: Database, name: str) -> None:
    for _ in range(TIMES):
        with database.writing() as connection:
            connection.execute(ADD, (name,))
            connection.execute(ADD, ("all",))


def value(database: Database, name: str) -> int:
    row = database.reading().execute("SELECT value FROM standing WHERE name = ?", (name,)).fetchone()
    return int(row[0])


def hold_and_freeze(database: Database, holds: Event) -> None:
    with database.writing() as connection:
        connection.execute(ADD, ("frozen",))
        holds.set()
        signal.pause()


def test_forked_children_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    database = Database(
        tmp_path / "journal.sqlite3"
    )  # open before the forks, as its worst user might have it
    forked = multiprocessing.get_context("fork")
    children = [forked.Process(target=write, args=(database, f"child{n}")) for n in range(WRITERS)]
    for child in children:
        child.start()
    write(database, "parent")
    for child in children:
        child.join()
        assert child.exitcode == 0
    assert value(database, "all") == (WRITERS + 1) * TIMES - 1
    database.close()


def test_threads_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    database = Database(tmp_path / "journal.sqlite3")
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(lambda number: write(database, f"thread{number}"), range(WRITERS)))
    assert value(database, "all") == WRITERS * TIMES - 1
    database.close()


def test_a_writer_that_is_killed_in_its_turn_leaves_it_to_the_next(tmp_path: Path) -> None:
    database = Database(tmp_path / "journal.sqlite3")
    forked = multiprocessing.get_context("fork")
    holds = forked.Event()
    holder = forked.Process(target=hold_and_freeze, args=(database, holds))
    holder.start()
    assert holds.wait(60)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(write, database, "next")
        assert not waiting.done()
        os.kill(holder.pid or 0, signal.SIGKILL)
        waiting.result(60)
    holder.join()
    assert value(database, "next") == TIMES - 1
    assert database.reading().execute("SELECT 1 FROM standing WHERE name = 'frozen'").fetchone() is None
    database.close()
