"""Sessions of browsers: opaque, kept as digests, over when idle or old, and ended at once when they must be."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from noc_presentation.accounts.secrets_shown import digest, new_secret
from noc_presentation.errors import Unauthenticated
from noc_presentation.store import accounts
from noc_presentation.store import sessions as store
from noc_presentation.store.accounts import User
from noc_presentation.store.sessions import LoginSession

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
USE_IS_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Opened:
    """A session at the only moment when its secret is known."""

    row: LoginSession
    secret: str
    user: User


def open_for(session: Session, user: User, now: datetime) -> Opened:
    """A new session; always a new secret, whatever the browser brought along."""
    store.forget_expired(session, now)
    secret = new_secret()
    row = LoginSession(
        user_id=user.id, digest=digest(secret), created_at=now, last_used_at=now, expires_at=now + LONGEST
    )
    session.add(row)
    session.flush()
    return Opened(row, secret, user)


def recognise(session: Session, secret: str, now: datetime) -> tuple[LoginSession, User]:
    """The living session and its active user; raises Unauthenticated for any other."""
    row = store.with_digest(session, digest(secret))
    user = accounts.user(session, row.user_id) if row else None
    if row is None or user is None or not user.active:
        raise Unauthenticated("session.unknown", "this session is over; log in again")
    if not is_living(row, now):
        raise Unauthenticated("session.expired", "this session has expired; log in again")
    return row, user


def is_living(row: LoginSession, now: datetime) -> bool:
    """Whether it is neither too old nor left alone for too long."""
    return now < row.expires_at and now < row.last_used_at + IDLE


def use_is_old(row: LoginSession, now: datetime) -> bool:
    """Whether its use should be noted anew; not at each request, since each note is a write."""
    return now - row.last_used_at > USE_IS_NOTED_EVERY


def csrf_token(secret: str) -> str:
    """What a page must send in a header along with the cookie; a page elsewhere can't read it."""
    return digest(f"csrf {secret}")
