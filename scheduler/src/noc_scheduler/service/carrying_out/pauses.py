"""What standing still means in rows: the wait of a paused walk, which only people end before its time."""

from collections.abc import Iterable

from noc_scheduler.flowchart.vocabulary import FINISHED
from noc_scheduler.service.carrying_out.work import Work
from noc_scheduler.service.progress import Progress
from noc_scheduler.store import waits
from noc_scheduler.store.waits import Wait, WaitAct


def pauses(moved: Iterable[Progress], work: Work) -> list[Wait]:
    """The waits of walks that have just been paused."""
    return [
        Wait(
            subject=one.loaded.id,
            visit=waits.WHOLE,
            execution=one.loaded.execution.id,
            act=WaitAct.GIVE_UP_PAUSE,
            reason=f"paused: {one.value.paused}; let it go on or cancel it",
            deadline=work.now + waits.LONGEST_HOLD,
        )
        for one in moved
        if one.value.paused is not None
        and one.loaded.value.paused is None
        and one.value.status not in FINISHED
    ]


def no_longer_paused(one: Progress) -> bool:
    """Whether a paused walk goes on, or is over."""
    return one.loaded.value.paused is not None and (one.value.paused is None or one.value.status in FINISHED)
