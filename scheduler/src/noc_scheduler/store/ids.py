"""Ids of everything stored: UUIDv7, so that they sort by the time they were made."""

from uuid import UUID

import uuid6

#: The one account there is so far; every owned row carries it, so that a second one needs no migration.
DEFAULT_ACCOUNT = UUID("01900000-0000-7000-8000-000000000001")


def new_id() -> UUID:
    """A fresh UUIDv7."""
    return UUID(int=uuid6.uuid7().int)
