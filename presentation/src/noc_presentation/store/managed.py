"""The table of objects that come from files: which document brought each of them, and as what."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from noc_presentation.store.base import DEFAULT_ACCOUNT, Base, Owned


class ManagedRow(Owned, Base):
    """An object and the document that brought it.

    `name` is the folded name; `state` what was stored then (a revision or digest), so that a change by hand
    shows; `body` is kept where the object lives elsewhere and may have to be put back.
    """

    __tablename__ = "managed_objects"
    __table_args__ = (
        sa.UniqueConstraint("account_id", "kind", "name"),
        sa.Index(None, "account_id", "document"),
    )

    kind: Mapped[str] = mapped_column(sa.String(32))
    name: Mapped[str] = mapped_column(sa.String(512))
    document: Mapped[str] = mapped_column(sa.String(300))
    source: Mapped[str] = mapped_column(sa.String(128))
    state: Mapped[str] = mapped_column(sa.String(128))
    body: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    applied_at: Mapped[datetime]
    applied_by: Mapped[dict[str, Any]]


def of_names(session: Session, kind: str, names: Iterable[str]) -> dict[str, ManagedRow]:
    """The marks of these folded names."""
    wanted = list(names)
    found: dict[str, ManagedRow] = {}
    for start in range(0, len(wanted), 500):
        statement = _ours(kind).where(ManagedRow.name.in_(wanted[start : start + 500]))
        found.update((row.name, row) for row in session.scalars(statement))
    return found


def of_document(session: Session, kind: str, document: str) -> dict[str, ManagedRow]:
    """The marks of this kind that a document left, by folded name."""
    return {row.name: row for row in session.scalars(_ours(kind).where(ManagedRow.document == document))}


def forget(session: Session, kind: str, names: Iterable[str]) -> None:
    """Take the marks of these folded names away."""
    for row in of_names(session, kind, names).values():
        session.delete(row)


def _ours(kind: str) -> sa.Select[ManagedRow]:
    return sa.select(ManagedRow).where(ManagedRow.account_id == DEFAULT_ACCOUNT, ManagedRow.kind == kind)
