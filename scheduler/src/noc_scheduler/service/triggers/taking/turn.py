"""One schedule's turn: what one transaction that takes up its items knows, and what has become of them so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.service.means import Means
from noc_scheduler.service.triggers.ordering import actor_of
from noc_scheduler.store.work_items import ItemStatus, Walked
from noc_scheduler.triggers.arrivals import Arrivals
from noc_scheduler.triggers.quota import Period


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of an item."""

    status: ItemStatus
    reason: str
    host: str | None = None
    execution: UUID | None = None
    signal: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """The hosts that a schedule may start something on, by their names, and these by what else they are called."""

    documents: Mapping[str, Mapping[str, Any]]
    addresses: Mapping[str, tuple[str, ...]]

    def name_of(self, said: str) -> str | None:
        """The host that is meant; None when it is none of these, or may be several."""
        if said in self.documents:
            return said
        of_address = self.addresses.get(said, ())
        return of_address[0] if len(of_address) == 1 else None


@dataclass(slots=True)
class Turn:
    """One schedule's items as one transaction takes them up; what was found out is kept for the next of them."""

    connection: sa.Connection
    means: Means
    schedule: sa.Row[Any]
    arrivals: Arrivals
    known: Known | None
    now: datetime
    walked: dict[str, Walked | None] = field(default_factory=dict)
    outcomes: dict[Outcome, list[UUID]] = field(default_factory=dict)
    started: dict[Period, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    @property
    def actor(self) -> dict[str, Any]:
        """Whose name everything is done in."""
        return actor_of(self.schedule)
