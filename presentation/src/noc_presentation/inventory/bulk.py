"""Writes what an import does to hosts: one statement for each table, however many hosts there are."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from noc_presentation.actors import Actor
from noc_presentation.errors import Conflict
from noc_presentation.inventory.merge import Merged
from noc_presentation.inventory.model import Host
from noc_presentation.inventory.rows import Writer, all_hosts, values_of
from noc_presentation.names import folded
from noc_presentation.store import many
from noc_presentation.store.base import DEFAULT_ACCOUNT, Base, new_id
from noc_presentation.store.inventory import MEMBERSHIPS, HostRow

HOSTS = Base.metadata.tables[HostRow.__tablename__]


def store(session: Session, writer: Writer, merged: Merged, actor: Actor, now: datetime) -> None:
    """Add, change and remove these hosts and their labels; `writer` makes the groups they name."""
    known = _locked(session, [*(change.before for change in merged.changed), *merged.removed])
    changed = {"changed_at": now, "changed_by": actor.document()}
    made = {"account_id": DEFAULT_ACCOUNT, "created_at": now, "created_by": actor.document(), "revision": 1}
    added = {host.name: new_id() for host in merged.added}
    joined = [(added[host.name], group) for host in merged.added for group in writer.ids(host.groups)]
    left = []
    for change in merged.changed:
        host_id, _ = known[change.before.name]
        before = {writer.group(name).id for name in change.before.groups}
        after = set(writer.ids(change.after.groups))
        joined += [(host_id, group) for group in after - before]
        left += [(host_id, group) for group in before - after]
    session.flush()  # the groups have rows from here on
    many.insert(
        session,
        HOSTS,
        [
            {"id": added[host.name], "name": host.name, "folded": folded(host.name)}
            | values_of(host)
            | made
            | changed
            for host in merged.added
        ],
    )
    many.update(
        session,
        HOSTS,
        [
            {"id": host_id, "revision": revision + 1} | values_of(change.after) | changed
            for change in merged.changed
            for host_id, revision in [known[change.before.name]]
        ],
    )
    many.insert(session, MEMBERSHIPS, _memberships(joined))
    many.delete(session, MEMBERSHIPS, _memberships(left))
    many.delete(session, HOSTS, [{"id": known[host.name][0]} for host in merged.removed])


def _locked(session: Session, hosts: Sequence[Host]) -> dict[str, tuple[str, int]]:
    """From name to id and revision; the rows are locked in the order in which everybody locks them.

    Raises Conflict when one of them went meanwhile.
    """
    if not hosts:
        return {}
    statement = (
        all_hosts()
        .where(HostRow.folded.in_([folded(host.name) for host in hosts]))
        .order_by(HostRow.id)
        .with_for_update()
        .with_only_columns(HostRow.name, HostRow.id, HostRow.revision)
    )
    found = {name: (host_id, revision) for name, host_id, revision in session.execute(statement)}
    if len(found) < len(hosts):
        raise Conflict("conflict.concurrent", "somebody has deleted a host meanwhile; import once more")
    return found


def _memberships(pairs: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"host_id": host_id, "group_id": group_id} for host_id, group_id in pairs]
