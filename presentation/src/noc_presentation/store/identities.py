"""The table of identities: whom an identity provider vouches for, and which user that is here."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from noc_presentation.store.base import DEFAULT_ACCOUNT, Base, Owned


class Identity(Owned, Base):
    """A subject of an issuer, compared exactly as both wrote it, and the user who comes in with it."""

    __tablename__ = "identities"
    __table_args__ = (sa.UniqueConstraint("account_id", "issuer", "subject"),)

    issuer: Mapped[str] = mapped_column(sa.String(512))
    subject: Mapped[str] = mapped_column(sa.String(255))
    user_id: Mapped[str] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    created_by: Mapped[dict[str, Any]]


def find(session: Session, issuer: str, subject: str) -> Identity | None:
    """The identity of this subject."""
    return session.scalar(_ours().where(Identity.issuer == issuer, Identity.subject == subject))


def of_user(session: Session, user_id: str) -> list[Identity]:
    """The identities a user comes in with, oldest first."""
    return list(session.scalars(_ours().where(Identity.user_id == user_id).order_by(Identity.id)))


def _ours() -> sa.Select[Identity]:
    return sa.select(Identity).where(Identity.account_id == DEFAULT_ACCOUNT)
