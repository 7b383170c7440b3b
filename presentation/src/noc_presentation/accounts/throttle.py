"""How often a login may fail: counted by who was named, be there such a user or not, and by where it came from."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from noc_presentation.accounts.secrets_shown import digest
from noc_presentation.errors import TooMany
from noc_presentation.names import folded
from noc_presentation.store import sessions as store
from noc_presentation.store.sessions import FailedLogin

WINDOW = timedelta(minutes=15)
MOST_PER_USER = 5
MOST_PER_ADDRESS = 30


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who was named, if anybody was before it failed, and the address it came from."""

    name: str | None
    address: str

    def limits(self) -> tuple[tuple[str, int], ...]:
        """Each key it counts under and how many failures that may have within the window."""
        address = (digest(f"address {self.address}"), MOST_PER_ADDRESS)
        if self.name is None:
            return (address,)
        return (digest(f"user {folded(self.name)}"), MOST_PER_USER), address


def admit(session: Session, attempt: Attempt, now: datetime) -> None:
    """Raises TooMany, saying when to come again, after too many failures; the right password is refused then, too."""
    for key, most in attempt.limits():
        failed = store.failures(session, key, now - WINDOW)
        if len(failed) >= most:
            wait = failed[-most] + WINDOW - now
            raise TooMany("login.too_many", "too many logins failed; wait and try again", retry_after=wait)


def note_failure(session: Session, attempt: Attempt, now: datetime) -> None:
    """Count one more; what is older than the window is forgotten."""
    store.forget_old_failures(session, now - WINDOW)
    for key, _ in attempt.limits():
        session.add(FailedLogin(key=key, at=now))


def note_success(session: Session, attempt: Attempt) -> None:
    """The user's failures are forgotten, the address' are not: one good login would excuse many guesses."""
    store.forget_failures(session, attempt.limits()[0][0])
