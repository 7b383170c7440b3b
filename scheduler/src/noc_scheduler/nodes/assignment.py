"""Which executor node gets what: decided purely from counts and times, in words when none does."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Candidate:
    """An executor node as the assignment sees it; `outstanding` attempts are counted from rows."""

    id: UUID
    name: str
    status: str
    slots: int
    outstanding: int
    last_heard: datetime | None
    problem: str | None = None
    problem_until: datetime | None = None
    max_parallel: int | None = None

    @property
    def room(self) -> int:
        """How many attempts it may hold."""
        return usable_slots(self.slots, self.max_parallel)


@dataclass(frozen=True, slots=True)
class Assignment:
    """How many attempts each executor node takes, in the order they are taken, and why others stay."""

    takers: tuple[UUID, ...]
    reason: str


def usable_slots(slots: int, max_parallel: int | None) -> int:
    """How many of its slots an executor node may use; an administrator may have limited them."""
    return slots if max_parallel is None else min(slots, max_parallel)


def reachable(candidate: Candidate, now: datetime, patience: timedelta) -> bool:
    """Whether it was heard of lately and nothing speaks against telling it something."""
    heard = candidate.last_heard is not None and now - candidate.last_heard <= patience
    troubled = candidate.problem_until is not None and candidate.problem_until > now
    return heard and not troubled


def assign(candidates: Sequence[Candidate], wanted: int, now: datetime, patience: timedelta) -> Assignment:
    """Takers for up to `wanted` attempts: one by one the least loaded that has a free slot."""
    usable = [c for c in candidates if c.status == "authorised" and reachable(c, now, patience)]
    load = [(c.outstanding / c.room, c.name, c.outstanding, c) for c in usable if c.outstanding < c.room]
    heapq.heapify(load)
    takers: list[UUID] = []
    while load and len(takers) < wanted:
        _, name, outstanding, candidate = heapq.heappop(load)
        takers.append(candidate.id)
        if outstanding + 1 < candidate.room:
            heapq.heappush(load, ((outstanding + 1) / candidate.room, name, outstanding + 1, candidate))
    return Assignment(tuple(takers), _reason(candidates, usable, now))


def _reason(candidates: Sequence[Candidate], usable: Sequence[Candidate], now: datetime) -> str:
    if usable:
        slots = sum(candidate.room for candidate in usable)
        if not slots:
            return "; ".join(f"executor node {candidate.name} takes nothing now" for candidate in usable[:3])
        taken = "the only slot is taken" if slots == 1 else f"all {slots} slots are taken"
        limited = [f"{c.name} may use {c.room} of its {c.slots}" for c in usable if c.room < c.slots]
        return "; ".join([taken, *limited[:3]])
    authorised = [candidate for candidate in candidates if candidate.status == "authorised"]
    if authorised:
        return "; ".join(_trouble(candidate, now) for candidate in authorised[:3])
    if not candidates:
        return "no executor node has enrolled"
    known = ", ".join(f"{candidate.name} is {candidate.status}" for candidate in candidates[:3])
    return f"no executor node is authorised: {known}"


def _trouble(candidate: Candidate, now: datetime) -> str:
    name = f"executor node {candidate.name}"
    if candidate.problem_until is not None and candidate.problem_until > now:
        return f"{name}: {candidate.problem}"
    if candidate.last_heard is None:
        return f"{name} has not been heard of yet"
    return f"{name} has not been heard of for {int((now - candidate.last_heard).total_seconds())} s"
