"""Retention: executions that ended long ago are put away into files, long outputs are cut before that.

An execution is sealed (nothing about it is stored any more), written into its file, and only then deleted, batch by
batch. Whoever is killed in between leaves a row that says how far it came, and the next one goes on there.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from noc_scheduler.errors import BrokenArchive, Unavailable
from noc_scheduler.service.means import Means
from noc_scheduler.service.upkeep import archive_file, chore
from noc_scheduler.service.vocabulary import SCHEDULER, Cause, ServiceEvent
from noc_scheduler.store import archives, belongings, events, executions
from noc_scheduler.store.chores import Chore
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.events import Fact, Stream
from noc_scheduler.store.schema import revision

#: After an error an execution is left alone for so long; the others go on.
POSTPONED = timedelta(hours=1)
BATCH = 1_000
KEPT_OUTPUT = 4_096
NOTE = "\n[cut here by retention; the execution's events have all of it]"
log = structlog.get_logger()


@dataclass(slots=True)
class Retained:
    """What one run did until its time was up; `complete` when nothing was left to be done."""

    until: float
    archived: list[int] = field(default_factory=list)
    outputs_cut: int = 0
    problems: list[str] = field(default_factory=list)
    complete: bool = False


def housekeep(means: Means, most: timedelta) -> int:
    """The daily chore, as far as it comes in this time; how much was done. 0 when it is not due."""
    try:
        if not chore.is_due(means, Chore.RETENTION):
            return 0
        done = retain(means, most, early=False)
    except Unavailable as error:
        log.warning("retention.unavailable", problem=str(error))
        return 0
    return 0 if done is None else len(done.archived) + done.outputs_cut


def retain(means: Means, most: timedelta, early: bool = True) -> Retained | None:
    """Put away what is old enough, as far as it comes in this time; None when another process does."""
    if not chore.claim(means, Chore.RETENTION, early):
        return None
    done = Retained(time.monotonic() + most.total_seconds())
    steps: tuple[Callable[[Means, Retained], bool], ...] = (_put_away, _seal, _cut)
    while not _time_is_up(means, done) and not done.complete:
        chore.hold_on(means, Chore.RETENTION)
        done.complete = not any(step(means, done) for step in steps)
    chore.let_go(means, Chore.RETENTION, done.complete)
    return done


def due(means: Means) -> list[sa.Row[Any]]:
    """The executions that the next run would put away."""
    with means.database.reading() as connection:
        return archives.old_enough(connection, _before(connection, means.settings.keep), 10_000)


def _time_is_up(means: Means, done: Retained) -> bool:
    return means.stopping.is_set() or time.monotonic() >= done.until


def _before(connection: sa.Connection, kept: timedelta) -> datetime:
    return database_now(connection) - kept


def _put_away(means: Means, done: Retained) -> bool:
    with means.database.reading() as connection:
        row = archives.unfinished(connection, database_now(connection))
    if row is None:
        return False
    try:
        _go_on(means, row, done)
    except Unavailable:
        raise
    except Exception as error:  # whatever it is, it must not keep the others from being put away
        problem = str(error) or type(error).__name__
        log.exception("archive.failed", execution=str(row.execution), number=row.number)
        done.problems.append(f"execution {row.number}: {problem}")
        means.database.transact(lambda connection: _postpone(connection, row, problem))
    return True


def _go_on(means: Means, row: sa.Row[Any], done: Retained) -> None:
    path = means.settings.archive / row.file
    digest = row.sha256
    if digest is None or not (row.deleting or path.is_file()):
        digest = _write(means, row)
    elif archive_file.digest_of(path) != digest:
        raise BrokenArchive(f"{path} is not what was written; nothing more of it is deleted here")
    if not row.deleting:
        _write_index(means, row)
        means.database.transact(lambda connection: _tell(connection, row, digest))
    while means.database.transact(
        lambda connection: belongings.delete_some(connection, row.execution, BATCH)
    ):
        chore.hold_on(means, Chore.RETENTION)
        if _time_is_up(means, done):
            return
    means.database.transact(
        lambda connection: archives.change(
            connection, row.execution, {"done_at": database_now(connection), "problem": None}
        )
    )
    done.archived.append(row.number)


def _tell(connection: sa.Connection, row: sa.Row[Any], digest: str) -> None:
    """The event stays when those of the execution go: readers of the feed never find its end moved back."""
    if not archives.begin_deleting(connection, row.execution):
        return
    last_seq = executions.find_many(connection, [row.execution])[row.execution].last_seq
    data = {"execution": str(row.execution), "number": row.number, "file": row.file, "sha256": digest}
    fact = Fact(ServiceEvent.EXECUTION_ARCHIVED, data, SCHEDULER, {"kind": Cause.TIME})
    events.append(connection, database_now(connection), [(Stream(row.execution, last_seq), [fact])])


def _write(means: Means, row: sa.Row[Any]) -> str:
    path = means.settings.archive / row.file
    head = {"execution": str(row.execution), "number": row.number, "schema": revision()}
    with means.database.snapshot() as connection:
        digest = archive_file.write(path, head, belongings.rows_of(connection, row.execution))
    means.database.transact(lambda connection: archives.change(connection, row.execution, {"sha256": digest}))
    return digest


def _write_index(means: Means, row: sa.Row[Any]) -> None:
    folder = row.file.rpartition("/")[0]
    with means.database.reading() as connection:
        archive_file.write_index(means.settings.archive / folder, archives.written_in(connection, folder))


def _seal(means: Means, done: Retained) -> bool:
    def act(connection: sa.Connection) -> bool:
        now = database_now(connection)
        before = now - means.settings.keep
        for row in archives.old_enough(connection, before, 1):
            file = archive_file.name_of(row.number, row.finished_at)
            return archives.seal(connection, row.id, before, now, file)
        return False

    return means.database.transact(act)


def _cut(means: Means, done: Retained) -> bool:
    def act(connection: sa.Connection) -> bool:
        found = archives.with_long_outputs(connection, _before(connection, means.settings.keep_output))
        if found is None:
            return False
        now = database_now(connection)
        done.outputs_cut += archives.cut_outputs(connection, found, now, KEPT_OUTPUT, NOTE)
        return True

    return means.database.transact(act)


def _postpone(connection: sa.Connection, row: sa.Row[Any], problem: str) -> None:
    values = {"problem": problem[:1_000], "next_try_at": database_now(connection) + POSTPONED}
    archives.change(connection, row.execution, values)
