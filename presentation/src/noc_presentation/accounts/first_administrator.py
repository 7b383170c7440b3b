"""The first administrator: made by whoever can read the console, with a code that works once."""

import hmac
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from noc_presentation.accounts import grants, users
from noc_presentation.accounts.secrets_shown import digest, new_secret
from noc_presentation.accounts.users import UserKind
from noc_presentation.actors import SETUP
from noc_presentation.errors import Conflict, Forbidden
from noc_presentation.permissions.rights import Grant, Rights
from noc_presentation.permissions.roles import ADMINISTRATOR, BUILT_IN
from noc_presentation.store import accounts as store
from noc_presentation.store import sessions
from noc_presentation.store.accounts import User
from noc_presentation.store.sessions import SetupCode

PREFIX = "noc_setup_"
OPEN_FOR = timedelta(hours=24)


def is_needed(session: Session) -> bool:
    """Whether no active person may do everything."""
    return not store.active_people(session, ADMINISTRATOR)


def new_code(session: Session, now: datetime) -> str | None:
    """A new code for the console, good for a day and instead of any before; None when there is an administrator."""
    if not is_needed(session):
        return None
    code = new_secret(PREFIX)
    sessions.forget_setup_codes(session)
    session.add(SetupCode(digest=digest(code), expires_at=now + OPEN_FOR))
    return code


def set_up(session: Session, code: str, name: str, password: str, now: datetime) -> User:
    """The administrator; the code is used up. Raises Conflict when there is one, Forbidden for a wrong code."""
    if not is_needed(session):
        raise Conflict("setup.done", "there is an administrator already")
    waiting = sessions.setup_code(session)
    good = (
        waiting is not None and waiting.expires_at > now and hmac.compare_digest(waiting.digest, digest(code))
    )
    if not good:
        raise Forbidden(
            "setup.code_wrong", "this is not the code on the server's console; start it anew for another"
        )
    user = users.create(session, name, UserKind.PERSON, password, SETUP, now)
    everything = Rights((Grant(BUILT_IN[ADMINISTRATOR], None),))
    grants.give(session, user.id, ADMINISTRATOR, None, everything, SETUP, now)
    sessions.forget_setup_codes(session)
    return user
