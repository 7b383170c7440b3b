"""The inventory in the form of `ansible-inventory --list`, which is also what inventory scripts print."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from noc_presentation.inventory.model import Host
from noc_presentation.inventory.names import ALL, UNGROUPED
from noc_presentation.inventory.nesting import Nesting


def as_ansible_list(hosts: Iterable[Host], nestings: Iterable[Nesting] = ()) -> dict[str, Any]:
    """One object: `_meta.hostvars`, `all` with its children, and each group that has a host, also below it.

    A host stands in its lowest groups. Variables of groups were handed down to their hosts when they were
    imported, so groups have none here.
    """
    children: dict[str, set[str]] = defaultdict(set)
    for parent, child in nestings:
        children[parent].add(child)
    below = {name: frozenset(_below(name, children)) for name in children}
    members: dict[str, list[str]] = defaultdict(list)
    present: set[str] = set()
    hostvars = {}
    for host in sorted(hosts, key=lambda host: host.name):
        carried = frozenset(host.groups)
        present |= carried
        for group in host.groups or (UNGROUPED,):
            if not below.get(group, frozenset()) & carried:
                members[group].append(host.name)
        if variables := _variables(host):
            hostvars[host.name] = variables
    nested = {child for parent in present for child in children[parent] if child in present}
    document: dict[str, Any] = {"_meta": {"hostvars": hostvars, "profile": "inventory_legacy"}}
    document[ALL] = {"children": [UNGROUPED, *sorted(present - nested)]}
    for name in sorted(present | members.keys()):
        parts = {"children": sorted(children[name] & present), "hosts": members[name]}
        document[name] = {part: names for part, names in parts.items() if names}
    return document


def _below(name: str, children: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(children.get(name, ()))
    while waiting:
        child = waiting.pop()
        if child not in found:
            found.add(child)
            waiting += children.get(child, ())
    return found


def _variables(host: Host) -> dict[str, Any]:
    variables = dict(host.vars)
    if host.address != host.name:
        variables["ansible_host"] = host.address
    if host.port is not None:
        variables["ansible_port"] = host.port
    if host.user is not None:
        variables["ansible_user"] = host.user
    if host.tags:
        variables["noc_tags"] = list(host.tags)
    if host.host_keys:
        variables["noc_host_keys"] = list(host.host_keys)
    return variables
