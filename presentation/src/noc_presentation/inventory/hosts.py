"""Hosts one by one: made, looked at, replaced, deleted."""

from collections.abc import Callable, Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from noc_presentation.actors import Actor
from noc_presentation.errors import Complaint, Conflict, Invalid, NotFound, Stale
from noc_presentation.inventory.limits import MAX_HOSTS
from noc_presentation.inventory.model import Host
from noc_presentation.inventory.rows import Writer, all_groups, all_hosts, members_of
from noc_presentation.names import folded
from noc_presentation.pages import Page, PageRequest
from noc_presentation.store.inventory import GroupRow, HostRow
from noc_presentation.store.paging import page


def create(session: Session, host: Host, actor: Actor, now: datetime) -> HostRow:
    """A new host, and the groups it names; raises Conflict when there is one of this name, in any case."""
    known = session.scalar(_named(host.name))
    if known is not None:
        raise Conflict("host.exists", f"there is a host {known.name!r} already")
    if (session.scalar(sa.select(sa.func.count()).select_from(all_hosts().subquery())) or 0) >= MAX_HOSTS:
        raise Invalid("inventory.too_many_hosts", f"there are {MAX_HOSTS} hosts already")
    writer = Writer(session, actor, now)
    row = writer.add(host)
    session.flush()
    return row


def listed(
    session: Session,
    wanted: PageRequest,
    group: str | None = None,
    search: str | None = None,
    seen: Collection[str] | None = None,
) -> Page[HostRow]:
    """Hosts by name; only those of a group, or with a text in their name or address, where one is given.

    With `seen` (folded names) only hosts in one of these groups are there, and no other group is. Raises NotFound for
    an unknown group.
    """
    statement = all_hosts()
    if seen is not None:
        visible = all_groups().where(GroupRow.folded.in_(seen)).with_only_columns(GroupRow.id)
        statement = statement.where(HostRow.id.in_(members_of(visible)))
    if search is not None:
        named = HostRow.folded.contains(folded(search), autoescape=True)
        statement = statement.where(
            named | sa.func.lower(HostRow.address).contains(search.lower(), autoescape=True)
        )
    if group is not None:
        found = session.scalar(all_groups().where(GroupRow.folded == folded(group)))
        if found is None or (seen is not None and found.folded not in seen):
            raise NotFound("not_found", f"there is no group {group!r}")
        statement = statement.where(HostRow.id.in_(members_of([found.id])))
    return page(session, statement, HostRow.name, wanted)


def one(session: Session, name: str) -> HostRow:
    """The host of this name; raises NotFound."""
    row = session.scalar(_named(name))
    if row is None:
        raise NotFound("not_found", f"there is no host {name!r}")
    return row


def replace(
    session: Session, name: str, host: Host, seen: Callable[[int], bool], actor: Actor, now: datetime
) -> HostRow:
    """The host becomes this description; its name stays.

    Raises Stale unless `seen` says that the caller saw the stored revision, NotFound when there is no such
    host, and Invalid when the description has another name.
    """
    row = one(session, name)
    if row.name != host.name:
        complaint = Complaint("/name", "host.name_fixed", f"the host is called {row.name!r}")
        raise Invalid("host.name_fixed", "a host keeps its name; make a new one", (complaint,))
    if not seen(row.revision):
        raise Stale("precondition.failed", f"host {row.name!r} was changed since you looked at it")
    Writer(session, actor, now).write(row, host)
    session.flush()
    return row


def delete(session: Session, name: str) -> None:
    """The host is gone; executions keep their own frozen copy of it. Raises NotFound."""
    session.delete(one(session, name))


def _named(name: str) -> sa.Select[HostRow]:
    return all_hosts().where(HostRow.folded == folded(name))
