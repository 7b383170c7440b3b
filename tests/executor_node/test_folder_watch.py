"""The doorbell without a server: whoever waits for messages is woken by a message's file, and by nothing less."""

import os
import select
from pathlib import Path

from noc_executor_node.folder_watch import forget_what_it_saw, watch
from noc_executor_node.journal import Journal, open_journal

AT_ONCE, LONG = 0.0, 20.0


def is_readable(descriptor: int, patience: float) -> bool:
    return select.select([descriptor], [], [], patience)[0] == [descriptor]


def test_a_file_renamed_into_the_folder_wakes_and_one_that_is_being_written_does_not(tmp_path: Path) -> None:
    descriptor = watch(tmp_path)
    assert descriptor is not None
    try:
        unfinished = tmp_path / ".message.part"
        unfinished.write_text("{}")
        assert not is_readable(descriptor, AT_ONCE)
        unfinished.replace(tmp_path / "message")
        assert is_readable(descriptor, LONG)
    finally:
        os.close(descriptor)


def test_what_was_seen_wakes_once_however_many_files_came(tmp_path: Path) -> None:
    descriptor = watch(tmp_path)
    assert descriptor is not None
    try:
        for number in range(100):
            (tmp_path / ".part").write_text("{}")
            (tmp_path / ".part").replace(tmp_path / str(number))
        assert is_readable(descriptor, LONG)
        forget_what_it_saw(descriptor)
        assert not is_readable(descriptor, AT_ONCE)
        forget_what_it_saw(descriptor)
    finally:
        os.close(descriptor)


def test_whoever_writes_to_the_journal_wakes_those_who_wait_for_news(journal: Journal) -> None:
    written = journal.database.watch()
    assert written is not None
    try:
        seen = journal.database.changes()
        assert not is_readable(written, AT_ONCE)
        other = open_journal(journal.database.path)
        with other.database.writing(settled=False) as connection:
            connection.execute("INSERT INTO standing VALUES ('news', 'x')")
        assert is_readable(written, LONG)
        assert journal.database.changes() != seen
        other.database.close()
    finally:
        os.close(written)


def test_a_folder_that_is_not_there_is_nothing_to_wait_on(tmp_path: Path) -> None:
    assert watch(tmp_path / "missing") is None
