"""Presentation's backup: database and key in one file, and what they make is the same layer."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from noc_presentation.actors import SETUP
from noc_presentation.backup.dumping import kind_of
from noc_presentation.backup.saving import restore, save
from noc_presentation.errors import BrokenBackup
from noc_presentation.keys import own_key
from noc_presentation.service import tokens
from noc_presentation.settings import Settings
from noc_presentation.store.database import Database
from tests.presentation.conftest import NOON


@pytest.fixture
def settings(tmp_path: Path, database: Database) -> Settings:
    """A layer that was set up, on either database."""
    settings = Settings(
        home=tmp_path / "home",
        host="127.0.0.1",
        port=8080,
        database_url=database.engine.url.render_as_string(hide_password=False),
        channels=None,
        threads=1,
        tls_certificate=None,
        tls_key=None,
        trust=None,
    )
    settings.make_home()
    own_key(settings.key_file)
    return settings


def make_token(database: Database, name: str) -> str:
    with database.writing() as session:
        return tokens.create(session, name, None, SETUP, NOON).text


def is_let_in(database: Database, token: str) -> bool:
    with database.reading() as session:
        try:
            return bool(tokens.recognise(session, token, NOON))
        except Exception:
            return False


def destroy(settings: Settings, database: Database) -> None:
    """The machine burns down: neither database nor key is left."""
    if kind_of(settings.database_url) == "sqlite":
        database.close()
        for path in Path(database.engine.url.database or "").parent.glob("presentation.sqlite*"):
            path.unlink()
    else:
        with database.engine.begin() as connection:
            connection.execute(sa.text("DROP SCHEMA public CASCADE"))
            connection.execute(sa.text("CREATE SCHEMA public"))
        database.close()
    settings.key_file.unlink()


def test_it_comes_back_as_it_was(settings: Settings, database: Database, tmp_path: Path) -> None:
    first = make_token(database, "first")
    key = settings.key_file.read_bytes()
    backup = tmp_path / "backup.tar.gz"
    save(settings, backup)
    second = make_token(database, "second")
    destroy(settings, database)
    manifest = restore(settings, backup, force=False)

    assert manifest.database == kind_of(settings.database_url)
    assert settings.key_file.read_bytes() == key
    assert (is_let_in(database, first), is_let_in(database, second)) == (True, False)
    assert backup.stat().st_mode & 0o777 == 0o600


def test_nothing_is_replaced_unless_it_is_asked_for(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.tar.gz"
    first = make_token(database, "first")
    save(settings, backup)
    second = make_token(database, "second")
    with pytest.raises(BrokenBackup, match="never overwritten"):
        save(settings, backup)
    with pytest.raises(BrokenBackup, match="not empty; --force"):
        restore(settings, backup, force=False)
    assert is_let_in(database, second)

    restore(settings, backup, force=True)
    assert (is_let_in(database, first), is_let_in(database, second)) == (True, False)


def test_a_spoiled_backup_touches_nothing(settings: Settings, database: Database, tmp_path: Path) -> None:
    backup = tmp_path / "backup.tar.gz"
    save(settings, backup)
    later = make_token(database, "later")
    backup.write_bytes(backup.read_bytes()[:-100])
    with pytest.raises(BrokenBackup, match="can't be read"):
        restore(settings, backup, force=True)

    assert is_let_in(database, later)
    assert not list(settings.home.glob(".restore-*"))
