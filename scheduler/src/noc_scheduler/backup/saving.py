"""Saving a scheduler and bringing it back: database and key, checked before anything is touched."""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from noc_scheduler.backup.bundle import Manifest, pack, unpack
from noc_scheduler.backup.dumping import dump, file_for, kind_of, load
from noc_scheduler.errors import BrokenBackup
from noc_scheduler.service.vocabulary import Cause, ServiceEvent
from noc_scheduler.settings import Settings, make_home
from noc_scheduler.store import restoring
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.database import Database
from noc_scheduler.store.events import Fact
from noc_scheduler.store.schema import knows, migrate, present_revision, require_current, revision

KEY = "key.pem"
#: Processes that were heard of so lately are taken to be still running.
STILL_THERE = timedelta(seconds=10)
ACTOR = {"id": "restore", "name": "noc-scheduler restore", "kind": "service"}


def save(settings: Settings, path: Path) -> None:
    """Back this scheduler up into `path` while it works; raises BrokenBackup when that can't be."""
    if path.exists():
        raise BrokenBackup(f"{path} exists; backups are never overwritten")
    database = Database(settings.database)
    require_current(database)
    database.close()
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=path.parent) as folder:
        dump(settings.database, Path(folder))
        shutil.copy(settings.key_file, Path(folder) / KEY)
        pack(path, Path(folder), revision(), kind_of(settings.database))


def restore(settings: Settings, path: Path, force: bool, cancel: bool) -> Manifest:
    """Make this scheduler what `path` says; raises BrokenBackup before anything is touched if it can't be."""
    make_home(settings)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.home) as folder:
        manifest = unpack(path, Path(folder))
        _require_fitting(settings, manifest)
        database = Database(settings.database)
        try:
            _make_room(settings, database, manifest, Path(folder), force)
            database.close()
            load(settings.database, Path(folder))
            shutil.copy(Path(folder) / KEY, settings.key_file)
            settings.key_file.chmod(0o600)
            migrate(database)
            with database.writing() as connection:
                _settle(connection, manifest, cancel)
        finally:
            database.close()
    return manifest


def _settle(connection: sa.Connection, manifest: Manifest, cancel: bool) -> None:
    made_at = manifest.made_at.isoformat(timespec="seconds")
    told = {"made_at": made_at, "version": manifest.version, "cancelled": cancel}
    restored = Fact(ServiceEvent.SCHEDULER_RESTORED, told, ACTOR, {"kind": Cause.REQUEST})
    wish = {"actor": ACTOR, "reason": f"the scheduler was restored from a backup of {made_at}"}
    restoring.settle(connection, database_now(connection), restored, wish if cancel else None)


def _require_fitting(settings: Settings, manifest: Manifest) -> None:
    kind = kind_of(settings.database)
    if manifest.database != kind:
        raise BrokenBackup(f"the backup is of a {manifest.database} database, this scheduler has {kind}")
    if not knows(manifest.schema):
        raise BrokenBackup(f"its tables are of version {manifest.schema}; install that noc-scheduler")
    if not {KEY, file_for(kind)} <= set(manifest.files):
        raise BrokenBackup("it lacks the database or the key")


def _make_room(settings: Settings, database: Database, manifest: Manifest, folder: Path, force: bool) -> None:
    with database.reading() as connection:
        heard = restoring.last_heard(connection)
        if heard is not None and database_now(connection) - heard < STILL_THERE:
            raise BrokenBackup("this scheduler works; stop its api and workers, and wait ten seconds")
        empty, present = restoring.is_empty(connection), present_revision(connection)
    same_key = not settings.key_file.is_file() or (
        settings.key_file.read_bytes() == (folder / KEY).read_bytes()
    )
    if not (force or (empty and same_key)):
        what = "the database is not empty" if not empty else "there is another key"
        raise BrokenBackup(f"{what}; --force replaces it")
    if present not in (None, manifest.schema):
        with database.writing() as connection:
            restoring.drop_everything(connection)
