"""Between hosts as values and hosts as rows."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from noc_presentation.actors import Actor
from noc_presentation.errors import Invalid
from noc_presentation.inventory import nesting
from noc_presentation.inventory.limits import MAX_GROUPS
from noc_presentation.inventory.model import Host
from noc_presentation.names import folded
from noc_presentation.store.base import DEFAULT_ACCOUNT, new_id
from noc_presentation.store.inventory import MEMBERSHIPS, GroupRow, HostRow


def all_hosts() -> sa.Select[HostRow]:
    """The account's hosts, in no order."""
    return sa.select(HostRow).where(HostRow.account_id == DEFAULT_ACCOUNT)


def all_groups() -> sa.Select[GroupRow]:
    """The account's groups, in no order."""
    return sa.select(GroupRow).where(GroupRow.account_id == DEFAULT_ACCOUNT)


def members_of(groups: Iterable[str] | sa.Select[str]) -> sa.Select[str]:
    """The ids of the hosts that carry the label of any of these groups, which are given by their ids."""
    return sa.select(MEMBERSHIPS.c.host_id).where(MEMBERSHIPS.c.group_id.in_(groups))


def host_of(row: HostRow) -> Host:
    """The host that the row stores."""
    return Host(
        name=row.name,
        address=row.address,
        port=row.port,
        user=row.user,
        groups=tuple(group.name for group in row.groups),
        tags=tuple(row.tags),
        vars=row.vars,
        host_keys=tuple(row.host_keys),
    )


def hosts_where(session: Session, *conditions: sa.ColumnElement[bool]) -> list[Host]:
    """The hosts that meet all conditions, in no order; two queries, however many there are."""
    ours = (HostRow.account_id == DEFAULT_ACCOUNT, *conditions)
    labels: dict[str, list[str]] = defaultdict(list)
    statement = (
        sa.select(MEMBERSHIPS.c.host_id, GroupRow.name)
        .join_from(MEMBERSHIPS, GroupRow, GroupRow.id == MEMBERSHIPS.c.group_id)
        .where(MEMBERSHIPS.c.host_id.in_(sa.select(HostRow.id).where(*ours)))
        .order_by(GroupRow.name)
    )
    for host_id, group in session.execute(statement):
        labels[host_id].append(group)
    columns = (
        HostRow.id,
        HostRow.name,
        HostRow.address,
        HostRow.port,
        HostRow.user,
        HostRow.tags,
        HostRow.vars,
        HostRow.host_keys,
    )
    return [
        Host(name, address, port, user, tuple(labels[host_id]), tuple(tags), variables, tuple(host_keys))
        for host_id, name, address, port, user, tags, variables, host_keys in session.execute(
            sa.select(*columns).where(*ours)
        )
    ]


def values_of(host: Host) -> dict[str, Any]:
    """What the row of a host holds of it, but for its name and its groups."""
    return {
        "address": host.address,
        "port": host.port,
        "user": host.user,
        "tags": list(host.tags),
        "vars": dict(host.vars),
        "host_keys": list(host.host_keys),
    }


class Writer:
    """Writes hosts one by one, making the groups they name; the caller flushes."""

    def __init__(self, session: Session, actor: Actor, now: datetime) -> None:
        self._session, self._by, self._now = session, actor.document(), now
        self._groups = {row.folded: row for row in session.scalars(all_groups())}
        self._ids: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._parents = nesting.parents_in(nesting.stored(session))

    def group(self, name: str, description: str = "") -> GroupRow:
        """The group of this name, made when there is none; raises Invalid when there are too many."""
        found = self._groups.get(folded(name))
        if found is None:
            if len(self._groups) >= MAX_GROUPS:
                raise Invalid("inventory.too_many_groups", f"there would be more than {MAX_GROUPS} groups")
            found = GroupRow(
                id=new_id(),
                name=name,
                folded=folded(name),
                description=description,
                created_at=self._now,
                created_by=self._by,
            )
            self._session.add(found)
            self._groups[folded(name)] = found
        return found

    def labels(self, names: Iterable[str]) -> tuple[str, ...]:
        """The groups of these names, as they are stored, and all groups above them; sorted."""
        known = [self._groups[folded(name)].name if folded(name) in self._groups else name for name in names]
        return tuple(sorted(nesting.above(known, self._parents)))

    def ids(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The groups of these names and all groups above them, made where there are none, by their ids."""
        if names not in self._ids:
            self._ids[names] = tuple(row.id for row in self._in_order(names))
        return self._ids[names]

    def add(self, host: Host) -> HostRow:
        """A new row for a host."""
        row = HostRow(
            name=host.name,
            folded=folded(host.name),
            created_at=self._now,
            created_by=self._by,
            revision=0,
        )
        self.write(row, host)
        self._session.add(row)
        return row

    def write(self, row: HostRow, host: Host) -> None:
        """Everything but the name, into the row; a new revision."""
        for name, value in values_of(host).items():
            setattr(row, name, value)
        row.groups = self._in_order(host.groups)
        row.revision += 1
        row.changed_at, row.changed_by = self._now, self._by

    def _in_order(self, names: Iterable[str]) -> list[GroupRow]:
        rows = {folded(name): self.group(name) for name in self.labels(names)}
        return sorted(rows.values(), key=lambda row: row.name)
