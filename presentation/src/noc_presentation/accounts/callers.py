"""Who is calling: from a token or a session to a user, who is active at this very moment, and what they may do."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from noc_presentation.accounts import sessions
from noc_presentation.accounts.rights import rights_of
from noc_presentation.accounts.users import UserKind
from noc_presentation.actors import Actor
from noc_presentation.errors import Unauthenticated
from noc_presentation.permissions.rights import Rights
from noc_presentation.permissions.verbs import Verb
from noc_presentation.service import tokens
from noc_presentation.store import accounts as store
from noc_presentation.store.accounts import INSTALLATION, User
from noc_presentation.store.sessions import LoginSession
from noc_presentation.store.tokens import ApiToken


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who may come in; `token` or `session` is what they showed."""

    actor: Actor
    user_id: str
    rights: Rights
    token: ApiToken | None = None
    session: LoginSession | None = None


def by_token(session: Session, text: str, now: datetime) -> Caller:
    """Whoever this token belongs to; raises Unauthenticated for a dead token or a deactivated owner."""
    token = tokens.recognise(session, text, now)
    owner = store.user(session, token.owner_id)
    if owner is None or not owner.active:
        raise Unauthenticated("token.owner_inactive", "the owner of this token is deactivated")
    rights = rights_of(session, owner.id)
    if token.verbs is not None:
        rights = rights.only(verb for verb in Verb if verb in token.verbs)
    return Caller(_actor(owner, token), owner.id, rights, token=token)


def by_session(session: Session, secret: str, now: datetime) -> Caller:
    """Whoever logged in with this session; raises Unauthenticated when it is over."""
    row, user = sessions.recognise(session, secret, now)
    return Caller(_actor(user), user.id, rights_of(session, user.id), session=row)


def _actor(user: User, token: ApiToken | None = None) -> Actor:
    """A user acts as one, whatever they show; the installation's tokens are told apart by their own names."""
    if token is not None and user.id == INSTALLATION:
        return Actor(token.id, token.name, "person")
    return Actor(user.id, user.name, "person" if user.kind == UserKind.PERSON else "service")
