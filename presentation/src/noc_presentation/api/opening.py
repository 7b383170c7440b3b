"""Opening a session for whoever has shown who they are, whichever way they did."""

from noc_presentation.accounts import sessions
from noc_presentation.accounts.callers import Caller, by_session
from noc_presentation.accounts.secrets_shown import digest
from noc_presentation.accounts.sessions import Opened
from noc_presentation.api import cookies, current
from noc_presentation.errors import Unauthenticated
from noc_presentation.store import accounts as store
from noc_presentation.store import sessions as stored
from noc_presentation.store.accounts import User


def open_session(user: User) -> tuple[Opened, Caller]:
    """A new session for the user; the one that the browser had before is over."""
    before = cookies.shown()
    with current.writing() as session:
        if before is not None and (old := stored.with_digest(session, digest(before))) is not None:
            stored.end(session, old.id)
        found = store.user(session, user.id)
        if found is None or not found.active:
            raise Unauthenticated("login.failed", "name or password is wrong")
        opened = sessions.open_for(session, found, current.now())
        return opened, by_session(session, opened.secret, current.now())
