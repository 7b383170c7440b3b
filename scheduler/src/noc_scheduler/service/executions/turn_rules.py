"""Whether an execution may begin now, and in which words it waits: decided from what others do, and the time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence, Value
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
    reason: Sentence
    until: datetime | None = None


def judge(standing: Standing) -> Waiting | None:
    """What it waits for; None when it has its turn."""
    if standing.opening is not None:
        opening = standing.opening
        opens = {"day": opening.day, "time": opening.time, "time_zone": opening.time_zone}
        return Waiting(WaitAct.START, Sentence(Saying.WINDOW, opens), opening.at)
    if standing.predecessors:
        return Waiting(WaitAct.GIVE_UP_SEQUENCE, _behind(standing.predecessors))
    rivals = standing.rivals
    if rivals is not None and len(rivals.walking) + rivals.before >= rivals.limit:
        return Waiting(WaitAct.GIVE_UP_TURN, _among(rivals))
    return None


def _behind(predecessors: Sequence[Predecessor]) -> Sentence:
    last = predecessors[-1]
    saying = Saying.BEHIND_CANCELLED if last.to_be_cancelled else Saying.BEHIND
    return Sentence(saying, {"execution": last.number})


def _among(rivals: Rivals) -> Sentence:
    told: dict[str, Value] = {
        "walking": len(rivals.walking),
        "limit": rivals.limit,
        "procedure": rivals.procedure,
    }
    if rivals.walking:
        named = [str(number) for number in rivals.walking[:MOST_NAMED]]
        more = ["…"] if len(rivals.walking) > MOST_NAMED else []
        told["numbers"] = Sentence(Saying.TURN_NUMBERS, {"numbers": ", ".join([*named, *more])})
    if rivals.before:
        told["before"] = Sentence(Saying.BEFORE_IT, {"count": rivals.before})
    return Sentence(Saying.TURN, told)
