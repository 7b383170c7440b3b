"""Which executor node gets what: decided purely from labels, counts and times, in words when none does."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence, Values, several
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


def why_not(candidates: Sequence[Candidate], selector: str, now: datetime, patience: timedelta) -> Sentence:
    """Why no executor node is given an attempt with this selector."""
    if selector.startswith(UNREADABLE):
        return Sentence(Saying.UNREADABLE, {"variable": VARIABLE, "text": selector[1:121]})
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


def _no_labels(candidates: Sequence[Candidate], selector: str) -> Sentence:
    labels = labels_in(selector)
    if labels == ANY:
        return Sentence(Saying.NONE_ENROLLED)
    saying = [one.name for one in candidates if matches(selector, {**one.labels, **one.withheld})]
    if not saying:
        return Sentence(Saying.NONE_LABELLED, {"labels": labels})
    withheld = Sentence(Saying.WITHHELD, {"names": ", ".join(saying[:3])})
    return Sentence(Saying.NONE_LABELLED, {"labels": labels, "withheld": withheld})


def _not_theirs(selector: str) -> Sentence:
    place, groups = _with(labels_in(selector)), groups_in(selector)
    if not groups:
        return Sentence(Saying.NONE_UNGROUPED, place)
    if len(groups) == 1:
        return Sentence(Saying.NONE_FOR_GROUP, {**place, "group": groups[0]})
    named = ", ".join(groups[:3])
    shown = Sentence(Saying.AND_OTHERS, {"names": named}) if len(groups) > 3 else named
    return Sentence(Saying.NONE_FOR_GROUPS, {**place, "groups": shown})


def _no_room(fitting: Sequence[Candidate], labels: str, now: datetime, patience: timedelta) -> Sentence:
    usable = willing(fitting, now, patience)
    if usable:
        return _full(usable, labels)
    authorised = _authorised(fitting)
    if authorised:
        return several(_trouble(one, labels, now) for one in authorised[:3])
    standing = tuple(
        Sentence(Saying.IS_STATE, {"name": one.name, "state": one.status}) for one in fitting[:3]
    )
    return Sentence(Saying.NONE_AUTHORISED, {**_with(labels), "standing": standing})


def _full(usable: Sequence[Candidate], labels: str) -> Sentence:
    pulling = [one for one in usable if one.pull and one.free]
    if pulling:
        return Sentence(Saying.NEXT_HEARTBEAT, {"name": _called(pulling[0], labels)})
    slots = sum(one.room for one in usable)
    if not slots:
        return several(Sentence(Saying.TAKES_NOTHING, {"name": _called(one, labels)}) for one in usable[:3])
    limits = tuple(
        Sentence(Saying.LIMIT, {"name": one.name, "room": one.room, "slots": one.slots})
        for one in usable
        if one.room < one.slots
    )
    limited: Values = {"limited": Sentence(Saying.LIMITED, {"limits": limits[:3]})} if limits else {}
    if slots == 1:
        return Sentence(Saying.ONLY_SLOT_TAKEN, {**_with(labels), **limited})
    return Sentence(Saying.SLOTS_TAKEN, {"slots": slots, **_with(labels), **limited})


def _trouble(candidate: Candidate, labels: str, now: datetime) -> Sentence:
    name = _called(candidate, labels)
    if candidate.draining:
        return Sentence(Saying.DRAINING, {"name": name})
    if candidate.problem_until is not None and candidate.problem_until > now:
        return Sentence(Saying.TROUBLED, {"name": name, "problem": candidate.problem or ""})
    if candidate.last_heard is None:
        return Sentence(Saying.NEVER_HEARD, {"name": name})
    seconds = int((now - candidate.last_heard).total_seconds())
    return Sentence(Saying.SILENT, {"name": name, "seconds": seconds})


def _called(candidate: Candidate, labels: str) -> str:
    return candidate.name if labels == ANY else f"{candidate.name} ({labels})"


def _with(labels: str) -> Values:
    return {} if labels == ANY else {"with_labels": Sentence(Saying.WITH_LABELS, {"labels": labels})}
