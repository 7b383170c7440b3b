"""Grants: a role on a scope for a user; nobody hands out more than they hold themselves."""

from datetime import datetime

from sqlalchemy.orm import Session

from noc_presentation.accounts import users
from noc_presentation.accounts.rights import all_roles, scope_of
from noc_presentation.actors import Actor
from noc_presentation.errors import Complaint, Forbidden, Invalid, NotFound
from noc_presentation.permissions.rights import Grant, Rights, Scope
from noc_presentation.permissions.roles import ADMINISTRATOR
from noc_presentation.store import accounts as store
from noc_presentation.store.accounts import GrantRow


def give(
    session: Session, user_id: str, role: str, scope: Scope | None, by: Rights, actor: Actor, now: datetime
) -> GrantRow:
    """The user has this role on this scope from now on; given twice it is there once.

    Raises Invalid for an unknown role, Forbidden when it is more than `by` holds.
    """
    user = users.one(session, user_id)
    roles = all_roles(session)
    if role not in roles:
        complaint = Complaint("/role", "role.unknown", f"must be one of: {', '.join(sorted(roles))}")
        raise Invalid("role.unknown", f"there is no role {role!r}", (complaint,))
    _refuse_more_than(by, Grant(roles[role], scope))
    for row in store.grants(session, user.id):
        if row.role == role and scope_of(row) == scope:
            return row
    row = GrantRow(
        user_id=user.id,
        role=role,
        scope_kind=scope and scope.kind.value,
        scope_name=scope and scope.name,
        granted_at=now,
        granted_by=actor.document(),
    )
    session.add(row)
    session.flush()
    return row


def take(session: Session, user_id: str, grant_id: str, by: Rights) -> None:
    """The user has it no more, from the next request on. Raises Conflict for the last administrator's."""
    user = users.to_manage(session, user_id, by)
    row = next((row for row in store.grants(session, user.id) if row.id == grant_id), None)
    if row is None:
        raise NotFound("not_found", "the user has no such grant")
    if row.role == ADMINISTRATOR and row.scope_kind is None:
        users.refuse_last_administrator(session, user)
    session.delete(row)


def _refuse_more_than(by: Rights, grant: Grant) -> None:
    if not by.may_grant(grant):
        raise Forbidden("grant.exceeds_own", "this is more than you may do yourself")
