"""The table of credentials: everything but the secret is readable, and the secret only with the key file."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from noc_presentation.pages import Page, PageRequest
from noc_presentation.store.base import DEFAULT_ACCOUNT, Base, Owned
from noc_presentation.store.paging import page


class CredentialRow(Owned, Base):
    """A credential; a revoked one keeps its name and its history, and has no secret any more.

    `revision` grows with each change and is the ETag, `version` with each new secret,
    of which `rotated_at` says when it came.
    """

    __tablename__ = "credentials"
    __table_args__ = (sa.UniqueConstraint("account_id", "folded"),)

    name: Mapped[str] = mapped_column(sa.String(128))
    folded: Mapped[str] = mapped_column(sa.String(512))
    kind: Mapped[str] = mapped_column(sa.String(32))
    use: Mapped[str] = mapped_column(sa.String(16))
    description: Mapped[str] = mapped_column(sa.Text)
    groups: Mapped[list[str]]
    version: Mapped[int]
    revision: Mapped[int]
    rotated_at: Mapped[datetime]
    key_id: Mapped[str | None] = mapped_column(sa.String(16), index=True)
    wrapped_key: Mapped[str | None] = mapped_column(sa.Text)
    ciphertext: Mapped[str | None] = mapped_column(sa.Text)
    created_at: Mapped[datetime]
    created_by: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
    changed_by: Mapped[dict[str, Any]]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    last_used: Mapped[dict[str, Any] | None]


def called(session: Session, folded: str) -> CredentialRow | None:
    """The credential of this folded name."""
    return session.scalar(_ours().where(CredentialRow.folded == folded))


def named(session: Session, folded: Iterable[str]) -> dict[str, CredentialRow]:
    """The credentials of these folded names."""
    rows = session.scalars(_ours().where(CredentialRow.folded.in_(set(folded))))
    return {row.folded: row for row in rows}


def listed(session: Session, wanted: PageRequest) -> Page[CredentialRow]:
    """All credentials by name."""
    return page(session, _ours(), CredentialRow.name, wanted)


def usable(session: Session) -> Sequence[CredentialRow]:
    """Those that are not revoked; there are tens of them, not thousands."""
    return session.scalars(_ours().where(CredentialRow.revoked_at.is_(None))).all()


def lock_writers(session: Session, *, alone: bool = False) -> None:
    """Wait for a rotation that is about to end, or (alone) for everybody who is writing a secret.

    A secret must not be closed with a key that a rotation drops at that moment. SQLite has one writer anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        mode = "SHARE ROW EXCLUSIVE" if alone else "ROW EXCLUSIVE"
        session.execute(sa.text(f"LOCK TABLE credentials IN {mode} MODE"))


def under_other_keys(session: Session, key_id: str, limit: int) -> Sequence[CredentialRow]:
    """Some credentials whose data key another key wraps; nobody else changes them meanwhile."""
    other = _ours().where(CredentialRow.key_id.is_not(None), CredentialRow.key_id != key_id)
    return session.scalars(other.order_by(CredentialRow.id).limit(limit).with_for_update()).all()


def note_use(session: Session, ids: Iterable[str], at: datetime, use: dict[str, Any]) -> None:
    """Remember when, on which executor node and for which host credentials were given out last."""
    statement = sa.update(CredentialRow).where(CredentialRow.id.in_(set(ids)))
    session.execute(statement.values(last_used_at=at, last_used=use))


def _ours() -> sa.Select[CredentialRow]:
    return sa.select(CredentialRow).where(CredentialRow.account_id == DEFAULT_ACCOUNT)
