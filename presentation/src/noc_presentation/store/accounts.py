"""The tables of users, the roles that were made here, and who was granted what."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from noc_presentation.pages import Page, PageRequest
from noc_presentation.store.base import DEFAULT_ACCOUNT, Base, Owned
from noc_presentation.store.paging import page

#: The service account that owns what the console makes; the first migration of accounts adds its row.
INSTALLATION = "00000000-0000-7000-8000-000000000002"


class User(Owned, Base):
    """A person or a service account; `password` is an Argon2id text, and empty where nobody can log in.

    `totp_secret` is sealed, `totp_step` the last one used, `recovery_codes` digests; null until confirmed.
    """

    __tablename__ = "users"
    __table_args__ = (sa.UniqueConstraint("account_id", "folded"),)

    name: Mapped[str] = mapped_column(sa.String(128))
    folded: Mapped[str] = mapped_column(sa.String(512))
    kind: Mapped[str] = mapped_column(sa.String(16))
    active: Mapped[bool]
    password: Mapped[str | None] = mapped_column(sa.String(256))
    totp_secret: Mapped[str | None] = mapped_column(sa.String(256))
    totp_step: Mapped[int | None] = mapped_column(sa.BigInteger)
    recovery_codes: Mapped[list[str] | None] = mapped_column(sa.JSON(none_as_null=True))
    created_at: Mapped[datetime]
    created_by: Mapped[dict[str, Any]]

    @property
    def second_factor(self) -> bool:
        """Whether logging in takes a code; an enrolment that was not confirmed asks for none."""
        return self.totp_secret is not None and self.recovery_codes is not None


class Role(Owned, Base):
    """A named set of verbs beside the built-in ones."""

    __tablename__ = "roles"
    __table_args__ = (sa.UniqueConstraint("account_id", "name"),)

    name: Mapped[str] = mapped_column(sa.String(64))
    verbs: Mapped[list[str]]
    created_at: Mapped[datetime]
    created_by: Mapped[dict[str, Any]]


class GrantRow(Owned, Base):
    """A role that a user has on one scope; without a kind and a name on everything."""

    __tablename__ = "grants"

    user_id: Mapped[str] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(sa.String(64))
    scope_kind: Mapped[str | None] = mapped_column(sa.String(16))
    scope_name: Mapped[str | None] = mapped_column(sa.String(512))
    granted_at: Mapped[datetime]
    granted_by: Mapped[dict[str, Any]]


def user(session: Session, user_id: str) -> User | None:
    """The user of this id."""
    return session.scalar(_ours().where(User.id == user_id))


def called(session: Session, folded: str) -> User | None:
    """The user of this folded name."""
    return session.scalar(_ours().where(User.folded == folded))


def listed(session: Session, wanted: PageRequest) -> Page[User]:
    """All users by name."""
    return page(session, _ours(), User.name, wanted)


def grants(session: Session, user_id: str) -> list[GrantRow]:
    """What the user was granted, oldest first."""
    ours = sa.select(GrantRow).where(GrantRow.account_id == DEFAULT_ACCOUNT, GrantRow.user_id == user_id)
    return list(session.scalars(ours.order_by(GrantRow.id)))


def role(session: Session, name: str) -> Role | None:
    """The role of this name that was made here."""
    return session.scalar(_roles().where(Role.name == name))


def roles(session: Session) -> list[Role]:
    """All roles that were made here, by name."""
    return list(session.scalars(_roles().order_by(Role.name)))


def holders(session: Session, role_name: str) -> list[User]:
    """The users who have this role on anything."""
    having = sa.select(GrantRow.user_id).where(GrantRow.role == role_name)
    return list(session.scalars(_ours().where(User.id.in_(having)).order_by(User.name)))


def active_people(session: Session, role_name: str) -> list[User]:
    """The active persons who have this role on everything, kept from being changed meanwhile."""
    everywhere = sa.select(GrantRow.user_id).where(
        GrantRow.role == role_name, GrantRow.scope_kind.is_(None), GrantRow.account_id == DEFAULT_ACCOUNT
    )
    found = _ours().where(User.id.in_(everywhere), User.kind == "person", User.active)
    return list(session.scalars(found.order_by(User.id).with_for_update()))


def _ours() -> sa.Select[User]:
    return sa.select(User).where(User.account_id == DEFAULT_ACCOUNT)


def _roles() -> sa.Select[Role]:
    return sa.select(Role).where(Role.account_id == DEFAULT_ACCOUNT)
