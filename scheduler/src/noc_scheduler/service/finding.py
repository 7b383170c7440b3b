"""Finding what a path names: executions by id or number, hosts by name; NotFound otherwise."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.errors import NotFound
from noc_scheduler.store import executions


def uuid_or_none(text: str) -> UUID | None:
    """The UUID written as 36 characters in either case; None for any other writing."""
    try:
        value = UUID(text)
    except ValueError:
        return None
    return value if str(value) == text.lower() else None


def the_execution(connection: sa.Connection, reference: str) -> sa.Row[Any]:
    """The execution of this id or number."""
    key: UUID | int | None = uuid_or_none(reference)
    if key is None and reference.isascii() and reference.isdecimal() and len(reference) < 10:
        key = int(reference)
    row = None if key is None else executions.find(connection, key)
    if row is None:
        raise NotFound("not_found", "there is no such execution")
    return row
