"""One question finds out which kinds of work there are."""

from collections.abc import Callable
from datetime import timedelta

from noc_scheduler.store import executions
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.database import Database
from noc_scheduler.store.executions import NewExecution
from noc_scheduler.store.outbox import Letter, NewLetter, put
from noc_scheduler.store.pending import Pending, pending


def test_an_empty_database_asks_for_nothing(database: Database) -> None:
    with database.reading() as connection:
        assert pending(connection, database_now(connection)) == frozenset()


def test_an_execution_asks_to_be_fired_when_its_time_has_come(
    database: Database, new_execution: Callable[..., NewExecution]
) -> None:
    with database.writing() as connection:
        now = database_now(connection)
        executions.add(connection, new_execution(start_at=now + timedelta(minutes=1)), now)
        assert pending(connection, now) == frozenset()
        assert pending(connection, now + timedelta(minutes=1)) == {Pending.FIRE}


def test_each_kind_of_letter_asks_for_itself(database: Database) -> None:
    with database.writing() as connection:
        now = database_now(connection)
        put(connection, [NewLetter(Letter.NOTIFICATION, {})], now)
        assert pending(connection, now) == {Pending.NOTIFICATIONS}
        put(connection, [NewLetter(Letter.WITHDRAWAL, {})], now)
        assert pending(connection, now) == {Pending.NOTIFICATIONS, Pending.WITHDRAWALS}
