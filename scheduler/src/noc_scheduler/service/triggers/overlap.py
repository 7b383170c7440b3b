"""What a schedule that is due does while executions of it have not ended: decided from these alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.store.schedules import Overlap

#: So many executions of one schedule may stand in a row: the one that walks, and the one behind it.
QUEUED_ONE = 2
#: Those whose executions never walk at the same time, and so wait for the ones before them.
IN_SEQUENCE = frozenset({Overlap.QUEUE_ONE, Overlap.QUEUE_ALL, Overlap.CANCEL_OTHER})


@dataclass(frozen=True, slots=True)
class Earlier:
    """An execution of the schedule that has not ended."""

    id: UUID
    number: int
    begun: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the instant is fired, why it is not, and which executions are cancelled for it."""

    fires: bool
    reason: Sentence | None = None
    cancels: tuple[UUID, ...] = ()


def decide(overlap: Overlap, earlier: Sequence[Earlier]) -> Decision:
    """What becomes of an instant; `earlier` are in the order they were started."""
    match overlap:
        case Overlap.SKIP if earlier:
            return Decision(False, _still_there(earlier[0]))
        case Overlap.QUEUE_ONE if len(earlier) >= QUEUED_ONE:
            first, *_, last = earlier
            return Decision(False, _still_there(first, last))
        case Overlap.CANCEL_OTHER:
            return Decision(True, cancels=tuple(one.id for one in earlier))
        case _:
            return Decision(True)


def _still_there(one: Earlier, behind: Earlier | None = None) -> Sentence:
    values: dict[str, int | Sentence] = {"number": one.number}
    if behind is not None:
        values["waits"] = Sentence(Saying.WAITS_BEHIND, {"number": behind.number})
    return Sentence(Saying.STILL_RUNS if one.begun else Saying.NOT_BEGUN, values)
