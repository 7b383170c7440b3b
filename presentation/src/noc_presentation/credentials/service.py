"""What people do with credentials: they are written, bound to groups of hosts and revoked, and never read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from noc_presentation.actors import Actor
from noc_presentation.credentials.encryption import About, Encrypted, decrypt, encrypt
from noc_presentation.credentials.key_ring import KeyRing
from noc_presentation.credentials.kinds import KINDS
from noc_presentation.credentials.kinds.kind import Kind, complaints
from noc_presentation.errors import Complaint, Conflict, Invalid, NotFound, Stale
from noc_presentation.inventory.rows import all_groups
from noc_presentation.names import folded, proper
from noc_presentation.pages import Page, PageRequest
from noc_presentation.store import credentials as store
from noc_presentation.store.base import DEFAULT_ACCOUNT, new_id
from noc_presentation.store.credentials import CredentialRow
from noc_presentation.store.inventory import GroupRow

Ring = Callable[[], KeyRing]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A credential as somebody wants it; its values are in no text about it."""

    name: str
    kind: str
    description: str
    groups: Sequence[str]
    values: Mapping[str, Any] = field(repr=False)


def create(session: Session, ring: Ring, wanted: Wanted, actor: Actor, now: datetime) -> CredentialRow:
    """A new credential; the name must never have been used, not even by a revoked one."""
    kind = KINDS.get(wanted.kind)
    if kind is None:
        words = f"must be one of: {', '.join(KINDS)}"
        raise Invalid("value.unknown", "no such kind", (Complaint("/kind", "value.unknown", words),))
    name = proper(wanted.name)
    _refuse_wrong(kind, wanted.values)
    store.lock_writers(session)
    if store.called(session, folded(name)) is not None:
        raise Conflict("credential.exists", f"there is or was a credential called {name!r}")
    row = CredentialRow(
        id=new_id(),
        account_id=DEFAULT_ACCOUNT,
        name=name,
        folded=folded(name),
        kind=kind.name,
        use=kind.use(wanted.values),
        description=wanted.description,
        groups=_known_groups(session, wanted.groups),
        version=1,
        revision=1,
        rotated_at=now,
        created_at=now,
        created_by=actor.document(),
        changed_at=now,
        changed_by=actor.document(),
    )
    _keep(row, encrypt(ring(), about(row), wanted.values))
    session.add(row)
    session.flush()
    return row


def replace_secret(
    session: Session, ring: Ring, name: str, values: Mapping[str, Any], actor: Actor, now: datetime
) -> CredentialRow:
    """Give a credential another secret, under the next version."""
    row = one(session, name)
    _refuse_revoked(row)
    kind = KINDS[row.kind]
    _refuse_wrong(kind, values)
    store.lock_writers(session)
    row.version += 1
    row.rotated_at = now
    row.use = kind.use(values)
    _keep(row, encrypt(ring(), about(row), values))
    _note_change(row, actor, now)
    return row


def bind(
    session: Session,
    name: str,
    description: str,
    groups: Sequence[str],
    seen: Callable[[int], bool],
    actor: Actor,
    now: datetime,
) -> CredentialRow:
    """Say anew what a credential is about and which groups' hosts it is for; raises Stale."""
    row = one(session, name)
    if not seen(row.revision):
        raise Stale("etag.mismatch", "somebody changed this credential since you saw it")
    _refuse_revoked(row)
    row.description, row.groups = description, _known_groups(session, groups)
    _note_change(row, actor, now)
    return row


def revoke(session: Session, name: str, actor: Actor, now: datetime) -> CredentialRow:
    """From now on it is given to nobody, and its secret is gone; doing it twice keeps the first time."""
    row = one(session, name)
    if row.revoked_at is None:
        row.revoked_at, row.key_id, row.wrapped_key, row.ciphertext = now, None, None, None
        _note_change(row, actor, now)
    return row


def one(session: Session, name: str) -> CredentialRow:
    """The credential of this name."""
    row = store.called(session, folded(name))
    if row is None:
        raise NotFound("not_found", "there is no such credential")
    return row


def listed(session: Session, wanted: PageRequest) -> Page[CredentialRow]:
    """All credentials by name, revoked ones too."""
    return store.listed(session, wanted)


def about(row: CredentialRow) -> About:
    """What its secret is bound to."""
    return About(row.id, row.account_id, row.kind, row.version)


def values_of(ring: KeyRing, row: CredentialRow) -> dict[str, str]:
    """Its secret as it is stored; raises Unavailable. For sealing, opening and rotation only."""
    stored = Encrypted(row.key_id or "", row.wrapped_key or "", row.ciphertext or "")
    return decrypt(ring, about(row), stored)


def encrypt_anew(ring: KeyRing, row: CredentialRow) -> None:
    """The same secret under the ring's current key."""
    _keep(row, encrypt(ring, about(row), values_of(ring, row)))


def _keep(row: CredentialRow, stored: Encrypted) -> None:
    row.key_id, row.wrapped_key, row.ciphertext = stored.key_id, stored.wrapped_key, stored.ciphertext


def _note_change(row: CredentialRow, actor: Actor, now: datetime) -> None:
    row.revision += 1
    row.changed_at, row.changed_by = now, actor.document()


def _refuse_wrong(kind: Kind, values: Mapping[str, Any]) -> None:
    if found := complaints(kind, values):
        raise Invalid(found[0].code, "the values are not valid; see errors", found)


def _refuse_revoked(row: CredentialRow) -> None:
    if row.revoked_at is not None:
        raise Conflict("credential.revoked", "this credential was revoked; make another one")


def _known_groups(session: Session, names: Sequence[str]) -> list[str]:
    """The groups as they are called; an empty list is no hosts at all."""
    wanted = {folded(name): name for name in names}
    rows = session.scalars(all_groups().where(GroupRow.folded.in_(wanted)))
    known = {row.folded: row.name for row in rows}
    unknown = [
        Complaint(f"/groups/{place}", "credential.unknown_group", "there is no such group")
        for place, name in enumerate(names)
        if folded(name) not in known
    ]
    if unknown:
        raise Invalid("credential.unknown_group", "a group is not known", unknown)
    return sorted(known.values())
