"""The table of API tokens: what is kept of a token can recognise it, never show it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from noc_presentation.pages import Page, PageRequest
from noc_presentation.store.base import DEFAULT_ACCOUNT, Base, Owned
from noc_presentation.store.paging import page


class ApiToken(Owned, Base):
    """A named way in; `digest` is the SHA-256 of the whole token in hexadecimal, `folded` the name
    as people compare names, `verbs` what it may do of all that its owner may (None: all of it)."""

    __tablename__ = "api_tokens"
    __table_args__ = (sa.UniqueConstraint("account_id", "folded"),)

    name: Mapped[str] = mapped_column(sa.String(128))
    folded: Mapped[str] = mapped_column(sa.String(512))
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(sa.String(128))
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    owner_id: Mapped[str] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), index=True)
    verbs: Mapped[list[str] | None] = mapped_column(sa.JSON(none_as_null=True))


def with_digest(session: Session, digest: str) -> ApiToken | None:
    """The token of this digest, whatever became of it."""
    return session.scalar(sa.select(ApiToken).where(ApiToken.digest == digest))


def called(session: Session, folded: str) -> ApiToken | None:
    """The token of this folded name."""
    return session.scalar(_ours().where(ApiToken.folded == folded))


def with_id(session: Session, token_id: str) -> ApiToken | None:
    """The token of this id."""
    return session.scalar(_ours().where(ApiToken.id == token_id))


def listed(session: Session, wanted: PageRequest, owner_id: str | None) -> Page[ApiToken]:
    """All tokens by name; only this owner's if one is named."""
    ours = _ours() if owner_id is None else _ours().where(ApiToken.owner_id == owner_id)
    return page(session, ours, ApiToken.name, wanted)


def note_use(session: Session, token_id: str, at: datetime) -> None:
    """Remember when a token was last used."""
    session.execute(sa.update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=at))


def any_exists(session: Session) -> bool:
    """Whether there is a token at all."""
    return session.scalar(sa.select(_ours().exists())) or False


def _ours() -> sa.Select[ApiToken]:
    return sa.select(ApiToken).where(ApiToken.account_id == DEFAULT_ACCOUNT)
