"""Readiness: whether this layer can do its part, and in words why not."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from noc_presentation.errors import Complaint, Unavailable
from noc_presentation.store.database import Database
from noc_presentation.store.migrate import present_revision, revision


def require_ready(database: Database, home: Path | None) -> None:
    """Raise Unavailable with every reason why this layer is not ready; a home of None is not looked at."""
    problems = (*_database(database), *(() if home is None else _home(home)))
    if problems:
        raise Unavailable("not_ready", "; ".join(problem.message for problem in problems), problems)


def _database(database: Database) -> Iterator[Complaint]:
    if not database.answers():
        yield Complaint("/database", "dependency.unavailable", "the database doesn't answer")
        return
    present = present_revision(database)
    if present != revision():
        words = f"the tables are of version {present}, not {revision()}; run noc-presentation migrate"
        yield Complaint("/database", "schema.wrong_revision", words)


def _home(home: Path) -> Iterator[Complaint]:
    try:
        with tempfile.TemporaryFile(dir=home) as file:
            file.write(b"\n")
            file.flush()
    except OSError as error:
        yield Complaint("/home", "home.not_writable", f"the state folder can't be written: {error.strerror}")
