"""Whom an order means now: presentation says so, unless whoever it runs for may not run all of it any more."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.clients.presentation import Target, TargetOrder
from noc_scheduler.errors import Unavailable
from noc_scheduler.flowchart.calls import channels_told
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.service.flowcharts import flowchart_of
from noc_scheduler.service.means import Means
from noc_scheduler.store import calls, peers


@dataclass(frozen=True, slots=True)
class Ordered:
    """What was frozen with an execution or a schedule; `actor` is whoever it runs for."""

    id: UUID
    procedure: str
    bundle: str | None
    target: Mapping[str, Any]
    actor: Mapping[str, Any]


def hosts_meant(
    means: Means, order: Ordered, flowchart: Callable[[sa.Connection], Flowchart]
) -> list[Target]:
    """The hosts, from presentation, which is told every procedure that walks of this may call and every channel
    that they may tell. Raises Unavailable, and Invalid for a target or an actor that presentation refuses."""
    with means.database.reading() as connection:
        peer = peers.find(connection, "presentation")
        called = calls.versions(connection, order.bundle)
        walked = [flowchart(connection)]
    if peer is None:
        raise Unavailable("dependency.unavailable", "no presentation is paired with this scheduler")
    walked += [flowchart_of(each["digest"], each["canonical"]) for each in called.values()]
    channels = {channel for each in walked for channel in channels_told(each)}
    return means.presentation.targets(
        peer.url,
        TargetOrder(
            order.target,
            str(order.id),
            order.procedure,
            tuple(sorted(called)),
            tuple(sorted(channels)),
            order.actor,
        ),
    )
