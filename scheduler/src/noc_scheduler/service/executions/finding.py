"""Finding what a path names: executions by id or number, hosts by name; NotFound otherwise."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.errors import Gone, NotFound
from noc_scheduler.store import archives, executions


def uuid_or_none(text: str) -> UUID | None:
    """The UUID written as 36 characters in either case; None for any other writing."""
    try:
        value = UUID(text)
    except ValueError:
        return None
    return value if str(value) == text.lower() else None


def the_execution(connection: sa.Connection, reference: str) -> sa.Row[Any]:
    """The execution of this id or number; raises Gone, with its file, when it has been put away."""
    key: UUID | int | None = uuid_or_none(reference)
    if key is None and reference.isascii() and reference.isdecimal() and len(reference) < 10:
        key = int(reference)
    row = None if key is None else executions.find(connection, key)
    if key is not None and (row is None or row.sealed_at is not None):
        _refuse_archived(connection, key)
    if row is None:
        raise NotFound("not_found", "there is no such execution")
    return row


def _refuse_archived(connection: sa.Connection, key: UUID | int) -> None:
    put_away = archives.find(connection, key)
    if put_away is not None:
        words = f"execution {put_away.number} ended on {put_away.finished_at:%Y-%m-%d} and is archived"
        where = {"number": put_away.number, "file": put_away.file, "sha256": put_away.sha256}
        raise Gone("execution.archived", f"{words} in {put_away.file}", extra=where)
