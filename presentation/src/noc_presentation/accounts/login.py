"""Logging in: one answer and one duration for every way it can fail."""

from datetime import datetime

from sqlalchemy.orm import Session

from noc_presentation.accounts import passwords, throttle
from noc_presentation.accounts.throttle import Attempt
from noc_presentation.errors import Unauthenticated
from noc_presentation.names import folded
from noc_presentation.store import accounts as store
from noc_presentation.store.accounts import User
from noc_presentation.store.database import Database


def log_in(database: Database, attempt: Attempt, password: str, now: datetime) -> User:
    """The user whose password this is; raises TooMany or Unauthenticated.

    The password is compared outside of any transaction, so that guessing holds nobody else up.
    """
    with database.reading() as session:
        throttle.admit(session, attempt, now)
        user = store.called(session, folded(attempt.name))
    stored = user.password if user is not None and user.active else None
    right = passwords.matches(stored, password)
    with database.writing() as session:
        throttle.admit(session, attempt, now)  # of many guesses at once no more are judged than are allowed
        if right:
            throttle.note_success(session, attempt)
            user = _still_valid(session, attempt.name, stored)
        else:
            throttle.note_failure(session, attempt, now)
    if not right or user is None or stored is None:
        raise Unauthenticated("login.failed", "name or password is wrong")
    return user


def _still_valid(session: Session, name: str, stored: str | None) -> User | None:
    """The user, unless it was deactivated or its password changed while we compared."""
    user = store.called(session, folded(name))
    return user if user is not None and user.active and user.password == stored else None
