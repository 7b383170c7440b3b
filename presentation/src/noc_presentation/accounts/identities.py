"""Identities: which user comes in when a provider vouches for somebody. Never found out from a name or an address."""

from datetime import datetime

from sqlalchemy.orm import Session

from noc_presentation.accounts import users
from noc_presentation.accounts.users import UserKind
from noc_presentation.actors import Actor
from noc_presentation.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from noc_presentation.oidc.configuration import ProviderSettings, SecondFactor
from noc_presentation.oidc.identity_token import Vouched
from noc_presentation.permissions.rights import Rights
from noc_presentation.store import accounts as store
from noc_presentation.store import identities, sessions
from noc_presentation.store.accounts import User
from noc_presentation.store.identities import Identity

PROVIDER = Actor("oidc", "identity provider", "service")


def link(
    session: Session, user_id: str, issuer: str, subject: str, by: Rights, actor: Actor, now: datetime
) -> Identity:
    """Whoever the issuer calls this comes in as this user; linked twice it is there once.

    Raises Conflict for a subject that is somebody else here, and as `users.to_manage` does.
    """
    user = users.to_manage(session, user_id, by)
    if user.kind != UserKind.PERSON:
        raise Invalid("user.no_password", "a service account has tokens and never logs in")
    known = identities.find(session, issuer, subject)
    if known is not None and known.user_id != user.id:
        raise Conflict("identity.taken", "this subject comes in as another user already")
    return known or _add(session, user, issuer, subject, actor, now)


def unlink(session: Session, user_id: str, identity_id: str, by: Rights) -> None:
    """Nobody comes in with it any more; the user's sessions end."""
    user = users.to_manage(session, user_id, by)
    row = next((one for one in identities.of_user(session, user.id) if one.id == identity_id), None)
    if row is None:
        raise NotFound("not_found", "the user has no such identity")
    session.delete(row)
    sessions.end_all(session, user.id)


def come_in(session: Session, vouched: Vouched, settings: ProviderSettings, now: datetime) -> User:
    """The user whom the provider vouches for, made now where the settings say so; they may do nothing then.

    Raises Forbidden for a subject nobody here is, and for users whose second factor here would be passed by;
    Unauthenticated for users who are off.
    """
    known = identities.find(session, vouched.issuer, vouched.subject)
    user = store.user(session, known.user_id) if known else None
    if user is None:
        user = _made(session, vouched, settings, now)
    if not user.active:
        raise Unauthenticated("oidc.user_off", "this user is turned off")
    if user.second_factor and settings.second_factor is SecondFactor.HERE:
        raise Forbidden(
            "oidc.second_factor",
            "you have a second factor here, which this way in would pass by; log in with your password and a code",
        )
    return user


def _made(session: Session, vouched: Vouched, settings: ProviderSettings, now: datetime) -> User:
    if not settings.create_users:
        raise Forbidden(
            "oidc.user_unknown",
            f"nobody here is linked to you; give an administrator your subject: {vouched.subject}",
        )
    name = vouched.claims.get(settings.name_claim)
    if not isinstance(name, str):
        raise Forbidden("oidc.no_name", "the identity provider doesn't say what you are called")
    try:
        user = users.create(session, name, UserKind.PERSON, None, PROVIDER, now)
    except Conflict as error:
        raise Conflict(
            "oidc.name_taken", "somebody here has your name; an administrator has to say whether it is you"
        ) from error
    _add(session, user, vouched.issuer, vouched.subject, PROVIDER, now)
    return user


def _add(session: Session, user: User, issuer: str, subject: str, actor: Actor, now: datetime) -> Identity:
    row = Identity(
        issuer=issuer, subject=subject, user_id=user.id, created_at=now, created_by=actor.document()
    )
    session.add(row)
    session.flush()
    return row
