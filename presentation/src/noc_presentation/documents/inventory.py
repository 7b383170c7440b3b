"""`kind: Inventory`: groups and hosts that are exactly so, and no longer there once the document drops them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from noc_presentation.api.fields import List, Object, Schema, String, length
from noc_presentation.api.hosts import DescriptionSchema
from noc_presentation.clients.scheduler import Scheduler
from noc_presentation.documents.marks import GROUP, HOST, description_state, leave
from noc_presentation.documents.outcome import Change, Means, Result, Wish
from noc_presentation.documents.shapes import load
from noc_presentation.errors import Complaint, Conflict, Invalid
from noc_presentation.inventory import merge, nesting
from noc_presentation.inventory.described import described_host
from noc_presentation.inventory.limits import MAX_HOSTS
from noc_presentation.inventory.model import Host
from noc_presentation.inventory.names import group_name
from noc_presentation.inventory.nesting import Nesting
from noc_presentation.inventory.rows import Writer, all_groups, all_hosts, host_of
from noc_presentation.names import folded
from noc_presentation.permissions.verbs import Verb
from noc_presentation.store import managed
from noc_presentation.store.inventory import HostRow
from noc_presentation.store.managed import ManagedRow


class GroupSpecSchema(Schema):
    """A group."""

    description = String(load_default="", validate=length(0, 4096))
    children = List(String(), load_default=list, validate=length(0, 2_000))


class HostSpecSchema(DescriptionSchema):
    """A host; its name is its key, and host keys that it is silent about stay known."""

    class Meta(DescriptionSchema.Meta):
        exclude = ("name", "host_keys")

    keys = List(String(), load_default=None, allow_none=True, data_key="host_keys", attribute="host_keys")


class InventorySpecSchema(Schema):
    """What an Inventory document says."""

    groups = Object(load_default=dict)
    hosts = Object(load_default=dict)


@dataclass(frozen=True, slots=True)
class WantedGroup:
    """A group's description and the groups directly below it."""

    description: str
    children: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PreparedInventory:
    """Judged hosts, whether each of them names its host keys, and groups."""

    document: str
    hosts: Mapping[str, tuple[Host, bool]]
    groups: Mapping[str, WantedGroup]

    def apply(self, means: Means) -> Sequence[Change]:
        """Hosts become as described; those that this document brought and no longer names are removed."""
        return [*_apply_groups(means, self), *_apply_hosts(means, self)]


class InventoryKind:
    """Inventories: any number of them, each host and group in one of them at most."""

    kind = "Inventory"
    verbs = frozenset({Verb.INVENTORY_EDIT})
    judged_here = True

    def prepare(self, wish: Wish, scheduler: Scheduler | None) -> PreparedInventory:
        """Raises Invalid with a complaint for each thing wrong, at its place in the document."""
        spec = load(InventorySpecSchema(), wish.spec, "/spec")
        _refuse_other_than_texts(spec)
        complaints: list[Complaint] = []
        hosts: dict[str, tuple[Host, bool]] = {}
        groups: dict[str, WantedGroup] = {}
        for name, given in spec["groups"].items():
            try:
                if folded(group_name(name)) in map(folded, groups):
                    words = f"group {name}: differs only in upper and lower case from another"
                    raise Invalid("group.confusable", words)
                groups[name] = _group(name, given or {})
            except Invalid as reason:
                complaints += _at(reason, f"/spec/groups/{name}")
        for name, given in spec["hosts"].items():
            try:
                host, with_keys = _host(name, given or {})
                if folded(host.name) in hosts:
                    words = f"host {name}: differs only in upper and lower case from another"
                    raise Invalid("host.confusable", words)
                hosts[folded(host.name)] = (host, with_keys)
            except Invalid as reason:
                complaints += _at(reason, f"/spec/hosts/{name}")
        if len(hosts) > MAX_HOSTS:
            complaints.append(Complaint("/spec/hosts", "inventory.too_many_hosts", f"more than {MAX_HOSTS}"))
        if complaints:
            raise Invalid("document.invalid", "the inventory has errors", complaints)
        return PreparedInventory(f"{self.kind}/{wish.name}", hosts, groups)


def _refuse_other_than_texts(spec: Mapping[str, Mapping[Any, Any]]) -> None:
    complaints = [
        Complaint(
            f"/spec/{part}/{name}", f"inventory.{part[:-1]}_not_string", "is no text; put it into quotes"
        )
        for part in ("groups", "hosts")
        for name in spec[part]
        if not isinstance(name, str)
    ]
    if complaints:
        raise Invalid("document.invalid", "names must be texts", complaints)


def _group(name: str, given: Any) -> WantedGroup:
    loaded = load(GroupSpecSchema(), given, f"/spec/groups/{name}")
    return WantedGroup(
        loaded["description"], tuple(sorted({group_name(child) for child in loaded["children"]}))
    )


