"""The outbox: what the other layers are to be told, kept until they say they have it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.store import bulk
from noc_scheduler.store.ids import DEFAULT_ACCOUNT, new_id
from noc_scheduler.store.tables import outbox

LONGEST_PAUSE = timedelta(minutes=1)


class Letter(StrEnum):
    """What kinds of messages go out this way; attempts travel by their own rows."""

    NOTIFICATION = "notification"
    WITHDRAWAL = "withdrawal"
    OBSERVATION = "observation"


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A message; `receiver` is an executor node's id, or None for presentation."""

    kind: Letter
    document: Mapping[str, Any]
    receiver: UUID | None = None


def put(connection: sa.Connection, letters: Sequence[NewLetter], now: datetime) -> None:
    """Store messages to be sent from now on."""
    bulk.insert(
        connection,
        outbox,
        [
            {
                "id": new_id(),
                "account_id": DEFAULT_ACCOUNT,
                "kind": str(letter.kind),
                "receiver": letter.receiver,
                "document": dict(letter.document),
                "created_at": now,
                "next_try_at": now,
            }
            for letter in letters
        ],
    )


def claim(
    connection: sa.Connection, kind: Letter, now: datetime, hold: timedelta, limit: int
) -> list[sa.Row[Any]]:
    """Messages that are due, oldest first; nobody else gets them for `hold`."""
    rows = list(
        connection.execute(
            sa.select(outbox)
            .where(outbox.c.kind == kind, outbox.c.next_try_at <= now)
            .order_by(outbox.c.next_try_at, outbox.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )
    if rows:
        connection.execute(
            sa.update(outbox)
            .where(outbox.c.id.in_([row.id for row in rows]))
            .values(next_try_at=now + hold, tries=outbox.c.tries + 1)
        )
    return rows


def done(connection: sa.Connection, ids: Iterable[UUID]) -> None:
    """The receiver has these, or will never take them."""
    connection.execute(sa.delete(outbox).where(outbox.c.id.in_(list(ids))))


def later(connection: sa.Connection, rows: Iterable[sa.Row[Any]], now: datetime, problem: str) -> None:
    """Try these again after a pause that doubles each time, up to a minute."""
    for row in rows:
        pause = min(LONGEST_PAUSE, timedelta(seconds=2 ** min(row.tries, 6)))
        connection.execute(
            sa.update(outbox)
            .where(outbox.c.id == row.id)
            .values(next_try_at=now + pause, problem=problem[:1000])
        )


def waiting(connection: sa.Connection, kind: Letter) -> list[sa.Row[Any]]:
    """Everything of this kind that has not gone out, oldest first."""
    return list(connection.execute(sa.select(outbox).where(outbox.c.kind == kind).order_by(outbox.c.id)))
