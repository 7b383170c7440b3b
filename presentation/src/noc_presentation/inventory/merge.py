"""What an import does to the stored hosts: which are added, changed, removed and left as they are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from noc_presentation.errors import Invalid
from noc_presentation.inventory.addresses import address
from noc_presentation.inventory.findings import Findings
from noc_presentation.inventory.limits import MAX_HOSTS, MAX_VARIABLES_PER_HOST
from noc_presentation.inventory.model import FIELDS, Host, ImportedHost
from noc_presentation.names import folded


@dataclass(frozen=True, slots=True)
class Change:
    """A stored host that becomes another; `fields` names what differs (`port`, `vars.role`)."""

    before: Host
    after: Host
    fields: tuple[str, ...]


def differing(before: Host, after: Host) -> tuple[str, ...]:
    """The fields in which two hosts differ, and their variables as `vars.NAME`; sorted."""
    names = [name for name in FIELDS if name != "vars" and getattr(before, name) != getattr(after, name)]
    known = before.vars.keys() | after.vars.keys()
    names += [f"vars.{name}" for name in known if not _same_variable(name, before, after)]
    return tuple(sorted(names))


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome, each list by name."""

    added: tuple[Host, ...]
    changed: tuple[Change, ...]
    removed: tuple[Host, ...]
    unchanged: tuple[Host, ...]


def merge(
    stored: Iterable[Host], imported: Iterable[ImportedHost], *, replace: bool, findings: Findings
) -> Merged:
    """Bring the imported hosts in.

    Without `replace` nothing is taken away: what the document doesn't name or say stays, groups and tags
    add up. With it the inventory becomes the document; only host keys that are known stay known while it is
    silent about them, so that no host loses its identity by an oversight.
    """
    known = {folded(host.name): host for host in stored}
    added, changed, unchanged = [], [], []
    named = set()
    for new in imported:
        before = known.get(folded(new.name))
        named.add(folded(new.name))
        if before is not None and before.name != new.name:
            words = f"host {new.name}: is stored as {before.name}, which differs only in upper and lower case"
            findings.error("host.confusable", words, new.row)
            continue
        after = _brought_in(before, new, replace, findings)
        if after is None:
            continue
        if before is None:
            added.append(after)
        elif fields := differing(before, after):
            changed.append(Change(before, after, fields))
        else:
            unchanged.append(before)
    others = sorted((host for key, host in known.items() if key not in named), key=lambda host: host.name)
    if len(added) + len(changed) + len(unchanged) + (0 if replace else len(others)) > MAX_HOSTS:
        findings.error(
            "inventory.too_many_hosts", f"the inventory would hold more than {MAX_HOSTS} hosts", None
        )
    removed = tuple(others) if replace else ()
    return Merged(tuple(added), tuple(changed), removed, tuple(unchanged))


def _brought_in(before: Host | None, new: ImportedHost, replace: bool, findings: Findings) -> Host | None:
    kept = None if replace else before
    variables = {**(kept.vars if kept else {}), **new.vars}
    if len(variables) > MAX_VARIABLES_PER_HOST:
        words = f"host {new.name}: {len(variables)} variables, more than {MAX_VARIABLES_PER_HOST}"
        findings.error("var.too_many", words, new.row)
        return None
    try:
        where = new.address or (kept.address if kept else address(new.name))
    except Invalid as reason:
        findings.refused(reason, new.row, f"host {new.name} has no ansible_host, and its name is no address")
        return None
    return Host(
        name=new.name,
        address=where,
        port=new.port if new.port is not None or kept is None else kept.port,
        user=new.user if new.user is not None or kept is None else kept.user,
        groups=_together(kept.groups if kept else (), new.groups),
        tags=_together(kept.tags if kept else (), new.tags or ()),
        vars=variables,
        host_keys=new.host_keys if new.host_keys is not None else before.host_keys if before else (),
    )


def _together(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({*one, *other}))


def _same_variable(name: str, before: Host, after: Host) -> bool:
    return _typed(before.vars, name) == _typed(after.vars, name)


def _typed(variables: Mapping[str, object], name: str) -> object:
    """The value with its type, since 1, 1.0 and true are equal to Python and three values to Ansible."""
    return (name in variables, repr(variables.get(name)))
