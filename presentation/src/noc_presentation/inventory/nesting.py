"""Groups in groups: who is above whom, so that a host that enters a group enters those above it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from noc_presentation.store.inventory import MEMBERSHIPS, NESTINGS, GroupRow

Nesting = tuple[str, str]
"""The names of a group and of one directly below it."""


def stored(session: Session) -> frozenset[Nesting]:
    """All nestings, by the groups' names."""
    parent, child = sa.orm.aliased(GroupRow), sa.orm.aliased(GroupRow)
    statement = (
        sa.select(parent.name, child.name)
        .join_from(NESTINGS, parent, parent.id == NESTINGS.c.parent_id)
        .join(child, child.id == NESTINGS.c.child_id)
    )
    return frozenset((above, below) for above, below in session.execute(statement))


def forget(session: Session, nestings: Iterable[Nesting]) -> None:
    """Take these apart; hosts keep the labels they have."""
    ids = dict(session.execute(sa.select(GroupRow.name, GroupRow.id)).all())
    for parent, child in nestings:
        here = sa.and_(NESTINGS.c.parent_id == ids[parent], NESTINGS.c.child_id == ids[child])
        session.execute(sa.delete(NESTINGS).where(here))


def add(session: Session, nestings: Iterable[Nesting]) -> None:
    """Put flushed groups below others; hosts enter the groups that are above theirs from now on."""
    pairs = list(nestings)
    if not pairs:
        return
    ids = dict(session.execute(sa.select(GroupRow.name, GroupRow.id)).all())
    rows = [{"parent_id": ids[parent], "child_id": ids[child]} for parent, child in pairs]
    session.execute(sa.insert(NESTINGS), rows)
    parents = parents_in(stored(session))
    for parent, child in pairs:
        for name in above([parent], parents):
            _enter(session, ids[child], ids[name])


def _enter(session: Session, below: str, group: str) -> None:
    """Everybody in one group gets another's label."""
    already = sa.select(MEMBERSHIPS.c.host_id).where(MEMBERSHIPS.c.group_id == group)
    entering = sa.select(MEMBERSHIPS.c.host_id, sa.literal(group)).where(
        MEMBERSHIPS.c.group_id == below, MEMBERSHIPS.c.host_id.not_in(already)
    )
    session.execute(sa.insert(MEMBERSHIPS).from_select(["host_id", "group_id"], entering))


def parents_in(nestings: Iterable[Nesting]) -> Mapping[str, Sequence[str]]:
    """From a group's name to those of the groups directly above it, where there are any."""
    parents: dict[str, list[str]] = defaultdict(list)
    for parent, child in nestings:
        parents[child].append(parent)
    return dict(parents)


def above(names: Iterable[str], parents: Mapping[str, Sequence[str]]) -> set[str]:
    """The names, and those of all groups above them."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += parents.get(name, ())
    return found


def in_a_circle(nestings: Iterable[Nesting]) -> list[str]:
    """The groups that would be below themselves, by name."""
    parents = parents_in(set(nestings))
    return sorted(name for name, direct in parents.items() if name in above(direct, parents))
