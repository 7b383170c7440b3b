"""The table of what was seen of hosts: facts with their age, and how reaching them went last."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from noc_presentation.store.base import Base, Owned


class HostObservation(Owned, Base):
    """One row for a host that anything was seen of; `facts` is `{NAME: {value, at}}`."""

    __tablename__ = "host_observations"
    __table_args__ = (sa.UniqueConstraint("host_id"),)

    host_id: Mapped[str] = mapped_column(sa.ForeignKey("inventory_hosts.id", ondelete="CASCADE"))
    facts: Mapped[dict[str, Any]]
    reachability: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    reached_at: Mapped[datetime | None]
