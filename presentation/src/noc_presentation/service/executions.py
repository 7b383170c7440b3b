"""Executions: what people order here is made whole (version, targets, actor) and given to the scheduler."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from noc_presentation.actors import Actor
from noc_presentation.clients.scheduler import Document
from noc_presentation.errors import Complaint, Invalid
from noc_presentation.instants import text
from noc_presentation.inventory.model import Target, TargetHost
from noc_presentation.inventory.service import resolve
from noc_presentation.service import versions
from noc_presentation.service.calls import bundle

GRACE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants to run, and for whom; no `version` means the newest published one."""

    procedure: str
    version: int | None
    target: Target
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Previewed:
    """An order as the scheduler would be told it, and the hosts it means at this moment, by name."""

    order: Document
    hosts: list[TargetHost]


def order_document(session: Session, order: Order, actor: Actor) -> Document:
    """What the scheduler is told of an order; raises when procedure, version or any target is unknown.

    The targets are resolved here to refuse early what can't work, and again when the execution fires.
    """
    return preview(session, order, actor).order


def preview(session: Session, order: Order, actor: Actor) -> Previewed:
    """What ordering this would mean now; raises as `order_document` does."""
    version = versions.one(session, order.procedure, order.version)
    hosts = resolve(session, order.target)
    called = bundle(session, version.canonical)
    document = {
        "procedure": {
            "name": order.procedure,
            "version": version.number,
            "digest": version.digest,
            "canonical": version.canonical,
        },
        "target": order.target.document(),
        "params": dict(order.params),
        "actor": actor.document(),
        **({"procedures": called} if called else {}),
    }
    return Previewed(document, hosts)


def start_document(start_at: datetime | None, now: datetime) -> Document:
    """When to start, as the scheduler is told; raises Invalid for a time more than a minute ago."""
    refuse_past(start_at, now, "/start_at")
    return {"start_at": None if start_at is None else text(start_at)}


def refuse_past(instant: datetime | None, now: datetime, path: str) -> None:
    """A time that is over can't be waited for; a minute of grace is for clocks that differ."""
    if instant is not None and instant < now - GRACE:
        raise Invalid(
            "schedule.past",
            "the time to start is over",
            (Complaint(path, "schedule.past", "lies in the past"),),
        )
