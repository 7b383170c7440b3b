"""The table of authorisations: which key of which executor node an administrator let in, or suspended."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from noc_presentation.store.base import Base, Owned


class Authorisation(Owned, Base):
    """The last word about one executor node; `public_key` is the key whose fingerprint was compared."""

    __tablename__ = "executor_node_authorisations"
    __table_args__ = (sa.UniqueConstraint("account_id", "executor_node"),)

    executor_node: Mapped[str] = mapped_column(sa.String(64))
    name: Mapped[str] = mapped_column(sa.String(128))
    status: Mapped[str] = mapped_column(sa.String(16))
    public_key: Mapped[str] = mapped_column(sa.String(64))
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    decided_at: Mapped[datetime]
    decided_by: Mapped[dict[str, Any]]
