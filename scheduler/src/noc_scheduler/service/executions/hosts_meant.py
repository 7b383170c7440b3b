"""Whom an order means now: presentation says so, unless whoever it runs for may not run all of it any more."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.clients.presentation import Target, TargetOrder
from noc_scheduler.errors import Invalid
from noc_scheduler.flowchart.calls import channels_told
from noc_scheduler.flowchart.errors import UnsoundFlowchart
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.service.means import Means
from noc_scheduler.service.walks.flowcharts import flowchart_of
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
        url = peers.presentation_url(connection)
        called = calls.versions(connection, order.bundle)
        channels = _channels(order, called, lambda: flowchart(connection))
    names = tuple(sorted(called))
    whole = TargetOrder(order.target, str(order.id), order.procedure, names, channels, order.actor)
    return means.presentation.targets(url, whole)


def _channels(
    order: Ordered, called: Mapping[str, calls.Version], flowchart: Callable[[], Flowchart]
) -> tuple[str, ...]:
    try:
        walked = [flowchart(), *(flowchart_of(each["digest"], each["canonical"]) for each in called.values())]
    except UnsoundFlowchart as error:  # it was sound when it was frozen, by the software of that time
        raise Invalid(
            "procedure.unsound", f"{order.procedure} can't be walked any more: {error.message}"
        ) from error
    return tuple(sorted({channel for each in walked for channel in channels_told(each)}))
