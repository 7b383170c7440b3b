"""Figures: the same counts on either database."""

from collections.abc import Callable
from datetime import timedelta

from noc_scheduler.flowchart.sentences import told
from noc_scheduler.store import executions, outbox, waits
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.database import Database
from noc_scheduler.store.executions import NewExecution
from noc_scheduler.store.figures import figures
from noc_scheduler.store.outbox import Letter, NewLetter
from noc_scheduler.store.waits import Wait, WaitAct


def test_an_empty_database_has_nothing_of_anything(database: Database) -> None:
    with database.reading() as connection:
        found = figures(connection, database_now(connection))

    assert (found.executions, found.open_attempts, found.letters, found.waits) == ({}, {}, {}, {})
    assert found.oldest_queued_attempt is None
    assert (found.overdue_schedules, found.open_questions) == (0, 0)
    assert found.waiting_items == (0, None)
    assert found.messages == {"accepted": 0, "doubled": 0, "refused": 0}


def test_what_is_under_way_is_counted_by_word(
    database: Database, new_execution: Callable[..., NewExecution]
) -> None:
    with database.writing() as connection:
        now = database_now(connection)
        made = [executions.add(connection, new_execution(), now) for _ in range(2)]
        outbox.put(connection, [NewLetter(Letter.NOTIFICATION, {})], now - timedelta(minutes=1))
        outbox.put(connection, [NewLetter(Letter.NOTIFICATION, {})], now)
        for execution, late in zip(made, (-1, 1), strict=True):
            deadline = now + timedelta(minutes=late)
            waits.put(
                connection, [Wait(execution, 0, execution, WaitAct.START, told("later"), deadline)], now
            )
        found = figures(connection, now)

    assert found.executions == {"queued": 2}
    assert found.letters == {"notification": (2, now - timedelta(minutes=1))}
    assert found.waits == {"start": (2, 1)}
