"""What an order reaches: every thing that whoever runs it needs a right on."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from noc_presentation.clients.scheduler import Document
from noc_presentation.errors import Invalid
from noc_presentation.inventory.model import Target, TargetHost
from noc_presentation.inventory.service import resolve
from noc_presentation.permissions.rights import Kind, Thing

#: Goes by no name at all: only unlimited rights reach it.
UNREACHABLE = Thing(Kind.GROUP, frozenset())


def of_order(session: Session, order: Document) -> list[Thing]:
    """The procedure, those it calls, the channels they tell, and what running it on its target reaches."""
    flowcharts = [order["procedure"], *order.get("procedures", [])]
    channels = {name for flowchart in flowcharts for name in _channels(flowchart["canonical"])}
    return [
        *(Thing.called(Kind.PROCEDURE, flowchart["name"]) for flowchart in flowcharts),
        *(Thing.called(Kind.CHANNEL, name) for name in sorted(channels)),
        *of_running_on(session, _target(order["target"])),
    ]


def of_execution(session: Session, execution: Mapping[str, Any]) -> list[Thing]:
    """The procedure and the hosts of what the scheduler keeps; a target of today's unknown names is out of reach."""
    procedure = execution.get("procedure", {})
    name = procedure.get("name", "") if isinstance(procedure, Mapping) else str(procedure)
    return [Thing.called(Kind.PROCEDURE, name), *of_target(session, _target(execution.get("target", {})))]


def of_target(session: Session, target: Target) -> list[Thing]:
    """Each host by its groups; out of reach when a name of the target is unknown by now."""
    try:
        return _by_group(resolve(session, target))
    except Invalid:
        return [UNREACHABLE]


def of_running_on(session: Session, target: Target) -> list[Thing]:
    """Each host by its groups, and the credentials that its steps log in with."""
    try:
        hosts = resolve(session, target)
    except Invalid:
        return [UNREACHABLE]
    credentials = sorted({name for host in hosts for name in host.credentials})
    return [*_by_group(hosts), *(Thing.called(Kind.CREDENTIAL, name) for name in credentials)]


def _by_group(hosts: Iterable[TargetHost]) -> list[Thing]:
    things = {Thing.called(Kind.GROUP, *host.groups) for host in hosts}
    return sorted(things, key=lambda thing: sorted(thing.names))


def _channels(canonical: Mapping[str, Any]) -> Iterator[str]:
    for node in canonical.get("spec", {}).get("nodes", {}).values():
        if node.get("kind") == "notify" and isinstance(node.get("channel"), str):
            yield node["channel"]


def _target(written: Mapping[str, Any]) -> Target:
    groups, hosts = tuple(written.get("groups", ())), tuple(written.get("hosts", ()))
    return Target(groups, hosts, bool(written.get("without_hosts")))
