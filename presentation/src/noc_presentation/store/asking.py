"""The tables of asking: who is reached where, cards that show questions, and what answers them by itself."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from noc_presentation.store.accounts import User
from noc_presentation.store.base import DEFAULT_ACCOUNT, Base, Owned


class TelegramAccount(Owned, Base):
    """The Telegram account of a user, by the number that never changes; names there can be taken over."""

    __tablename__ = "telegram_accounts"
    __table_args__ = (
        sa.UniqueConstraint("account_id", "user_id"),
        sa.UniqueConstraint("account_id", "telegram_id"),
    )

    user_id: Mapped[str] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"))
    telegram_id: Mapped[int] = mapped_column(sa.BigInteger)
    linked_at: Mapped[datetime]


class TelegramCode(Owned, Base):
    """A code that links the account which sends it to this user, once; kept as a digest."""

    __tablename__ = "telegram_codes"
    __table_args__ = (sa.UniqueConstraint("account_id", "user_id"),)

    user_id: Mapped[str] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    expires_at: Mapped[datetime]


class TelegramUpdate(Base):
    """An update of Telegram that was dealt with: it comes again when its receipt was lost."""

    __tablename__ = "telegram_updates"

    update_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    account_id: Mapped[str] = mapped_column(sa.String(36), default=DEFAULT_ACCOUNT)
    at: Mapped[datetime] = mapped_column(index=True)


class MailAddress(Owned, Base):
    """Where a user gets mail that is for nobody else, as whoever manages users has said."""

    __tablename__ = "mail_addresses"
    __table_args__ = (sa.UniqueConstraint("account_id", "user_id"),)

    user_id: Mapped[str] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"))
    address: Mapped[str] = mapped_column(sa.String(254))


class Card(Owned, Base):
    """What shows the questions of one gate to one destination; `shown` is the text it shows, `over` for good."""

    __tablename__ = "cards"
    __table_args__ = (sa.Index("ix_cards_over", "over"),)

    destination: Mapped[str] = mapped_column(sa.String(128))
    channel: Mapped[str] = mapped_column(sa.String(128))
    language: Mapped[str] = mapped_column(sa.String(8))
    execution: Mapped[str] = mapped_column(sa.String(64))
    facts: Mapped[dict[str, Any]]
    expires_at: Mapped[datetime]
    shown: Mapped[str] = mapped_column(sa.Text)
    over: Mapped[bool]
    notification_id: Mapped[str | None] = mapped_column(sa.String(64))
    questions: Mapped[list["CardQuestion"]] = relationship(order_by="CardQuestion.id", lazy="selectin")


class CardQuestion(Owned, Base):
    """A question of one host on a card, with the digest that it was shown with and how it stands."""

    __tablename__ = "card_questions"
    __table_args__ = (sa.UniqueConstraint("account_id", "destination", "question"),)

    card_id: Mapped[str] = mapped_column(sa.ForeignKey("cards.id", ondelete="CASCADE"), index=True)
    destination: Mapped[str] = mapped_column(sa.String(128))
    question: Mapped[str] = mapped_column(sa.String(64))
    digest: Mapped[str] = mapped_column(sa.String(80))
    host: Mapped[str] = mapped_column(sa.String(255))
    open: Mapped[bool]
    said: Mapped[str] = mapped_column(sa.Text)


class ButtonRow(Base):
    """What pressing a button means; its id is all that Telegram is told of it."""

    __tablename__ = "buttons"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    account_id: Mapped[str] = mapped_column(sa.String(36), default=DEFAULT_ACCOUNT)
    card_id: Mapped[str] = mapped_column(sa.ForeignKey("cards.id", ondelete="CASCADE"), index=True)
    place: Mapped[int]
    label: Mapped[str] = mapped_column(sa.String(300))
    outcome: Mapped[str] = mapped_column(sa.String(16))
    questions: Mapped[list[str]]


class AnswerLink(Owned, Base):
    """A link by which one person answers a card once."""

    __tablename__ = "answer_links"

    card_id: Mapped[str] = mapped_column(sa.ForeignKey("cards.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[str] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


def account_of(session: Session, user_id: str) -> TelegramAccount | None:
    """The Telegram account of this user."""
    return session.scalar(_accounts().where(TelegramAccount.user_id == user_id))


def user_behind(session: Session, telegram_id: int) -> User | None:
    """Whose Telegram account this is."""
    found = session.scalar(_accounts().where(TelegramAccount.telegram_id == telegram_id))
    return None if found is None else session.get(User, found.user_id)


def code(session: Session, digest: str) -> TelegramCode | None:
    """The code of this digest, kept from everybody else until the transaction ends."""
    return session.scalar(sa.select(TelegramCode).where(TelegramCode.digest == digest).with_for_update())


def forget_codes(session: Session, user_id: str) -> None:
    """No code links anything to this user."""
    session.execute(sa.delete(TelegramCode).where(TelegramCode.user_id == user_id))


def forget_updates(session: Session, before: datetime) -> None:
    """Forget what was dealt with before then; Telegram keeps updates for a day."""
    session.execute(sa.delete(TelegramUpdate).where(TelegramUpdate.at < before))


def mail_address(session: Session, user_id: str) -> MailAddress | None:
    """Where this user gets mail."""
    ours = sa.select(MailAddress).where(MailAddress.account_id == DEFAULT_ACCOUNT)
    return session.scalar(ours.where(MailAddress.user_id == user_id))


def reachable(session: Session) -> list[tuple[User, str]]:
    """The active persons with a mail address, by name."""
    found = sa.select(User, MailAddress.address).join(MailAddress, MailAddress.user_id == User.id)
    people = found.where(User.active, User.kind == "person").order_by(User.name)
    return [(user, address) for user, address in session.execute(people)]


def cards_not_over(session: Session) -> list[Card]:
    """The cards that still ask something, oldest first."""
    return list(session.scalars(sa.select(Card).where(Card.over.is_(False)).order_by(Card.id)))


def on_cards(session: Session, destination: str, questions: list[str]) -> set[str]:
    """Those of these questions that the destination was shown."""
    ours = sa.select(CardQuestion.question).where(CardQuestion.destination == destination)
    return set(session.scalars(ours.where(CardQuestion.question.in_(questions))))


def buttons_of(session: Session, card_id: str) -> list[ButtonRow]:
    """The buttons of a card in their order."""
    ours = sa.select(ButtonRow).where(ButtonRow.card_id == card_id)
    return list(session.scalars(ours.order_by(ButtonRow.place)))


def _accounts() -> sa.Select[TelegramAccount]:
    return sa.select(TelegramAccount).where(TelegramAccount.account_id == DEFAULT_ACCOUNT)
