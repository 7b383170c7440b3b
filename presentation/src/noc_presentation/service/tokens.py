"""API tokens: named ways in, shown once, recognised by their digest, revoked at once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from noc_presentation.actors import Actor
from noc_presentation.errors import Complaint, Conflict, Invalid, NotFound, Unauthenticated
from noc_presentation.names import folded, proper
from noc_presentation.pages import Page, PageRequest
from noc_presentation.store import tokens as store
from noc_presentation.store.accounts import INSTALLATION
from noc_presentation.store.tokens import ApiToken

PREFIX = "noc_pat_"
SECRET_BYTES = 32
USE_IS_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token at the only moment when it can be shown."""

    row: ApiToken
    text: str


def create(
    session: Session,
    name: str,
    expires_at: datetime | None,
    actor: Actor,
    now: datetime,
    owner_id: str = INSTALLATION,
    verbs: list[str] | None = None,
) -> NewToken:
    """A new token; the name must never have been used, not even by a revoked one.

    It may do what its owner may at the time it is used, or only `verbs` of that. What the console makes
    belongs to the installation itself.
    """
    if expires_at is not None and expires_at <= now:
        complaint = Complaint("/expires_at", "token.expiry_past", "lies in the past")
        raise Invalid("token.expiry_past", "the token would have expired already", (complaint,))
    name = proper(name)
    if store.called(session, folded(name)) is not None:
        raise Conflict("token.exists", f"there is or was a token called {name!r}")
    text = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    row = ApiToken(
        name=name,
        folded=folded(name),
        digest=_digest(text),
        created_at=now,
        created_by=actor.name,
        expires_at=expires_at,
        owner_id=owner_id,
        verbs=verbs,
    )
    session.add(row)
    session.flush()
    return NewToken(row, text)


def recognise(session: Session, text: str, now: datetime) -> ApiToken:
    """The living token with this text; raises Unauthenticated for unknown, revoked and expired ones."""
    row = store.with_digest(session, _digest(text))
    if row is None:
        raise Unauthenticated("token.invalid", "this token is not known")
    if row.revoked_at is not None:
        raise Unauthenticated("token.revoked", "this token was revoked")
    if row.expires_at is not None and row.expires_at <= now:
        raise Unauthenticated("token.expired", "this token has expired")
    return row


def use_is_old(token: ApiToken, now: datetime) -> bool:
    """Whether its use should be noted anew; not at each request, since each note is a write."""
    return token.last_used_at is None or now - token.last_used_at > USE_IS_NOTED_EVERY


def note_use(session: Session, token: ApiToken, now: datetime) -> None:
    """Remember that the token was used just now."""
    store.note_use(session, token.id, now)


def listed(session: Session, wanted: PageRequest, owner_id: str | None = None) -> Page[ApiToken]:
    """All tokens, revoked ones too, by name; only this owner's if one is named."""
    return store.listed(session, wanted, owner_id)


def revoke(session: Session, id_or_name: str, now: datetime, owner_id: str | None = None) -> ApiToken:
    """From now on the token opens nothing; doing it twice keeps the first time. Only this owner's if one is named."""
    row = store.with_id(session, id_or_name) or store.called(session, folded(id_or_name))
    if row is None or owner_id not in (None, row.owner_id):
        raise NotFound("not_found", "there is no such token")
    row.revoked_at = row.revoked_at or now
    return row


def owner_of(session: Session, actor_id: str) -> str:
    """Whoever acts under this id: a token of the installation itself is told apart by its name, but is nobody else."""
    token = store.with_id(session, actor_id)
    return actor_id if token is None else token.owner_id


def any_exists(session: Session) -> bool:
    """Whether a token was ever made."""
    return store.any_exists(session)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
