"""From what a document says to the hosts it describes."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from noc_presentation.inventory.collected import Collected
from noc_presentation.inventory.findings import Findings
from noc_presentation.inventory.limits import MAX_VARIABLES_PER_HOST
from noc_presentation.inventory.model import ImportedHost
from noc_presentation.inventory.precedence import Groups
from noc_presentation.inventory.variables import FIELDS
from noc_presentation.names import folded


def imported_hosts(collected: Collected) -> tuple[ImportedHost, ...]:
    """The document's hosts by name, with the variables of their groups; oddities become findings."""
    groups = Groups(collected)
    hosts = []
    for name in sorted(collected.hosts):
        host = collected.hosts[name]
        variables = groups.variables(host)
        free = {key: given.value for key, given in variables.items() if key not in FIELDS}
        if len(free) > MAX_VARIABLES_PER_HOST:
            collected.findings.error(
                "var.too_many",
                f"host {name}: {len(free)} variables, more than {MAX_VARIABLES_PER_HOST}",
                host.row,
            )
        given: dict[str, Any] = {
            field: variables[variable].value if variable in variables else None
            for variable, (field, _) in FIELDS.items()
        }
        hosts.append(
            ImportedHost(
                name=name,
                row=host.row,
                address=given["address"],
                port=given["port"],
                user=given["user"],
                groups=groups.labels(host),
                tags=given["tags"],
                vars=free,
                host_keys=given["host_keys"],
            )
        )
    _warn_of_lookalikes(hosts, collected.findings)
    return tuple(hosts)


def _warn_of_lookalikes(hosts: Iterable[ImportedHost], findings: Findings) -> None:
    by_address: dict[tuple[str, int | None], list[ImportedHost]] = defaultdict(list)
    by_name = {folded(host.name): host for host in hosts}
    for host in hosts:
        by_address[folded(host.address or host.name), host.port].append(host)
        short, dot, _ = folded(host.name).partition(".")
        if dot and short in by_name:
            words = f"host {host.name}: may be the same machine as {by_name[short].name}"
            findings.warning("host.confusable", words, host.row)
    for first, *others in by_address.values():
        for other in others:
            words = f"host {other.name}: has the same address and port as {first.name}"
            findings.warning("address.shared", words, other.row)
