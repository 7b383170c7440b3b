"""Whose Telegram account is whose: linked by a code that is shown once and sent to the bot in a private chat."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from noc_presentation.accounts import throttle
from noc_presentation.accounts.secrets_shown import digest
from noc_presentation.accounts.throttle import Attempt
from noc_presentation.errors import Conflict, Forbidden
from noc_presentation.store import asking as store
from noc_presentation.store.accounts import User
from noc_presentation.store.asking import TelegramAccount, TelegramCode
from noc_presentation.store.database import Database

LASTS = timedelta(minutes=10)
CODE_BYTES = 10


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code at the only moment when it is known."""

    code: str
    expires_at: datetime


def new_code(session: Session, user_id: str, now: datetime) -> NewCode:
    """A code that links whoever sends it to this user; the one before it works no more."""
    store.forget_codes(session, user_id)
    session.flush()
    code = secrets.token_hex(CODE_BYTES)
    session.add(TelegramCode(user_id=user_id, digest=digest(code), expires_at=now + LASTS))
    return NewCode(code, now + LASTS)


def link(database: Database, telegram_id: int, code: str, now: datetime) -> str:
    """Link this account to the user of the code, whose name is returned.

    Raises Forbidden for a code that is wrong, used or expired, TooMany after too many of these, and Conflict
    where the account is linked to somebody else.
    """
    attempt = Attempt(f"telegram {telegram_id}", f"telegram {telegram_id}")
    with database.reading() as session:
        throttle.admit(session, attempt, now)
    with database.writing() as session:
        throttle.admit(session, attempt, now)  # of many guesses at once no more are judged than are allowed
        found = store.code(session, digest(code.strip().lower()))
        user = None if found is None or found.expires_at <= now else session.get(User, found.user_id)
        if user is None or not user.active:
            throttle.note_failure(session, attempt, now)
        else:
            _link(session, user, telegram_id, now)
    if user is None or not user.active:
        raise Forbidden("telegram.code_wrong", "this code links nothing; ask for a new one on the web")
    return user.name


def unlink(session: Session, user_id: str) -> None:
    """No Telegram account acts as this user any more."""
    store.forget_codes(session, user_id)
    found = store.account_of(session, user_id)
    if found is not None:
        session.delete(found)


def _link(session: Session, user: User, telegram_id: int, now: datetime) -> None:
    other = store.user_behind(session, telegram_id)
    if other is not None and other.id != user.id:
        raise Conflict("telegram.linked", "this Telegram account is somebody else's here")
    unlink(session, user.id)
    session.flush()
    session.add(TelegramAccount(user_id=user.id, telegram_id=telegram_id, linked_at=now))
