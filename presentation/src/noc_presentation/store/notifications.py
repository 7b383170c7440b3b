"""The tables of the outbox: what the scheduler asked to be told to people, and every try to tell it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from noc_presentation.pages import Page, PageRequest
from noc_presentation.store.base import DEFAULT_ACCOUNT, Base, Owned
from noc_presentation.store.paging import page

QUEUED = "queued"
DELIVERED = "delivered"
UNDELIVERABLE = "undeliverable"
STATUSES = (QUEUED, DELIVERED, UNDELIVERABLE)


@dataclass(frozen=True, slots=True)
class Lane:
    """Which messages are meant: those to one channel, those to none of some, or (as it is) all."""

    only: str | None = None
    none_of: frozenset[str] = frozenset()


class Notification(Base):
    """One message on its way; `id` is the scheduler's, which makes handing it in twice harmless.

    `status` is `queued`, `delivered` or `undeliverable`; a queued one waits until `next_try_at`, and while
    somebody delivers it, it is `claimed_until` then; `again_at` says when somebody wanted it sent once more.
    `recipient` stands in for the channel's own; `link_id` is the one-time link that is put in when it goes out;
    `card_id` the card it shows, with buttons; `edits` the message that it takes the place of.
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
    html: Mapped[str | None] = mapped_column(sa.Text)
    destination: Mapped[str | None] = mapped_column(sa.String(128))
    recipient: Mapped[str | None] = mapped_column(sa.String(254))
    link_id: Mapped[str | None] = mapped_column(sa.String(36))
    card_id: Mapped[str | None] = mapped_column(sa.String(36), index=True)
    edits: Mapped[str | None] = mapped_column(sa.String(64))
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(sa.String(16))
    reason: Mapped[str | None] = mapped_column(sa.Text)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    again_at: Mapped[datetime | None]
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


class ChannelTrouble(Base):
    """A channel that could not deliver something and has delivered nothing since."""

    __tablename__ = "channel_troubles"

    channel: Mapped[str] = mapped_column(sa.String(128), primary_key=True)
    account_id: Mapped[str] = mapped_column(sa.String(36), default=DEFAULT_ACCOUNT)
    words: Mapped[str] = mapped_column(sa.Text)
    since: Mapped[datetime]


def known(session: Session, ids: Iterable[str]) -> set[str]:
    """Those of `ids` that were taken in before."""
    return set(session.scalars(sa.select(Notification.id).where(Notification.id.in_(list(ids)))))


def queued_edits(session: Session, edited: str) -> list[Notification]:
    """The edits of this message that wait and that nobody is delivering at this moment."""
    waiting = sa.select(Notification).where(Notification.edits == edited, Notification.status == QUEUED)
    free = waiting.where(Notification.claimed_until.is_(None))
    return list(session.scalars(free.with_for_update(skip_locked=True)))


def due(session: Session, now: datetime, lane: Lane) -> Notification | None:
    """The queued message of this lane that is due the longest and nobody has claimed; no two transactions get one."""
    return session.scalar(
        sa.select(Notification)
        .where(
            _in(lane),
            Notification.status == QUEUED,
            Notification.next_try_at <= now,
            sa.or_(Notification.claimed_until.is_(None), Notification.claimed_until < now),
        )
        .order_by(Notification.next_try_at, Notification.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def forget_some(session: Session, before: datetime, most: int) -> int:
    """Drop up to `most` messages that nobody tries any more and came before then, with every try; how many."""
    old = (
        sa.select(Notification.id)
        .where(Notification.status != QUEUED, Notification.received_at < before)
        .limit(most)
    )
    ids = list(session.scalars(old))
    session.execute(sa.delete(Delivery).where(Delivery.notification_id.in_(ids)))
    session.execute(sa.delete(Notification).where(Notification.id.in_(ids)))
    return len(ids)


def _in(lane: Lane) -> sa.ColumnElement[bool]:
    if lane.only is not None:
        return Notification.channel == lane.only
    return Notification.channel.not_in(lane.none_of)


def listed(
    session: Session, wanted: PageRequest, status: str | None, execution: str | None
) -> Page[Notification]:
    """Messages, newest first, of one status or execution if wanted."""
    statement = sa.select(Notification).where(Notification.account_id == DEFAULT_ACCOUNT)
    if status is not None:
        statement = statement.where(Notification.status == status)
    if execution is not None:
        statement = statement.where(Notification.execution == execution)
    return page(session, statement, Notification.id, wanted, newest_first=True)
