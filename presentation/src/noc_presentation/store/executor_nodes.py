"""The table of authorisations: which key of which executor node an administrator let in, or suspended."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from noc_presentation.store.base import DEFAULT_ACCOUNT, Base, Owned


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
    #: The groups whose hosts it may serve; None: all.
    groups: Mapped[list[str] | None] = mapped_column(sa.JSON(none_as_null=True))
    #: The labels that count of those it says it has; None: all.
    labels: Mapped[dict[str, str] | None] = mapped_column(sa.JSON(none_as_null=True))


def decided(session: Session) -> list[Authorisation]:
    """The last word about each executor node."""
    return list(session.scalars(_ours()))


def decided_about(session: Session, executor_node: str) -> Authorisation | None:
    """The last word about one."""
    return session.scalar(_ours().where(Authorisation.executor_node == executor_node))


def was_refused(session: Session, public_key: str) -> bool:
    """Whether people have suspended or revoked an executor node with this key, whatever it calls itself now."""
    having = _ours().where(Authorisation.public_key == public_key, Authorisation.status != "authorised")
    return session.scalar(having.limit(1)) is not None


def _ours() -> sa.Select[Authorisation]:
    return sa.select(Authorisation).where(Authorisation.account_id == DEFAULT_ACCOUNT)
