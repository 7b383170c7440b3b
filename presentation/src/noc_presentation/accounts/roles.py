"""Roles that are made here: named sets of verbs beside the built-in ones."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from noc_presentation.accounts.rights import all_roles
from noc_presentation.actors import Actor
from noc_presentation.errors import Complaint, Conflict, Forbidden, Invalid, NotFound
from noc_presentation.permissions.rights import Grant, Rights
from noc_presentation.permissions.roles import BUILT_IN
from noc_presentation.permissions.verbs import Verb
from noc_presentation.store import accounts as store

NAME = re.compile(r"[a-z][a-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class NamedRole:
    """A role as it is shown; the verbs in the order of the closed list."""

    name: str
    verbs: list[str]
    built_in: bool


def listed(session: Session) -> list[NamedRole]:
    """All roles by name, the built-in ones first."""
    found = all_roles(session)
    ordered = sorted(found, key=lambda name: (name not in BUILT_IN, name))
    return [
        NamedRole(name, [verb for verb in Verb if verb in found[name]], name in BUILT_IN) for name in ordered
    ]


def make(
    session: Session, name: str, verbs: Sequence[str], by: Rights, actor: Actor, now: datetime
) -> tuple[NamedRole, bool]:
    """Make the role say these verbs, and whether it is new.

    Raises Invalid for a bad name and for no, unknown or repeated verbs, Forbidden for verbs that `by` doesn't hold
    everywhere, both in what the role becomes and in what it was: whoever has it is changed with it.
    """
    if not NAME.fullmatch(name):
        raise _wrong("/name", "role.name_invalid", "must be small letters, digits, dashes or underscores")
    if name in BUILT_IN:
        raise Conflict("role.built_in", f"{name!r} is a role of every installation; choose another name")
    known = set(Verb)
    if not verbs or len(set(verbs)) != len(verbs) or not known.issuperset(verbs):
        raise _wrong("/verbs", "role.verbs_invalid", f"must be some of these, each once: {', '.join(Verb)}")
    row = store.role(session, name)
    before = all_roles(session).get(name, frozenset())
    if not by.may_grant(Grant(frozenset(map(Verb, verbs)) | before, None)):
        raise Forbidden("grant.exceeds_own", "this role does more than you may do yourself")
    if row is None:
        session.add(store.Role(name=name, verbs=list(verbs), created_at=now, created_by=actor.document()))
    else:
        row.verbs = list(verbs)
    session.flush()
    shown: list[str] = [verb for verb in Verb if verb in verbs]
    return NamedRole(name, shown, False), row is None


def delete(session: Session, name: str, by: Rights) -> None:
    """The role is gone; raises Conflict while anybody has it, NotFound when there is none that was made here."""
    row = store.role(session, name)
    if row is None:
        raise NotFound("not_found", "there is no such role that was made here")
    if not by.may_grant(Grant(all_roles(session)[name], None)):
        raise Forbidden("grant.exceeds_own", "this role does more than you may do yourself")
    having = store.holders(session, name)
    if having:
        raise Conflict("in_use", f"users have this role: {', '.join(user.name for user in having[:10])}")
    session.delete(row)


def _wrong(path: str, code: str, words: str) -> Invalid:
    return Invalid(code, f"this is no role: {path[1:]} {words}", (Complaint(path, code, words),))
