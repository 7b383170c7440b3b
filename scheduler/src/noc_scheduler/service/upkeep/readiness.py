"""Readiness: whether this process can do its part, and in words why not."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from noc_scheduler.errors import Complaint, Unavailable
from noc_scheduler.service.listening import WORKER_SILENCE
from noc_scheduler.service.means import Means
from noc_scheduler.store import peers
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.schema import present_revision, revision


def require_ready(means: Means) -> None:
    """Raise Unavailable with every reason why this scheduler is not ready."""
    problems = (*_database(means), *_home(means.settings.home))
    if problems:
        words = "; ".join(problem.message for problem in problems)
        raise Unavailable("not_ready", words, problems)


def needed_tables() -> str:
    """The version of the tables that this software works with."""
    return revision()


def _database(means: Means) -> Iterator[Complaint]:
    try:
        with means.database.reading() as connection:
            yield from _tables(connection)
    except (Unavailable, sa.exc.SQLAlchemyError):
        yield Complaint("/database", "dependency.unavailable", "the database does not answer")


def _tables(connection: sa.Connection) -> Iterator[Complaint]:
    present = present_revision(connection)
    if present != revision():
        words = f"the tables are of version {present}, not {revision()}; run noc-scheduler migrate"
        yield Complaint("/database", "schema.wrong_revision", words)
        return
    worker = peers.heard(connection, peers.WORKER)
    if worker is None:
        yield Complaint("/worker", "worker.never_heard", "no worker has ever been heard of")
        return
    silence = database_now(connection) - worker.last
    if silence > WORKER_SILENCE:
        words = f"no worker has been heard of for {int(silence.total_seconds())} s"
        yield Complaint("/worker", "worker.silent", words)


def _home(home: Path) -> Iterator[Complaint]:
    try:
        with tempfile.TemporaryFile(dir=home) as file:
            file.write(b"\n")
            file.flush()
    except OSError as error:
        yield Complaint("/home", "home.not_writable", f"the state folder can't be written: {error.strerror}")
