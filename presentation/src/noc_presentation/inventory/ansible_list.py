"""The inventory in the form of `ansible-inventory --list`, which is also what inventory scripts print."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from noc_presentation.inventory.model import Host
from noc_presentation.inventory.names import ALL, UNGROUPED


def as_ansible_list(hosts: Iterable[Host]) -> dict[str, Any]:
    """One object: `_meta.hostvars`, `all` with its children, and each group that has a host with its hosts.

    Variables of groups were handed down to their hosts when they were imported, so groups have none here.
    """
    members: dict[str, list[str]] = defaultdict(list)
    hostvars = {}
    for host in sorted(hosts, key=lambda host: host.name):
        for group in host.groups or (UNGROUPED,):
            members[group].append(host.name)
        if variables := _variables(host):
            hostvars[host.name] = variables
    document: dict[str, Any] = {"_meta": {"hostvars": hostvars, "profile": "inventory_legacy"}}
    document[ALL] = {"children": [UNGROUPED, *sorted(members.keys() - {UNGROUPED})]}
    document.update((name, {"hosts": members[name]}) for name in sorted(members))
    return document


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
