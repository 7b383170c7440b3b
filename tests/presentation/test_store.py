"""The store: migrations make exactly the tables, on SQLite and PostgreSQL, both keep the same promises."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.orm import Session

from noc_presentation.actors import SETUP
from noc_presentation.errors import Conflict, Unavailable
from noc_presentation.notifications import outbox
from noc_presentation.notifications.message import Message
from noc_presentation.pages import PageRequest
from noc_presentation.service import idempotency, peers, tokens
from noc_presentation.store.database import Database
from noc_presentation.store.migrate import migrate
from noc_presentation.store.notifications import Lane
from noc_presentation.store.tables import metadata

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


pytestmark = pytest.mark.xdist_group("presentation-postgresql")


def test_the_migrations_make_exactly_the_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_migrating_again_does_no_harm(database: Database) -> None:
    with database.writing() as session:
        tokens.create(session, "ana", None, SETUP, NOON)

    migrate(database)

    with database.reading() as session:
        assert tokens.any_exists(session)


def test_times_come_back_in_utc_with_their_zone(database: Database) -> None:
    in_tokyo = datetime(2026, 11, 21, 21, 0, tzinfo=timezone(timedelta(hours=9)))
    with database.writing() as session:
        tokens.create(session, "ana", None, SETUP, in_tokyo)

    with database.reading() as session:
        (token,) = tokens.listed(session, PageRequest()).items

    assert token.created_at == NOON
    assert token.created_at.utcoffset() == timedelta(0)


def test_what_fails_in_the_middle_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.writing() as session:
        tokens.create(session, "ana", None, SETUP, NOON)
        raise RuntimeError

    with database.reading() as session:
        assert not tokens.any_exists(session)


def test_reading_changes_nothing(database: Database) -> None:
    with database.reading() as session:
        tokens.create(session, "ana", None, SETUP, NOON)

    with database.reading() as session:
        assert not tokens.any_exists(session)


def together(act: Callable[[int], object], times: int) -> list[object]:
    """What `act` answers (or raises) when it is called by so many threads at once."""
    begin = threading.Barrier(times)
    answers: list[object] = [None] * times

    def one(number: int) -> None:
        begin.wait()
        try:
            answers[number] = act(number)
        except Exception as error:
            answers[number] = error

    threads = [threading.Thread(target=one, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def writing(database: Database, act: Callable[[Session], object]) -> object:
    with database.writing() as session:
        return act(session)


def test_of_many_who_take_a_name_at_once_one_gets_it(database: Database) -> None:
    answers = together(
        lambda number: writing(database, lambda s: tokens.create(s, "ana", None, SETUP, NOON).text), 6
    )

    assert sum(isinstance(answer, str) for answer in answers) == 1
    assert sum(isinstance(answer, Conflict) for answer in answers) == 5


def test_a_nonce_is_taken_once(database: Database) -> None:
    later = NOON + timedelta(minutes=2)
    answers = together(
        lambda number: writing(database, lambda s: peers.take_nonce(s, "scheduler", "n", later, NOON)), 6
    )

    assert answers.count(True) == 1


def test_a_request_is_begun_once(database: Database) -> None:
    asked = idempotency.Asked("ana", "key", "digest")
    answers = together(lambda number: writing(database, lambda s: idempotency.begin(s, asked, NOON)), 6)

    assert answers.count(None) == 1
    assert sum(isinstance(answer, Conflict) for answer in answers) == 5


def test_each_message_is_claimed_once(database: Database) -> None:
    with database.writing() as session:
        outbox.take_in(session, [incoming(number) for number in range(20)], NOON)
    claimed: list[str] = []

    def claim_all(number: int) -> None:
        while (found := writing(database, lambda s: outbox.claim(s, NOON, Lane()))) is not None:
            assert isinstance(found, outbox.Claimed)
            claimed.append(found.row.id)

    assert together(claim_all, 4) == [None] * 4
    assert sorted(claimed) == sorted(f"n{number}" for number in range(20))


def incoming(number: int) -> outbox.Incoming:
    message = Message(f"n{number}", "oncall", "subject", "text", "p", 1, "web1", "tell", NOON)
    return outbox.Incoming(message, "e1")


def test_a_database_that_is_gone_is_unavailable(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'nowhere' / 'x.sqlite'}")

    with pytest.raises(Unavailable), database.reading() as session:
        tokens.any_exists(session)
    assert database.answers() is False


def test_what_fails_does_not_tell_the_values_it_failed_with(database: Database) -> None:
    with pytest.raises(sa.exc.DBAPIError) as failed, database.engine.connect() as connection:
        connection.execute(
            sa.text("SELECT nothing FROM nowhere WHERE secret = :secret"), {"secret": "the-marker"}
        )
    assert "the-marker" not in str(failed.value)
