"""The table of the audit chain: rows are added and read, never changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from noc_presentation.audit.entries import BEGINNING, Entry, Said
from noc_presentation.store.base import DEFAULT_ACCOUNT, Base

#: The lock that whoever adds an entry holds until it is committed, so that each follows the one before it.
CHAIN_LOCK = 0x6E6F6361
AT_ONCE = 1_000


class AuditRow(Base):
    """An entry; see `audit.entries`."""

    __tablename__ = "audit_entries"

    account_id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[dict[str, Any]]
    actor_id: Mapped[str] = mapped_column(sa.String(128), index=True)
    source: Mapped[str] = mapped_column(sa.String(64))
    verb: Mapped[str] = mapped_column(sa.String(128), index=True)
    object: Mapped[str] = mapped_column(sa.String(512))
    outcome: Mapped[str] = mapped_column(sa.String(16))
    status: Mapped[int | None]
    code: Mapped[str | None] = mapped_column(sa.String(128))
    request_id: Mapped[str] = mapped_column(sa.String(64), index=True)
    previous: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))


@dataclass(frozen=True, slots=True)
class Search:
    """Which entries; what is None is not asked. `text` is a part of the object."""

    actor: str | None = None
    verb: str | None = None
    outcome: str | None = None
    request_id: str | None = None
    text: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def last(session: Session) -> tuple[int, str]:
    """The number and hash that the next entry follows, which nobody else follows until this transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(CHAIN_LOCK)))
    row = session.execute(
        sa.select(AuditRow.seq, AuditRow.hash)
        .where(AuditRow.account_id == DEFAULT_ACCOUNT)
        .order_by(AuditRow.seq.desc())
        .limit(1)
    ).first()
    return (0, BEGINNING) if row is None else (row.seq, row.hash)


def add(session: Session, entry: Entry) -> None:
    """Write an entry down."""
    said = entry.said
    session.add(
        AuditRow(
            account_id=DEFAULT_ACCOUNT,
            seq=entry.seq,
            at=said.at,
            actor=dict(said.actor),
            actor_id=str(said.actor.get("id", ""))[:128],
            source=said.source,
            verb=said.verb,
            object=said.object,
            outcome=said.outcome,
            status=said.status,
            code=said.code,
            request_id=said.request_id,
            previous=entry.previous,
            hash=entry.hash,
        )
    )
    session.flush()


def chain(session: Session) -> Iterator[Entry]:
    """The whole chain in its order."""
    query = sa.select(AuditRow).where(AuditRow.account_id == DEFAULT_ACCOUNT).order_by(AuditRow.seq)
    for row in session.scalars(query.execution_options(yield_per=AT_ONCE)):
        yield entry_of(row)


def found(session: Session, search: Search, before: int | None, limit: int) -> list[AuditRow]:
    """Entries, newest first; `before` is the number of the last one already seen."""
    query = sa.select(AuditRow).where(AuditRow.account_id == DEFAULT_ACCOUNT)
    columns = {"actor_id": search.actor, "verb": search.verb, "outcome": search.outcome}
    for name, value in {**columns, "request_id": search.request_id}.items():
        if value is not None:
            query = query.where(getattr(AuditRow, name) == value)
    if search.text is not None:
        query = query.where(AuditRow.object.contains(search.text, autoescape=True))
    if search.since is not None:
        query = query.where(AuditRow.at >= search.since)
    if search.until is not None:
        query = query.where(AuditRow.at < search.until)
    if before is not None:
        query = query.where(AuditRow.seq < before)
    return list(session.scalars(query.order_by(AuditRow.seq.desc()).limit(limit)))


def entry_of(row: AuditRow) -> Entry:
    """The entry that a row stores."""
    names = ("at", "actor", "source", "verb", "object", "outcome", "request_id", "status", "code")
    said = Said(**{name: getattr(row, name) for name in names})
    return Entry(row.seq, said, row.previous, row.hash)
