"""The table of keys that hosts showed and that a person must look at."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from noc_presentation.store.base import Base, Owned


class HostKeyReview(Owned, Base):
    """Keys a host showed, beside those that were known; `status` is open, accepted or refused."""

    __tablename__ = "host_key_reviews"
    __table_args__ = (sa.Index(None, "account_id", "host_id"),)

    host_id: Mapped[str] = mapped_column(sa.ForeignKey("inventory_hosts.id", ondelete="CASCADE"))
    host: Mapped[str] = mapped_column(sa.String(128))
    verdict: Mapped[str] = mapped_column(sa.String(16))
    known: Mapped[list[str]]
    seen: Mapped[list[str]]
    seen_at: Mapped[datetime]
    seen_by: Mapped[dict[str, Any]]
    status: Mapped[str] = mapped_column(sa.String(16))
    reason: Mapped[str | None] = mapped_column(sa.Text)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
