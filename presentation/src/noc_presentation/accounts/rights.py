"""The rights of a user, read anew at each request: what was taken away is gone at once."""

from sqlalchemy.orm import Session

from noc_presentation.permissions.rights import Grant, Kind, Rights, Scope
from noc_presentation.permissions.roles import BUILT_IN
from noc_presentation.permissions.verbs import Verb
from noc_presentation.store import accounts as store
from noc_presentation.store.accounts import GrantRow


def rights_of(session: Session, user_id: str) -> Rights:
    """All that the user was granted; a role that is gone gives nothing."""
    rows = store.grants(session, user_id)
    if not rows:
        return Rights()
    roles = all_roles(session)
    return Rights(tuple(Grant(roles.get(row.role, frozenset()), scope_of(row)) for row in rows))


def all_roles(session: Session) -> dict[str, frozenset[Verb]]:
    """Every role and its verbs; verbs that this software doesn't know give nothing."""
    known = set(Verb)
    made = {
        role.name: frozenset(Verb(verb) for verb in role.verbs if verb in known)
        for role in store.roles(session)
    }
    return made | dict(BUILT_IN)


def scope_of(row: GrantRow) -> Scope | None:
    """What a stored grant reaches; None is everything."""
    if row.scope_kind is None or row.scope_name is None:
        return None
    return Scope(Kind(row.scope_kind), row.scope_name)
