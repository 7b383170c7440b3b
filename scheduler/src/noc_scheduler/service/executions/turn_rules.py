"""Whether an execution may begin now, and in which words it waits: decided from what others do, and the time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from noc_scheduler.store.waits import WaitAct
from noc_scheduler.triggers.windows import Opening

#: At most so many executions are named by their numbers.
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Predecessor:
    """An execution that the same schedule has started before, and that has not ended."""

    number: int
    to_be_cancelled: bool


@dataclass(frozen=True, slots=True)
class Rivals:
    """The procedure's executions: so many may walk, these do, and so many want to and come before this one."""

    procedure: str
    limit: int
    walking: Sequence[int]
    before: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What an execution that wants to begin has before it; `opening` when no window of its procedure is open."""

    opening: Opening | None = None
    predecessors: Sequence[Predecessor] = ()
    rivals: Rivals | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """It does not begin, for `reason`; with `until` nothing but that time is waited for."""

    act: WaitAct
    reason: str
    until: datetime | None = None


def judge(standing: Standing) -> Waiting | None:
    """What it waits for; None when it has its turn."""
    if standing.opening is not None:
        words = f"waits for its window: opens {standing.opening.words}"
        return Waiting(WaitAct.START, words, standing.opening.at)
    if standing.predecessors:
        return Waiting(WaitAct.GIVE_UP_SEQUENCE, _behind(standing.predecessors))
    rivals = standing.rivals
    if rivals is not None and len(rivals.walking) + rivals.before >= rivals.limit:
        return Waiting(WaitAct.GIVE_UP_TURN, _among(rivals))
    return None


def _behind(predecessors: Sequence[Predecessor]) -> str:
    last = predecessors[-1]
    cancelled = ", which is being cancelled" if last.to_be_cancelled else ""
    return f"waits until execution {last.number} of its schedule has ended{cancelled}"


def _among(rivals: Rivals) -> str:
    named = [str(number) for number in rivals.walking[:MOST_NAMED]]
    more = ["…"] if len(rivals.walking) > MOST_NAMED else []
    numbers = f" ({', '.join([*named, *more])})" if named else ""
    before = f"; {rivals.before} before it" if rivals.before else ""
    words = f"{len(rivals.walking)} of {rivals.limit} executions of {rivals.procedure} run{numbers}"
    return f"waits: {words}{before}"
