"""Saving presentation and bringing it back: database and key, checked before anything is touched."""

import shutil
import tempfile
from pathlib import Path

import sqlalchemy as sa

from noc_presentation.backup.bundle import Manifest, pack, unpack
from noc_presentation.backup.dumping import dump, file_for, kind_of, load
from noc_presentation.errors import BrokenBackup
from noc_presentation.settings import Settings
from noc_presentation.store.database import Database
from noc_presentation.store.migrate import knows, migrate, present_revision, revision
from noc_presentation.store.tables import metadata

KEY = "key.pem"


def save(settings: Settings, path: Path) -> None:
    """Back this layer up into `path` while it works; raises BrokenBackup when that can't be."""
    if path.exists():
        raise BrokenBackup(f"{path} exists; backups are never overwritten")
    database = Database(settings.database_url)
    present = present_revision(database)
    database.close()
    if present != revision():
        words = f"the tables are of version {present}, not {revision()}; run noc-presentation migrate"
        raise BrokenBackup(words)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=path.parent) as folder:
        dump(settings.database_url, Path(folder))
        shutil.copy(settings.key_file, Path(folder) / KEY)
        pack(path, Path(folder), revision(), kind_of(settings.database_url))


def restore(settings: Settings, path: Path, force: bool) -> Manifest:
    """Make this layer what `path` says; raises BrokenBackup before anything is touched if it can't be."""
    settings.make_home()
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.home) as folder:
        manifest = unpack(path, Path(folder))
        _require_fitting(settings, manifest)
        database = Database(settings.database_url)
        try:
            _make_room(settings, database, manifest, Path(folder), force)
            database.close()
            load(settings.database_url, Path(folder))
            shutil.copy(Path(folder) / KEY, settings.key_file)
            settings.key_file.chmod(0o600)
            migrate(database)
        finally:
            database.close()
    return manifest


def _require_fitting(settings: Settings, manifest: Manifest) -> None:
    kind = kind_of(settings.database_url)
    if manifest.database != kind:
        raise BrokenBackup(f"the backup is of a {manifest.database} database, this layer has {kind}")
    if not knows(manifest.schema):
        raise BrokenBackup(f"its tables are of version {manifest.schema}; install that noc-presentation")
    if not {KEY, file_for(kind)} <= set(manifest.files):
        raise BrokenBackup("it lacks the database or the key")


def _make_room(settings: Settings, database: Database, manifest: Manifest, folder: Path, force: bool) -> None:
    empty, present = _is_empty(database), present_revision(database)
    same_key = not settings.key_file.is_file() or (
        settings.key_file.read_bytes() == (folder / KEY).read_bytes()
    )
    if not (force or (empty and same_key)):
        what = "the database is not empty" if not empty else "there is another key"
        raise BrokenBackup(f"{what}; --force replaces it")
    if present not in (None, manifest.schema):
        with database.engine.begin() as connection:
            connection.execute(sa.text("DROP TABLE IF EXISTS alembic_version"))
            metadata.drop_all(connection)


def _is_empty(database: Database) -> bool:
    with database.engine.connect() as connection:
        present = set(sa.inspect(connection).get_table_names())
        return not any(
            connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first()
            for table in metadata.sorted_tables
            if table.name in present - {"nonces"}
        )
