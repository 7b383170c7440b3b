"""Archives: which executions are old enough, which are sealed, and how far putting them away has come."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.vocabulary import FINISHED
from noc_scheduler.store import executions as execution_rows
from noc_scheduler.store.ids import DEFAULT_ACCOUNT
from noc_scheduler.store.tables import (
    archives,
    departures,
    executions,
    host_runs,
    queue_messages,
    visits,
    wakes,
)

OVER = sorted(FINISHED)


def old_enough(connection: sa.Connection, before: datetime, limit: int) -> list[sa.Row[Any]]:
    """Executions that ended before then, oldest first; one that was called goes when its caller may go too.

    One whose messages a schedule has not taken in yet, or the message broker not confirmed, stays with them.
    """
    caller = executions.alias()
    kept_for_its_caller = (
        sa.select(host_runs.c.id)
        .join(caller, caller.c.id == host_runs.c.execution)
        .where(
            host_runs.c.id == executions.c.caller,
            sa.or_(caller.c.finished_at.is_(None), caller.c.finished_at >= before),
        )
    )
    still_to_go = sa.or_(
        *(
            sa.select(waiting.c.message).where(waiting.c.message == queue_messages.c.id).exists()
            for waiting in (departures, wakes)
        )
    )
    kept_for_its_messages = sa.select(queue_messages.c.id).where(
        queue_messages.c.execution == executions.c.id, still_to_go
    )
    query = (
        sa.select(executions.c.id, executions.c.number, executions.c.procedure, executions.c.finished_at)
        .where(
            executions.c.status.in_(OVER),
            executions.c.finished_at < before,
            executions.c.sealed_at.is_(None),
            ~kept_for_its_caller.exists(),
            ~kept_for_its_messages.exists(),
        )
        .order_by(executions.c.finished_at, executions.c.number)
        .limit(limit)
    )
    return list(connection.execute(query))


def seal(connection: sa.Connection, execution: UUID, before: datetime, now: datetime, file: str) -> bool:
    """Let nothing about an execution be stored any more; False when it is not over, or sealed already.

    Its HostRuns are locked first: a report that is being applied ends before, any later one finds it sealed.
    """
    mine = sa.select(host_runs.c.id).where(host_runs.c.execution == execution).order_by(host_runs.c.id)
    connection.execute(mine.with_for_update()).all()
    for row in execution_rows.lock(connection, [execution]):
        if row.status not in FINISHED or row.sealed_at is not None or row.finished_at >= before:
            return False
        execution_rows.change(connection, row, {"sealed_at": now})
        connection.execute(
            sa.insert(archives).values(
                execution=execution,
                account_id=DEFAULT_ACCOUNT,
                number=row.number,
                procedure=row.procedure,
                finished_at=row.finished_at,
                file=file,
                sealed_at=now,
                next_try_at=now,
            )
        )
        return True
    return False


def unfinished(connection: sa.Connection, now: datetime) -> sa.Row[Any] | None:
    """The execution that has been sealed the longest and is not put away yet."""
    query = (
        sa.select(archives)
        .where(archives.c.done_at.is_(None), archives.c.next_try_at <= now)
        .order_by(archives.c.sealed_at, archives.c.number)
        .limit(1)
    )
    return connection.execute(query).one_or_none()


def change(connection: sa.Connection, execution: UUID, values: Mapping[str, Any]) -> None:
    """Note how far it has come."""
    connection.execute(sa.update(archives).where(archives.c.execution == execution).values(dict(values)))


def begin_deleting(connection: sa.Connection, execution: UUID) -> bool:
    """Note that rows are deleted from now on; False when it was noted before."""
    fresh = (archives.c.execution == execution, archives.c.deleting.is_(False))
    return connection.execute(sa.update(archives).where(*fresh).values(deleting=True)).rowcount == 1


def find(connection: sa.Connection, reference: UUID | int) -> sa.Row[Any] | None:
    """The sealed execution of this id or number."""
    column = archives.c.execution if isinstance(reference, UUID) else archives.c.number
    return connection.execute(
        sa.select(archives).where(archives.c.account_id == DEFAULT_ACCOUNT, column == reference)
    ).one_or_none()


def written_in(connection: sa.Connection, folder: str) -> list[tuple[str, str]]:
    """Files that were written in a folder, and their SHA-256."""
    query = sa.select(archives.c.file, archives.c.sha256).where(
        archives.c.file.startswith(f"{folder}/", autoescape=True), archives.c.sha256.is_not(None)
    )
    return [(row.file, row.sha256) for row in connection.execute(query.order_by(archives.c.number))]


def with_long_outputs(connection: sa.Connection, before: datetime) -> UUID | None:
    """An execution that ended before then and whose outputs were never cut."""
    query = (
        sa.select(executions.c.id)
        .where(
            executions.c.status.in_(OVER),
            executions.c.finished_at < before,
            executions.c.outputs_cut_at.is_(None),
            executions.c.sealed_at.is_(None),
        )
        .order_by(executions.c.finished_at)
        .limit(1)
    )
    return connection.execute(query).scalar_one_or_none()


def cut_outputs(connection: sa.Connection, execution: UUID, now: datetime, kept: int, note: str) -> int:
    """Cut stdout and stderr of its visits to so many characters and a note; how many were cut."""
    cut = 0
    for column in (visits.c.stdout, visits.c.stderr):
        shorter = sa.func.substr(column, 1, kept) + note
        long = (visits.c.execution == execution, sa.func.length(column) > kept + len(note))
        cut += connection.execute(sa.update(visits).where(*long).values({column: shorter})).rowcount
    connection.execute(sa.update(executions).where(executions.c.id == execution).values(outputs_cut_at=now))
    return cut
