"""Groups: labels that hosts carry. One exists once it was made or a host named it, until it is deleted."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from noc_presentation.actors import Actor
from noc_presentation.documents.marks import GROUP, Mark, description_state, marks
from noc_presentation.errors import Conflict, NotFound
from noc_presentation.inventory import nesting
from noc_presentation.inventory.names import group_name
from noc_presentation.inventory.rows import Writer, all_groups
from noc_presentation.names import folded
from noc_presentation.pages import Page, PageRequest
from noc_presentation.store.inventory import MEMBERSHIPS, GroupRow
from noc_presentation.store.paging import page


@dataclass(frozen=True, slots=True)
class Group:
    """A group and how many hosts carry it."""

    id: str
    name: str
    description: str
    hosts: int
    created_at: datetime
    children: tuple[str, ...] = ()
    managed_by: Mark | None = None


def create(session: Session, name: str, description: str, actor: Actor, now: datetime) -> Group:
    """A new, empty group; raises Invalid for its name and Conflict when there is one of it, in any case."""
    known = session.scalar(_named(group_name(name)))
    if known is not None:
        raise Conflict("group.exists", f"there is a group {known.name!r} already")
    writer = Writer(session, actor, now)
    row = writer.group(group_name(name), description)
    session.flush()
    return _counted(session, [row])[0]


def listed(session: Session, wanted: PageRequest, seen: Collection[str] | None = None) -> Page[Group]:
    """Groups by name; with `seen` (folded names) there are no others, not even as children of these."""
    statement = all_groups() if seen is None else all_groups().where(GroupRow.folded.in_(seen))
    found = page(session, statement, GroupRow.name, wanted)
    return Page(_counted(session, found.items, seen), found.next)


def one(session: Session, name: str, seen: Collection[str] | None = None) -> Group:
    """The group of this name, with those of its children that are in `seen`; raises NotFound."""
    return _counted(session, [_row(session, name)], seen)[0]


def describe(session: Session, name: str, description: str) -> Group:
    """The group gets another description. Raises NotFound."""
    row = _row(session, name)
    row.description = description
    session.flush()
    return _counted(session, [row])[0]


def delete(session: Session, name: str) -> None:
    """The group is gone; raises Conflict while a host carries it, NotFound when there is none."""
    group = one(session, name)
    if group.hosts:
        raise Conflict("in_use", f"{group.hosts} hosts are in the group {group.name!r}")
    session.execute(sa.delete(GroupRow).where(GroupRow.id == group.id))


def _row(session: Session, name: str) -> GroupRow:
    row = session.scalar(_named(name))
    if row is None:
        raise NotFound("not_found", f"there is no group {name!r}")
    return row


def _named(name: str) -> sa.Select[GroupRow]:
    return all_groups().where(GroupRow.folded == folded(name))


def _counted(session: Session, rows: list[GroupRow], seen: Collection[str] | None = None) -> list[Group]:
    statement = (
        sa.select(MEMBERSHIPS.c.group_id, sa.func.count())
        .where(MEMBERSHIPS.c.group_id.in_([row.id for row in rows]))
        .group_by(MEMBERSHIPS.c.group_id)
    )
    counts: dict[str, int] = dict(session.execute(statement).all())
    known = marks(session, GROUP, {row.name: description_state(row.description) for row in rows})
    children: dict[str, list[str]] = defaultdict(list)
    for above, below in sorted(nesting.stored(session)):
        if seen is None or folded(below) in seen:
            children[above].append(below)
    return [
        Group(
            row.id,
            row.name,
            row.description,
            counts.get(row.id, 0),
            row.created_at,
            tuple(children[row.name]),
            known.get(row.name),
        )
        for row in rows
    ]
