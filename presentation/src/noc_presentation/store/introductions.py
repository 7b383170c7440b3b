"""The table of introductions: executor nodes that an administrator announced before they came."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from noc_presentation.pages import Page, PageRequest
from noc_presentation.store.base import DEFAULT_ACCOUNT, Base, Owned
from noc_presentation.store.paging import page


class Introduction(Owned, Base):
    """Whom a token introduces, as what; `public_key` is the half of the token's key that proves nothing by itself.

    `used_by` is the public key of the executor node that came with it.
    """

    __tablename__ = "introductions"

    name: Mapped[str] = mapped_column(sa.String(128))
    public_key: Mapped[str] = mapped_column(sa.String(64))
    groups: Mapped[list[str] | None] = mapped_column(sa.JSON(none_as_null=True))
    labels: Mapped[dict[str, str] | None] = mapped_column(sa.JSON(none_as_null=True))
    created_at: Mapped[datetime]
    created_by: Mapped[dict[str, Any]]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    used_by: Mapped[str | None] = mapped_column(sa.String(64))


def find(session: Session, identity: str, lock: bool = False) -> Introduction | None:
    """The introduction of this id; with `lock` nobody else uses it meanwhile."""
    found = _ours().where(Introduction.id == identity)
    return session.scalar(found.with_for_update() if lock else found)


def listed(session: Session, wanted: PageRequest) -> Page[Introduction]:
    """All introductions, oldest first; used and revoked ones too."""
    return page(session, _ours(), Introduction.id, wanted)


def _ours() -> sa.Select[Introduction]:
    return sa.select(Introduction).where(Introduction.account_id == DEFAULT_ACCOUNT)
