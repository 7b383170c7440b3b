"""What an order reaches: every thing that whoever runs it needs a right on."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial
from typing import Any

from sqlalchemy.orm import Session

from noc_presentation.clients.scheduler import Document
from noc_presentation.errors import Invalid
from noc_presentation.inventory.model import Target
from noc_presentation.inventory.service import labels, resolve
from noc_presentation.permissions.rights import Kind, Thing

#: Goes by no name at all: only unlimited rights reach it.
UNREACHABLE = Thing(Kind.GROUP, frozenset())


def of_order(session: Session, order: Document) -> list[Thing]:
    """The procedure, those it calls, the channels they tell, and what running it on its target reaches."""
    flowcharts = [order["procedure"], *order.get("procedures", [])]
    procedures = [flowchart["name"] for flowchart in flowcharts]
    channels = {name for flowchart in flowcharts for name in _channels(flowchart["canonical"])}
    return of_running(session, procedures, sorted(channels), _target(order["target"]))


def of_running(
    session: Session, procedures: Iterable[str], channels: Iterable[str], target: Target
) -> list[Thing]:
    """These procedures and channels, each host of the target by its groups, and the credentials it logs in with."""
    return [
        *(Thing.called(Kind.PROCEDURE, name) for name in procedures),
        *(Thing.called(Kind.CHANNEL, name) for name in channels),
        *_of_running_on(session, target),
    ]


def of_execution(session: Session, execution: Mapping[str, Any]) -> list[Thing]:
    """The procedure and the hosts of an execution, a schedule or a question, as the scheduler shows them.

    Hosts that were frozen count by the groups they were in then; before, and in a schedule, those meant today.
    """
    return of_executions(session, [execution])[0]


def of_executions(session: Session, executions: Iterable[Mapping[str, Any]]) -> list[list[Thing]]:
    """What each of these reaches; every target is looked up once, and one of today's unknown names is out of reach."""
    of_target = cache(partial(_of_target, session))
    return [
        [
            _procedure(each),
            *(_by_groups(each.get("reached", ())) or of_target(_target(each.get("target", {})))),
        ]
        for each in executions
    ]


def of_hosts(session: Session, names: Iterable[str]) -> list[Thing]:
    """These hosts by their groups of today; out of reach where one is in the inventory no more."""
    wanted = tuple(names)
    return _of_target(session, Target((), wanted)) if wanted else []


def _procedure(execution: Mapping[str, Any]) -> Thing:
    said = execution.get("procedure", {})
    return Thing.called(Kind.PROCEDURE, said.get("name", "") if isinstance(said, Mapping) else str(said))


def _of_target(session: Session, target: Target) -> list[Thing]:
    try:
        return _by_groups(labels(session, target))
    except Invalid:
        return [UNREACHABLE]


def _of_running_on(session: Session, target: Target) -> list[Thing]:
    try:
        hosts = resolve(session, target)
    except Invalid:
        return [UNREACHABLE]
    credentials = sorted({name for host in hosts for name in host.credentials})
    return [
        *_by_groups(host.groups for host in hosts),
        *(Thing.called(Kind.CREDENTIAL, name) for name in credentials),
    ]


def _by_groups(of_hosts: Iterable[Iterable[str]]) -> list[Thing]:
    things = {Thing.called(Kind.GROUP, *groups) for groups in of_hosts}
    return sorted(things, key=lambda thing: sorted(thing.names))


def _channels(canonical: Mapping[str, Any]) -> Iterator[str]:
    for node in canonical.get("spec", {}).get("nodes", {}).values():
        if node.get("kind") == "notify" and isinstance(node.get("channel"), str):
            yield node["channel"]


def _target(written: Mapping[str, Any]) -> Target:
    groups, hosts = tuple(written.get("groups", ())), tuple(written.get("hosts", ()))
    return Target(groups, hosts, bool(written.get("without_hosts")))
