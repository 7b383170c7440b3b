"""The tables of the outbox: what the scheduler asked to be told to people, and every try to tell it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noc_presentation.store.base import DEFAULT_ACCOUNT, Base, Owned


class Notification(Base):
    """One message on its way; `id` is the scheduler's, which makes handing it in twice harmless.

    `status` is `queued`, `delivered` or `undeliverable`; a queued one waits until `next_try_at`, and while
    somebody delivers it, it is `claimed_until` then.
    """

    __tablename__ = "notifications"
    __table_args__ = (sa.Index("ix_notifications_due", "status", "next_try_at"),)

    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(sa.String(36), default=DEFAULT_ACCOUNT)
    execution: Mapped[str] = mapped_column(sa.String(64), index=True)
    execution_number: Mapped[int]
    procedure: Mapped[str] = mapped_column(sa.String(128))
    host: Mapped[str | None] = mapped_column(sa.String(255))
    node: Mapped[str] = mapped_column(sa.String(64))
    channel: Mapped[str] = mapped_column(sa.String(128))
    subject: Mapped[str] = mapped_column(sa.Text)
    message: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(sa.String(16))
    reason: Mapped[str | None] = mapped_column(sa.Text)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    deliveries: Mapped[list["Delivery"]] = relationship(
        order_by="Delivery.number", lazy="selectin", viewonly=True
    )


class Delivery(Owned, Base):
    """One try to deliver a notification and what came of it; `answer` is the channel's, or the error."""

    __tablename__ = "deliveries"
    __table_args__ = (sa.UniqueConstraint("account_id", "notification_id", "number"),)

    notification_id: Mapped[str] = mapped_column(sa.ForeignKey("notifications.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    succeeded: Mapped[bool]
    answer: Mapped[str] = mapped_column(sa.Text)
