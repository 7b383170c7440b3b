"""The tables of reports: who wants which, how far the feed was read, what ended, and what is about to be told."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from noc_presentation.pages import Page, PageRequest
from noc_presentation.store.base import DEFAULT_ACCOUNT, Base, Owned
from noc_presentation.store.paging import page


class DestinationRow(Owned, Base):
    """A channel and the rules of what goes there, as they were written."""

    __tablename__ = "destinations"
    __table_args__ = (sa.UniqueConstraint("account_id", "name"),)

    name: Mapped[str] = mapped_column(sa.String(128))
    channel: Mapped[str] = mapped_column(sa.String(128))
    rules: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
    changed_by: Mapped[dict[str, Any]]


class FeedPosition(Owned, Base):
    """How far a reader has read the scheduler's feed."""

    __tablename__ = "feed_positions"
    __table_args__ = (sa.UniqueConstraint("account_id", "reader"),)

    reader: Mapped[str] = mapped_column(sa.String(32))
    cursor: Mapped[str] = mapped_column(sa.String(512))


class EndedExecution(Base):
    """An execution whose end was read in the feed and not looked into yet; `id` is the event's."""

    __tablename__ = "ended_executions"

    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(sa.String(36), default=DEFAULT_ACCOUNT)
    execution: Mapped[str] = mapped_column(sa.String(64))
    next_try_at: Mapped[datetime] = mapped_column(index=True)


class Standing(Owned, Base):
    """Whether the last execution of its kind failed: the same procedure, by the same schedule or on the same target."""

    __tablename__ = "standings"
    __table_args__ = (sa.UniqueConstraint("account_id", "key"),)

    key: Mapped[str] = mapped_column(sa.String(64))
    failed: Mapped[bool]
    at: Mapped[datetime]


class ReportRow(Owned, Base):
    """A report for one destination; those that were held back (`gathered`) become one notification together."""

    __tablename__ = "reports"
    __table_args__ = (sa.Index("ix_reports_due", "notification_id", "due_at"),)

    destination_id: Mapped[str] = mapped_column(sa.ForeignKey("destinations.id", ondelete="CASCADE"))
    facts: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]
    gathered: Mapped[bool]
    notification_id: Mapped[str | None] = mapped_column(sa.String(64))


def destination(session: Session, name: str) -> DestinationRow | None:
    """The destination of this name."""
    return session.scalar(_destinations().where(DestinationRow.name == name))


def destinations(session: Session) -> list[DestinationRow]:
    """All of them, by name."""
    return list(session.scalars(_destinations().order_by(DestinationRow.name)))


def listed(session: Session, wanted: PageRequest) -> Page[DestinationRow]:
    """The same in pages."""
    return page(session, _destinations(), DestinationRow.name, wanted)


def position(session: Session, reader: str) -> FeedPosition | None:
    """How far this reader is, kept from everybody else until the transaction ends."""
    ours = sa.select(FeedPosition).where(
        FeedPosition.account_id == DEFAULT_ACCOUNT, FeedPosition.reader == reader
    )
    return session.scalar(ours.with_for_update())


def ended(session: Session, now: datetime) -> EndedExecution | None:
    """The one whose turn has come the longest; no two transactions get the same."""
    due = sa.select(EndedExecution).where(EndedExecution.next_try_at <= now)
    return session.scalar(
        due.order_by(EndedExecution.next_try_at, EndedExecution.id).limit(1).with_for_update(skip_locked=True)
    )


def standing(session: Session, key: str) -> Standing | None:
    """How the last execution of this kind ended."""
    ours = sa.select(Standing).where(Standing.account_id == DEFAULT_ACCOUNT, Standing.key == key)
    return session.scalar(ours.with_for_update())


def gathering_until(session: Session, destination_id: str, now: datetime) -> datetime | None:
    """When the reports that this destination is gathering are sent, if it is gathering any."""
    waiting = sa.select(sa.func.min(ReportRow.due_at)).where(
        ReportRow.destination_id == destination_id,
        ReportRow.notification_id.is_(None),
        ReportRow.due_at > now,
    )
    return session.scalar(waiting)


def forget_told(session: Session, before: datetime, most: int) -> int:
    """Drop up to `most` reports that were told, whose time was before then; how many."""
    told = ReportRow.notification_id.is_not(None)
    ids = list(session.scalars(sa.select(ReportRow.id).where(told, ReportRow.due_at < before).limit(most)))
    session.execute(sa.delete(ReportRow).where(ReportRow.id.in_(ids)))
    return len(ids)


def due(session: Session, now: datetime) -> list[ReportRow]:
    """All reports that one destination is due; those of another one the next time."""
    waiting = sa.select(ReportRow).where(ReportRow.notification_id.is_(None), ReportRow.due_at <= now)
    first = session.scalar(waiting.order_by(ReportRow.due_at, ReportRow.id).limit(1))
    if first is None:
        return []
    same = waiting.where(ReportRow.destination_id == first.destination_id)
    return list(session.scalars(same.order_by(ReportRow.id).with_for_update(skip_locked=True)))


def _destinations() -> sa.Select[DestinationRow]:
    return sa.select(DestinationRow).where(DestinationRow.account_id == DEFAULT_ACCOUNT)
