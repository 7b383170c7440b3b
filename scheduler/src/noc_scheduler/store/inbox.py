"""The inbox: which reports were received, so that the same one twice changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.store import bulk
from noc_scheduler.store.ids import DEFAULT_ACCOUNT
from noc_scheduler.store.tables import inbox


@dataclass(frozen=True, slots=True)
class Received:
    """One report by attempt, lease and number, and the digest of what it said."""

    attempt: UUID
    lease: int
    seq: int
    digest: str


def known(
    connection: sa.Connection, keys: Iterable[tuple[UUID, int, int]]
) -> dict[tuple[UUID, int, int], str]:
    """The digests of those reports among `keys` that were received before."""
    wanted = list(keys)
    if not wanted:
        return {}
    columns = sa.tuple_(inbox.c.attempt, inbox.c.lease, inbox.c.seq)
    rows = connection.execute(sa.select(inbox).where(columns.in_(wanted)))
    return {(row.attempt, row.lease, row.seq): row.digest for row in rows}


def add(connection: sa.Connection, received: Sequence[Received], now: datetime) -> None:
    """Remember reports; a race for the same one fails on its key and is tried again."""
    bulk.insert(
        connection,
        inbox,
        [
            {
                "attempt": one.attempt,
                "lease": one.lease,
                "seq": one.seq,
                "account_id": DEFAULT_ACCOUNT,
                "digest": one.digest,
                "received_at": now,
            }
            for one in received
        ],
    )