def _host(name: str, given: Any) -> tuple[Host, bool]:
    loaded = load(HostSpecSchema(), given, "")
    keys = loaded.pop("host_keys")
    return described_host({**loaded, "name": name, "host_keys": keys or []}), keys is not None


def _at(reason: Invalid, path: str) -> list[Complaint]:
    """The complaints with their place in the whole document."""
    if not reason.errors:
        return [Complaint(path, reason.code, reason.detail)]
    return [
        replace(
            one, path=one.path if one.path.startswith(path) else path + ("" if one.path == "/" else one.path)
        )
        for one in reason.errors
    ]


def _apply_groups(means: Means, wanted: PreparedInventory) -> list[Change]:
    marks = managed.of_names(means.session, GROUP, map(folded, wanted.groups))
    _refuse_claimed(marks, wanted.document, GROUP)
    known = {row.folded: row for row in means.session.scalars(all_groups())}
    for name in wanted.groups:
        row = known.get(folded(name))
        if row is not None and row.name != name:
            words = f"group {name}: is stored as {row.name}, which differs only in case"
            raise Invalid("group.confusable", words)
    nestings = nesting.stored(means.session)
    writer = Writer(means.session, means.actor, means.now)
    changes = []
    for name, group in wanted.groups.items():
        row, mark = known.get(folded(name)), marks.get(folded(name))
        children = {folded(child) for above, child in nestings if above == name}
        if row is None:
            writer.group(name, group.description)
            changes.append(Change(GROUP, name, Result.CREATED))
        else:
            by_hand = mark is not None and mark.state != description_state(row.description)
            differing = {
                "children": children != set(map(folded, group.children)),
                "description": row.description != group.description,
            }
            fields = tuple(field for field, differs in differing.items() if differs)
            row.description = group.description
            result = Result.UPDATED if fields else Result.UNCHANGED
            changes.append(Change(GROUP, row.name, result, fields, by_hand))
        leave(means, mark, GROUP, name, wanted.document, description_state(group.description))
    _nest(means, wanted, writer, nestings)
    return changes


def _nest(means: Means, wanted: PreparedInventory, writer: Writer, before: frozenset[Nesting]) -> None:
    """The groups of the document have just the children that it says."""
    after = {
        (name, writer.group(child).name) for name, group in wanted.groups.items() for child in group.children
    }
    means.session.flush()
    old = {(above, below) for above, below in before if above in wanted.groups}
    for name in nesting.in_a_circle((before - old) | after):
        raise Invalid("group.cycle", f"group {name}: would be below itself")
    nesting.forget(means.session, old - after)
    nesting.add(means.session, after - old)


def _apply_hosts(means: Means, wanted: PreparedInventory) -> list[Change]:
    marks = managed.of_names(means.session, HOST, wanted.hosts)
    _refuse_claimed(marks, wanted.document, HOST)
    gone = managed.of_document(means.session, HOST, wanted.document).keys() - wanted.hosts.keys()
    known = {row.folded: row for row in means.session.scalars(all_hosts())}
    if len(known.keys() | wanted.hosts.keys()) - len(gone & known.keys()) > MAX_HOSTS:
        raise Invalid("inventory.too_many_hosts", f"there would be more than {MAX_HOSTS} hosts")
    writer = Writer(means.session, means.actor, means.now)
    changes, rows = [], {}
    for key, (host, with_keys) in sorted(wanted.hosts.items()):
        change, rows[key] = _apply_host(writer, known.get(key), host, with_keys, marks.get(key))
        changes.append(change)
    means.session.flush()
    for key, row in rows.items():
        leave(means, marks.get(key), HOST, row.name, wanted.document, str(row.revision))
    changes += [Change(HOST, known[key].name, Result.REMOVED) for key in sorted(gone & known.keys())]
    _remove(means, [known[key].id for key in gone & known.keys()])
    managed.forget(means.session, HOST, gone)
    return changes


def _apply_host(
    writer: Writer, row: HostRow | None, host: Host, with_keys: bool, mark: ManagedRow | None
) -> tuple[Change, HostRow]:
    if row is None:
        return Change(HOST, host.name, Result.CREATED), writer.add(host)
    before = host_of(row)
    after = replace(
        host,
        name=row.name,
        groups=writer.labels(host.groups),
        host_keys=host.host_keys if with_keys else before.host_keys,
    )
    fields = merge.differing(before, after)
    by_hand = mark is not None and mark.state != str(row.revision)
    if fields:
        writer.write(row, after)
    return Change(HOST, row.name, Result.UPDATED if fields else Result.UNCHANGED, fields, by_hand), row


def _remove(means: Means, ids: Sequence[str]) -> None:
    for start in range(0, len(ids), 500):
        means.session.execute(sa.delete(HostRow).where(HostRow.id.in_(ids[start : start + 500])))


def _refuse_claimed(marks: Mapping[str, ManagedRow], document: str, kind: str) -> None:
    for name, mark in marks.items():
        if mark.document != document:
            words = f"{kind} {name} comes from {mark.document} already; an object has one document"
            raise Conflict("document.claimed", words)
