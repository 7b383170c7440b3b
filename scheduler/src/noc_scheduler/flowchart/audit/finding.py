"""What an audit finds: which invariant does not hold, of what, since which event, and how one can tell."""

from dataclasses import dataclass
from enum import StrEnum


class Invariant(StrEnum):
    """The promises an audit looks after, by the names of the catalogue of faults."""

    MOVES_ON = "I1"  # whatever is under way has something that will move it
    DECIDED_ONCE = "I2"  # every visit, and every walk, is decided exactly once
    LOG_IS_WHOLE = "I3"  # events are numbered 1 to n, and replaying them gives what the tables say
    TOKENS_CONSERVED = "I4"
    LEGAL_PATH = "I5"  # every step was one of the pinned flowchart
    RUN_ONCE = "I6"
    ONE_LEASE = "I7"  # a visit has at most one attempt that may still report
    LATE_MOVES_NOTHING = "I8"
    ACCOUNTED_FOR = "I13"  # every event says who did it and what led to it
    EVENT_UNKNOWN = "event.unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it must be; `seq` is the event that shows it, None where a table does."""

    invariant: Invariant
    subject: str
    seq: int | None
    message: str

    def __str__(self) -> str:
        place = f"{self.subject}, event {self.seq}" if self.seq is not None else self.subject
        return f"{self.invariant} {place}: {self.message}"
