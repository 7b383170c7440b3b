"""Logging in: one answer and one duration for every way it can fail."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from noc_presentation.accounts import passwords, throttle, totp
from noc_presentation.accounts.throttle import Attempt
from noc_presentation.errors import Unauthenticated
from noc_presentation.names import folded
from noc_presentation.store import accounts as store
from noc_presentation.store.accounts import User
from noc_presentation.store.database import Database

CODE_NEEDED = "login.code_needed"


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gave to come in, and the address it came from."""

    name: str
    address: str
    password: str = field(repr=False)
    code: str | None = field(repr=False)


def log_in(database: Database, given: Given, key: bytes, now: datetime) -> User:
    """The user whose password this is, and whose code where one is asked for; raises TooMany or Unauthenticated.

    The password is compared outside of any transaction, so that guessing holds nobody else up.
    """
    attempt = Attempt(given.name, given.address)
    with database.reading() as session:
        throttle.admit(session, attempt, now)
        user = store.called(session, folded(given.name))
    stored = user.password if user is not None and user.active else None
    right = passwords.matches(stored, given.password)
    refusal: Unauthenticated | None = Unauthenticated("login.failed", "name or password is wrong")
    with database.writing() as session:
        throttle.admit(session, attempt, now)  # of many guesses at once no more are judged than are allowed
        user = _still_valid(session, given.name, stored) if right else None
        if user is not None:
            refusal = _code_refusal(user, given.code, key, now)
        if refusal is None:
            throttle.note_success(session, attempt)
        elif refusal.code != CODE_NEEDED:
            throttle.note_failure(session, attempt, now)
    if refusal is not None or user is None:
        raise refusal or Unauthenticated("login.failed", "name or password is wrong")
    return user


def _code_refusal(user: User, code: str | None, key: bytes, now: datetime) -> Unauthenticated | None:
    """Why the code doesn't let them in; None when it does, or when none is asked for."""
    if not user.second_factor:
        return None
    if code is None:
        return Unauthenticated(CODE_NEEDED, "the password is right; send the code of your authenticator, too")
    if not totp.accept(user, code, key, now):
        return Unauthenticated("login.code_wrong", "this code is wrong or was used before")
    return None


def _still_valid(session: Session, name: str, stored: str | None) -> User | None:
    """The user, unless they were deactivated or their password changed while we compared."""
    user = store.called(session, folded(name))
    return user if user and user.active and stored and user.password == stored else None
