"""The table of API tokens: what is kept of a token can recognise it, never show it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from noc_presentation.store.base import Base, Owned


class ApiToken(Owned, Base):
    """A named way in; `digest` is the SHA-256 of the whole token in hexadecimal, `folded` the name
    as people compare names."""

    __tablename__ = "api_tokens"
    __table_args__ = (sa.UniqueConstraint("account_id", "folded"),)

    name: Mapped[str] = mapped_column(sa.String(128))
    folded: Mapped[str] = mapped_column(sa.String(512))
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(sa.String(128))
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
