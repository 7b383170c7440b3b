"""The tables of sessions, of logins that failed, and of the code that lets the first administrator in."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from noc_presentation.store.base import DEFAULT_ACCOUNT, Base, Owned


class LoginSession(Owned, Base):
    """A browser that somebody logged in with; `digest` is the SHA-256 of what its cookie says."""

    __tablename__ = "sessions"

    user_id: Mapped[str] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime]


class FailedLogin(Owned, Base):
    """One login that failed, under a digest of who was named or of where it came from."""

    __tablename__ = "failed_logins"

    key: Mapped[str] = mapped_column(sa.String(64), index=True)
    at: Mapped[datetime] = mapped_column(index=True)


class SetupCode(Owned, Base):
    """The code printed on the console while there is no administrator; kept as a digest, one at a time."""

    __tablename__ = "setup_codes"

    digest: Mapped[str] = mapped_column(sa.String(64))
    expires_at: Mapped[datetime]


def with_digest(session: Session, digest: str) -> LoginSession | None:
    """The session of this digest, expired or not."""
    return session.scalar(sa.select(LoginSession).where(LoginSession.digest == digest))


def note_use(session: Session, session_id: str, at: datetime) -> None:
    """Remember when a session was last used."""
    session.execute(sa.update(LoginSession).where(LoginSession.id == session_id).values(last_used_at=at))


def of_user(session: Session, user_id: str) -> list[LoginSession]:
    """All sessions of a user, oldest first."""
    found = sa.select(LoginSession).where(LoginSession.user_id == user_id).order_by(LoginSession.id)
    return list(session.scalars(found))


def end(session: Session, session_id: str) -> None:
    """The session opens nothing any more."""
    session.execute(sa.delete(LoginSession).where(LoginSession.id == session_id))


def end_all(session: Session, user_id: str) -> None:
    """No session of this user opens anything any more."""
    session.execute(sa.delete(LoginSession).where(LoginSession.user_id == user_id))


def forget_expired(session: Session, now: datetime) -> None:
    """Delete the sessions whose time is over."""
    session.execute(sa.delete(LoginSession).where(LoginSession.expires_at <= now))


def failures(session: Session, key: str, since: datetime) -> list[datetime]:
    """When logins failed under this key since then, oldest first."""
    found = sa.select(FailedLogin.at).where(FailedLogin.key == key, FailedLogin.at > since)
    return list(session.scalars(found.order_by(FailedLogin.at)))


def forget_failures(session: Session, key: str) -> None:
    """Forget what failed under this key."""
    session.execute(sa.delete(FailedLogin).where(FailedLogin.key == key))


def forget_old_failures(session: Session, before: datetime) -> None:
    """Forget what failed before then."""
    session.execute(sa.delete(FailedLogin).where(FailedLogin.at <= before))


def setup_code(session: Session) -> SetupCode | None:
    """The code that is waiting, kept from everybody else who would use it until the transaction ends."""
    found = sa.select(SetupCode).where(SetupCode.account_id == DEFAULT_ACCOUNT)
    return session.scalar(found.with_for_update())


def forget_setup_codes(session: Session) -> None:
    """No code lets anybody in."""
    session.execute(sa.delete(SetupCode))
