"""The tables of the inventory: hosts, groups, which host carries which group's label, and groups in groups."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noc_presentation.store.base import Base, Owned

MEMBERSHIPS = sa.Table(
    "inventory_memberships",
    Base.metadata,
    sa.Column(
        "host_id", sa.String(36), sa.ForeignKey("inventory_hosts.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("group_id", sa.String(36), sa.ForeignKey("inventory_groups.id"), primary_key=True, index=True),
)

NESTINGS = sa.Table(
    "inventory_nestings",
    Base.metadata,
    sa.Column(
        "parent_id", sa.String(36), sa.ForeignKey("inventory_groups.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column(
        "child_id",
        sa.String(36),
        sa.ForeignKey("inventory_groups.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
)


class GroupRow(Owned, Base):
    """A group; `folded` is what makes two names the same name."""

    __tablename__ = "inventory_groups"
    __table_args__ = (sa.UniqueConstraint("account_id", "folded"), sa.Index(None, "account_id", "name"))

    name: Mapped[str] = mapped_column(sa.String(128))
    folded: Mapped[str] = mapped_column(sa.String(512))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime]
    created_by: Mapped[dict[str, Any]]


class HostRow(Owned, Base):
    """A host; `revision` grows with each change and is its ETag."""

    __tablename__ = "inventory_hosts"
    __table_args__ = (sa.UniqueConstraint("account_id", "folded"), sa.Index(None, "account_id", "name"))

    name: Mapped[str] = mapped_column(sa.String(128))
    folded: Mapped[str] = mapped_column(sa.String(512))
    address: Mapped[str] = mapped_column(sa.String(253))
    port: Mapped[int | None]
    user: Mapped[str | None] = mapped_column(sa.String(33))
    tags: Mapped[list[str]]
    vars: Mapped[dict[str, Any]]
    host_keys: Mapped[list[str]]
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    created_by: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
    changed_by: Mapped[dict[str, Any]]
    groups: Mapped[list[GroupRow]] = relationship(
        secondary=MEMBERSHIPS, order_by=GroupRow.name, lazy="selectin", passive_deletes=True
    )
