"""One question finds out which kinds of work there are."""

from collections.abc import Callable
from datetime import timedelta

from noc_scheduler.flowchart.sentences import told
from noc_scheduler.service import drain
from noc_scheduler.store import executions, peers, waits
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.database import Database
from noc_scheduler.store.executions import NewExecution
from noc_scheduler.store.ids import new_id
from noc_scheduler.store.outbox import Letter, NewLetter, put
from noc_scheduler.store.pending import Pending, pending
from noc_scheduler.store.waits import WHOLE, Wait, WaitAct


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


def test_what_time_brings_asks_when_it_has_come(database: Database) -> None:
    later = timedelta(minutes=1)
    with database.writing() as connection:
        now = database_now(connection)
        deadline = now + later
        wait = Wait(new_id(), WHOLE, new_id(), WaitAct.ABANDON, told("held"), deadline)
        waits.put(connection, [wait], now)
        peers.take_nonce(connection, "presentation", "used", now)
        assert pending(connection, now) == frozenset()
        assert pending(connection, deadline) == {Pending.WAITS, Pending.NONCES}


def test_every_kind_of_work_is_done_by_somebody() -> None:
    done = {**drain.ERRANDS, **drain.OF_TIME, **drain.OF_LEASES}
    assert set(done.values()) == set(Pending)


def test_each_kind_of_letter_asks_for_itself(database: Database) -> None:
    with database.writing() as connection:
        now = database_now(connection)
        put(connection, [NewLetter(Letter.NOTIFICATION, {})], now)
        assert pending(connection, now) == {Pending.NOTIFICATIONS}
        put(connection, [NewLetter(Letter.WITHDRAWAL, {})], now)
        assert pending(connection, now) == {Pending.NOTIFICATIONS, Pending.WITHDRAWALS}
