"""The table of first answers: what a create said when it was asked under an Idempotency-Key."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from noc_presentation.store.base import DEFAULT_ACCOUNT, Base, Owned


class FirstAnswer(Owned, Base):
    """A key as one caller used it; `status` and `body` are empty while the first request is on its way."""

    __tablename__ = "first_answers"
    __table_args__ = (sa.UniqueConstraint("account_id", "actor_id", "key"),)

    actor_id: Mapped[str] = mapped_column(sa.String(64))
    key: Mapped[str] = mapped_column(sa.String(128))
    request_digest: Mapped[str] = mapped_column(sa.String(64))
    asked_at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[int | None]
    body: Mapped[str | None] = mapped_column(sa.Text)


def find_to_change(session: Session, actor_id: str, key: str) -> FirstAnswer | None:
    """What is known of a key, kept from everybody else who would change it until the transaction ends."""
    return session.scalar(
        sa.select(FirstAnswer)
        .where(
            FirstAnswer.account_id == DEFAULT_ACCOUNT,
            FirstAnswer.actor_id == actor_id,
            FirstAnswer.key == key,
        )
        .with_for_update()
    )


def forget(session: Session, before: datetime) -> None:
    """Forget the keys that were asked under before then."""
    session.execute(sa.delete(FirstAnswer).where(FirstAnswer.asked_at < before))
