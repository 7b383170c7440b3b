"""Listening: how long without a break somebody could hear executor nodes."""

from datetime import timedelta

from noc_scheduler.store import peers
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.database import Database

GAP = timedelta(seconds=10)


def test_listening_begins_anew_after_a_gap(database: Database) -> None:
    with database.writing() as connection:
        start = database_now(connection)
        assert peers.listening_since(connection, start, GAP) is None
        for seconds in (0, 5, 12, 20):
            peers.listen(connection, start + timedelta(seconds=seconds), GAP)
        assert peers.listening_since(connection, start + timedelta(seconds=21), GAP) == start
        assert peers.listening_since(connection, start + timedelta(seconds=40), GAP) is None
        peers.listen(connection, start + timedelta(seconds=40), GAP)
        again = start + timedelta(seconds=40)
        assert peers.listening_since(connection, start + timedelta(seconds=41), GAP) == again
