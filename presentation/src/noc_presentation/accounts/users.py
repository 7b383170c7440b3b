"""Users: made, shown, deactivated (off at once), activated again, given a password; never deleted, names last."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from noc_presentation.accounts import passwords
from noc_presentation.accounts.rights import rights_of
from noc_presentation.actors import Actor
from noc_presentation.errors import Conflict, Forbidden, Invalid, NotFound
from noc_presentation.names import folded, proper
from noc_presentation.pages import Page, PageRequest
from noc_presentation.permissions.rights import Rights
from noc_presentation.permissions.roles import ADMINISTRATOR
from noc_presentation.store import accounts as store
from noc_presentation.store import sessions
from noc_presentation.store.accounts import INSTALLATION, User


class UserKind(StrEnum):
    """Who a user is: people log in, service accounts have tokens only."""

    PERSON = "person"
    SERVICE = "service"


def create(
    session: Session, name: str, kind: UserKind, password: str | None, actor: Actor, now: datetime
) -> User:
    """A new user who may do nothing yet; the name must never have been used. Service accounts get no password."""
    name = proper(name)
    if store.called(session, folded(name)) is not None:
        raise Conflict("user.exists", f"there is or was a user called {name!r}")
    if password is not None and kind is UserKind.SERVICE:
        raise Invalid("user.no_password", "a service account has tokens and no password")
    row = User(
        name=name,
        folded=folded(name),
        kind=kind,
        active=True,
        password=None if password is None else passwords.kept(passwords.check(password, name)),
        created_at=now,
        created_by=actor.document(),
    )
    session.add(row)
    session.flush()
    return row


def listed(session: Session, wanted: PageRequest) -> Page[User]:
    """All users by name, deactivated ones too."""
    return store.listed(session, wanted)


def one(session: Session, user_id: str) -> User:
    """The user of this id or name; raises NotFound."""
    found = store.user(session, user_id) or store.called(session, folded(user_id))
    if found is None:
        raise NotFound("not_found", "there is no such user")
    return found


def set_active(session: Session, user_id: str, active: bool, by: Rights) -> User:
    """Let the user in from now on, or no more: their sessions end, their tokens open nothing while it lasts.

    Raises Forbidden for users who may do more than whoever asks, Conflict for the last administrator.
    """
    user = to_manage(session, user_id, by)
    if not active:
        refuse_last_administrator(session, user)
        sessions.end_all(session, user.id)
    user.active = active
    return user


def set_password(session: Session, user_id: str, password: str, by: Rights) -> User:
    """Give the user another password; all their sessions end. Raises as `set_active`, and for a bad password."""
    user = to_manage(session, user_id, by)
    if user.kind != UserKind.PERSON:
        raise Invalid("user.no_password", "a service account has tokens and no password")
    _change_password(session, user, password)
    return user


def change_own_password(session: Session, user: User, password: str) -> None:
    """The same for oneself, once the present password was shown to be known."""
    _change_password(session, user, password)


def to_manage(session: Session, user_id: str, by: Rights) -> User:
    """The user, if whoever manages them holds all that they hold: who could take over a user could act as them."""
    user = one(session, user_id)
    if user.id == INSTALLATION:
        raise Conflict("user.built_in", "the installation's own account stays as it is")
    if not all(by.may_grant(grant) for grant in rights_of(session, user.id).grants):
        raise Forbidden("grant.exceeds_own", "this user may do things that you may not")
    return user


def refuse_last_administrator(session: Session, user: User) -> None:
    """Raises Conflict when nobody could manage this installation without this user."""
    others = [one for one in store.active_people(session, ADMINISTRATOR) if one.id != user.id]
    among = any(one.id == user.id for one in store.active_people(session, ADMINISTRATOR))
    if among and not others:
        raise Conflict("last_admin", "this is the last active administrator; make another one first")


def _change_password(session: Session, user: User, password: str) -> None:
    user.password = passwords.kept(passwords.check(password, user.name))
    sessions.end_all(session, user.id)
