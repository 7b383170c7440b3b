"""Which executor node gets what: decided purely from labels, counts and times, in words when none does."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from noc_scheduler.nodes.selectors import ANY, UNREADABLE, VARIABLE, groups_in, labels_in, matches, may_serve

#: An executor node may hold so many times as many quick attempts as it has slots.
AHEAD = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """An executor node as the assignment sees it; `outstanding` attempts are counted from rows.

    One with `pull` can't be told anything: it takes attempts itself, in the answer to its heartbeat. It may serve the
    hosts of `groups` (None: all) as one with `labels`; `withheld` are those it says it has and may not serve as.
    """

    id: UUID
    name: str
    status: str
    slots: int
    outstanding: int
    last_heard: datetime | None
    problem: str | None = None
    problem_until: datetime | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    pull: bool = False
    draining: bool = False
    max_parallel: int | None = None
    groups: Collection[str] | None = None
    withheld: Mapping[str, str] = field(default_factory=dict)

    @property
    def room(self) -> int:
        """How many attempts it may hold."""
        return usable_slots(self.slots, self.max_parallel)

    @property
    def reach(self) -> int:
        """How many quick attempts it may hold: those that wait there begin while the answers travel.

        No more than its room where it was limited: it would begin them all.
        """
        return self.room * AHEAD if self.room == self.slots else self.room

    @property
    def free(self) -> int:
        """How many attempts more it may be given."""
        return max(0, self.room - self.outstanding)


def fits(candidate: Candidate, selector: str) -> bool:
    """Whether it has the labels that are asked for, and may serve the host that asks."""
    return matches(selector, candidate.labels) and may_serve(selector, candidate.groups)


def usable_slots(slots: int, max_parallel: int | None) -> int:
    """How many of its slots an executor node may use; an administrator may have limited them."""
    return slots if max_parallel is None else min(slots, max_parallel)


def reachable(candidate: Candidate, now: datetime, patience: timedelta) -> bool:
    """Whether it was heard of lately and nothing speaks against telling it something."""
    heard = candidate.last_heard is not None and now - candidate.last_heard <= patience
    troubled = candidate.problem_until is not None and candidate.problem_until > now
    return heard and not troubled


def willing(candidates: Iterable[Candidate], now: datetime, patience: timedelta) -> list[Candidate]:
    """Those that may work, are there, and aren't being drained."""
    return [
        one
        for one in candidates
        if one.status == "authorised" and not one.draining and reachable(one, now, patience)
    ]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an attempt asks for: labels, and rather others than those who lost earlier attempts of its visit.

    A `quick` one, which will end almost at once, may wait for a slot at its executor node instead of here.
    """

    selector: str = ANY
    lost_on: Sequence[UUID] = ()
    quick: bool = False


def assign(
    candidates: Sequence[Candidate], wanted: Sequence[Wanted], now: datetime, patience: timedelta
) -> list[UUID | None]:
    """A taker for each attempt, in their order: the least loaded that fits and has room, or is in reach of a quick one.

    None where nobody fits; that keeps no later one from being taken, but none is placed beyond the room of an
    executor node that an earlier one waits for.
    """
    usable = [one for one in willing(candidates, now, patience) if not one.pull]
    fitting = {
        selector: [one for one in usable if fits(one, selector)]
        for selector in {one.selector for one in wanted}
    }
    load = {one.id: one.outstanding for one in usable}
    awaited: set[UUID] = set()
    takers: list[UUID | None] = []
    for asked in wanted:
        suited = fitting[asked.selector]
        free = [one for one in suited if load[one.id] < one.room]
        if asked.quick and not free:
            free = [one for one in suited if load[one.id] < one.reach and one.id not in awaited]
        ranked = [(asked.lost_on.count(one.id), load[one.id] / one.room, one.name, one) for one in free]
        taker = min(ranked, key=lambda rank: rank[:3])[3] if ranked else None
        takers.append(None if taker is None else taker.id)
        if taker is not None:
            load[taker.id] += 1
        else:
            awaited |= {one.id for one in suited}
    return takers


def loaded(candidates: Iterable[Candidate], takers: Sequence[UUID | None]) -> list[Candidate]:
    """The candidates once `takers` have been given what they take."""
    return [replace(one, outstanding=one.outstanding + takers.count(one.id)) for one in candidates]


def room(candidates: Sequence[Candidate], selector: str, now: datetime, patience: timedelta) -> int:
    """How many attempts with this selector can be handed over now."""
    usable = willing(candidates, now, patience)
    return sum(one.free for one in usable if not one.pull and fits(one, selector))


def reach(candidates: Sequence[Candidate], selector: str, now: datetime, patience: timedelta) -> int:
    """How many attempts with this selector can be handed over now if all of them are quick."""
    usable = willing(candidates, now, patience)
    return sum(max(0, one.reach - one.outstanding) for one in usable if not one.pull and fits(one, selector))


def why_not(candidates: Sequence[Candidate], selector: str, now: datetime, patience: timedelta) -> str:
    """Why no executor node is given an attempt with this selector, in words."""
    if selector.startswith(UNREADABLE):
        return f"the host's {VARIABLE} can't be read: {selector[1:121]}"
    labels = labels_in(selector)
    labelled = [one for one in candidates if matches(selector, one.labels)]
    if not labelled:
        return _no_labels(candidates, selector)
    fitting = [one for one in labelled if may_serve(selector, one.groups)]
    if (not _authorised(fitting) and _authorised(labelled)) or not fitting:
        return _not_theirs(selector)
    return _no_room(fitting, labels, now, patience)


def _authorised(candidates: Iterable[Candidate]) -> list[Candidate]:
    return [one for one in candidates if one.status == "authorised"]


def _no_labels(candidates: Sequence[Candidate], selector: str) -> str:
    labels = labels_in(selector)
    if labels == ANY:
        return "no executor node has enrolled"
    saying = [one.name for one in candidates if matches(selector, {**one.labels, **one.withheld})]
    more = f"; {', '.join(saying[:3])} may not serve as one that has" if saying else ""
    return f"no executor node has {labels}{more}"


def _not_theirs(selector: str) -> str:
    labels, groups = labels_in(selector), groups_in(selector)
    place = "" if labels == ANY else f" with {labels}"
    if not groups:
        return f"no executor node{place} may serve a host without a group"
    named = ", ".join(groups[:3]) + (" and others" if len(groups) > 3 else "")
    return f"no executor node{place} may serve {'group' if len(groups) == 1 else 'any of the groups'} {named}"


def _no_room(fitting: Sequence[Candidate], selector: str, now: datetime, patience: timedelta) -> str:
    usable = willing(fitting, now, patience)
    if usable:
        return _full(usable, selector)
    authorised = _authorised(fitting)
    if authorised:
        return "; ".join(_trouble(one, selector, now) for one in authorised[:3])
    known = ", ".join(f"{one.name} is {one.status}" for one in fitting[:3])
    return f"no executor node{'' if selector == ANY else f' with {selector}'} is authorised: {known}"


def _full(usable: Sequence[Candidate], selector: str) -> str:
    pulling = [one for one in usable if one.pull and one.free]
    if pulling:
        return f"{_called(pulling[0], selector)} takes it with its next heartbeat"
    slots = sum(one.room for one in usable)
    if not slots:
        return "; ".join(f"{_called(one, selector)} takes nothing now" for one in usable[:3])
    place = "" if selector == ANY else f" with {selector}"
    taken = f"the only slot{place} is taken" if slots == 1 else f"all {slots} slots{place} are taken"
    limited = [f"{one.name} may use {one.room} of its {one.slots}" for one in usable if one.room < one.slots]
    return "; ".join([taken, *limited[:3]])


def _trouble(candidate: Candidate, selector: str, now: datetime) -> str:
    name = _called(candidate, selector)
    if candidate.draining:
        return f"{name} is draining"
    if candidate.problem_until is not None and candidate.problem_until > now:
        return f"{name}: {candidate.problem}"
    if candidate.last_heard is None:
        return f"{name} has not been heard of yet"
    return f"{name} has not been heard of for {int((now - candidate.last_heard).total_seconds())} s"


def _called(candidate: Candidate, selector: str) -> str:
    return f"executor node {candidate.name}{'' if selector == ANY else f' ({selector})'}"
