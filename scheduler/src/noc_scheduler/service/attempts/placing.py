"""Placing: what a walk asks for next is leased in the very transaction that asks for it, if that is fair to others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.nodes.assignment import Candidate, Wanted, assign
from noc_scheduler.nodes.documents import Errand, Parcel
from noc_scheduler.service.attempts.quick import QuickSteps
from noc_scheduler.service.vocabulary import SCHEDULER, Cause, ServiceEvent
from noc_scheduler.service.walks.carrying_out.work import Work
from noc_scheduler.service.walks.progress import Progress
from noc_scheduler.settings import Settings
from noc_scheduler.store.attempts import Given, NewAttempt
from noc_scheduler.store.events import Fact


@dataclass(slots=True)
class Places:
    """The executor nodes as a transaction found them, and what it gives to them.

    `open` is False where others wait for an executor node already: whoever comes now stands in line behind them, and
    the caller leases to those who are first.
    """

    candidates: Sequence[Candidate]
    rows: Mapping[UUID, sa.Row[Any]]
    open: bool
    hold: timedelta
    quick: QuickSteps
    given: dict[UUID, list[Errand]] = field(default_factory=dict)
    left_over: bool = False

    def place(self, settings: Settings, moved: Sequence[Progress], work: Work) -> None:
        """Lease the attempts of `work` that can be; their walks tell of it, and nothing waits for them."""
        fresh = {key: one for key, one in work.attempts.items() if one.number == 1} if self.open else {}
        walks = {one.loaded.id: one for one in moved}
        wanted = [
            Wanted(one.selector, quick=(walks[one.host_run].loaded.execution.digest, one.node) in self.quick)
            for one in fresh.values()
        ]
        takers = assign(self.candidates, wanted, work.now, settings.heartbeat_timeout)
        for (key, new), taker in zip(fresh.items(), takers, strict=True):
            if taker is not None:
                self._give(settings, walks[new.host_run], work, key, taker)
        placed = all(one.given is not None for one in work.attempts.values())
        asked = work.letters or work.withdrawn or work.errands or work.arrivals
        self.left_over = (
            (self.open and not placed) or bool(asked) or any(one.ended or one.reopened for one in moved)
        )

    def _give(
        self, settings: Settings, walk: Progress, work: Work, key: tuple[UUID, int, int], taker: UUID
    ) -> None:
        name, now = self.rows[taker].name, work.now
        new = replace(work.attempts[key], given=Given(taker, name, now + settings.lease, now + self.hold))
        work.attempts[key] = new
        work.waits.pop((new.host_run, new.visit), None)
        told = _errand(new, walk, now)
        walk.facts.append(dispatched(told, name))
        self.given.setdefault(taker, []).append(told)

    def parcels(self, now: datetime) -> list[Parcel]:
        """What is to be sent once the transaction is committed."""
        return [
            Parcel(taker, self.rows[taker].url, tuple(errands), now, self.rows[taker].problem is not None)
            for taker, errands in self.given.items()
        ]


def dispatched(errand: Errand, executor_node: str) -> Fact:
    """What is told of an attempt that was leased to the executor node of this name."""
    data = {
        "visit": errand.visit,
        "node": errand.node,
        "attempt": str(errand.id),
        "number": errand.number,
        "lease": errand.lease,
        "executor_node": executor_node,
    }
    return Fact(ServiceEvent.ATTEMPT_DISPATCHED, data, SCHEDULER, {"kind": Cause.DISPATCH})


def _errand(new: NewAttempt, walk: Progress, now: datetime) -> Errand:
    return Errand(
        id=new.id,
        lease=1,
        version=0,
        again=False,
        number=new.number,
        execution=new.execution,
        host_run=new.host_run,
        visit=new.visit,
        node=new.node,
        document=new.document,
        host=walk.loaded.host,
        queued_at=now,
    )
