"""What standing still means in rows: the wait of a paused walk, which only people end before its time."""

from collections.abc import Iterable, Mapping
from typing import Any

from noc_scheduler.flowchart.events import EventType
from noc_scheduler.flowchart.operating import NO_REASON
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.vocabulary import FINISHED
from noc_scheduler.service.walks.carrying_out.work import Work
from noc_scheduler.service.walks.progress import Progress
from noc_scheduler.store import waits
from noc_scheduler.store.waits import Wait, WaitAct


def paused_words(actor: Mapping[str, Any] | None, reason: str) -> Sentence:
    """`paused by ana: change freeze; let it go on or cancel it`."""
    told = {"reason": reason or NO_REASON}
    if not actor:
        return Sentence(Saying.PAUSED, told)
    return Sentence(Saying.PAUSED_BY, {"by": str(actor["name"]), **told})


def pauses(moved: Iterable[Progress], work: Work) -> list[Wait]:
    """The waits of walks that have just been paused."""
    return [
        Wait(
            subject=one.loaded.id,
            visit=waits.WHOLE,
            execution=one.loaded.execution.id,
            act=WaitAct.GIVE_UP_PAUSE,
            reason=paused_words(_who(one), one.value.paused),
            deadline=work.now + waits.LONGEST_HOLD,
        )
        for one in moved
        if one.value.paused is not None
        and one.loaded.value.paused is None
        and one.value.status not in FINISHED
    ]


def _who(one: Progress) -> Mapping[str, Any] | None:
    return next((fact.actor for fact in one.facts if fact.type == EventType.HOST_RUN_PAUSED), None)


def no_longer_paused(one: Progress) -> bool:
    """Whether a paused walk goes on, or is over."""
    return one.loaded.value.paused is not None and (one.value.paused is None or one.value.status in FINISHED)
