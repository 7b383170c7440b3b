"""Journals of executor nodes against the scheduler's attempts: nothing ran twice, nothing said was lost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from noc_scheduler.flowchart.audit.finding import Finding, Invariant
from noc_scheduler.flowchart.vocabulary import Status
from noc_scheduler.store.attempts import OPEN

#: What an attempt of a step that runs once may have come to before another one is made: its end is known.
KNOWN_FAILURES = frozenset({Status.FAILED, Status.UNREACHABLE, Status.TIMED_OUT})
OVER = "finished"


@dataclass(frozen=True, slots=True)
class Kept:
    """One attempt in one journal: how often it was begun there, and how many reports are still to be sent."""

    attempt: UUID
    lease: int
    state: str
    executed: int
    to_send: int
    journal: str


class NotKept(ValueError):
    """A line that no journal has printed; the message says what is wrong with it."""


def read_kept(document: Any, journal: str) -> Kept:
    """One line of `noc-executor-node journal --json`; raises NotKept. Members it doesn't know are left alone."""
    if not isinstance(document, Mapping):
        raise NotKept("is no JSON object")
    numbers: dict[str, int] = {}
    for name in ("lease", "executed", "to_send"):
        value = document.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise NotKept(f"'{name}' must be a whole number")
        numbers[name] = value
    state = document.get("state")
    if not isinstance(state, str):
        raise NotKept("'state' must be a text")
    try:
        attempt = UUID(str(document.get("attempt")))
    except ValueError:
        raise NotKept("'attempt' must be an id") from None
    return Kept(attempt=attempt, state=state, journal=journal, **numbers)


@dataclass(slots=True)
class OnceVisits:
    """What journals tell of visits whose step runs once: (number, status, times begun) of each attempt."""

    begun: dict[tuple[UUID, int], list[tuple[int, str, int]]] = field(default_factory=dict)
    subjects: dict[tuple[UUID, int], str] = field(default_factory=dict)

    def add(self, row: Any, executed: int, subject: str) -> None:
        """Note how often an attempt was begun, over all journals."""
        key = (row.host_run, row.visit)
        self.begun.setdefault(key, []).append((row.number, row.status, executed))
        self.subjects[key] = subject

    def findings(self) -> list[Finding]:
        """The visits that ran more than once, but for attempts whose failure was known before the next."""
        found = []
        for key, tried in self.begun.items():
            ran = sorted(each for each in tried if each[2])
            if any(status not in KNOWN_FAILURES for _, status, _ in ran[:-1]):
                numbers = ", ".join(str(number) for number, _, _ in ran)
                message = (
                    f"visit {key[1]} is of a step that runs once, and attempts {numbers} of it were begun"
                )
                found.append(Finding(Invariant.RUN_ONCE, self.subjects[key], None, message))
        return found


def by_attempt(kept: Iterable[Kept]) -> dict[UUID, list[Kept]]:
    """What all journals together tell of each attempt."""
    found: dict[UUID, list[Kept]] = {}
    for one in kept:
        found.setdefault(one.attempt, []).append(one)
    return found


def check_kept(row: Any | None, kept: Sequence[Kept], subject: str) -> list[Finding]:
    """What is wrong with one attempt, of which the scheduler has `row` and journals tell `kept`."""
    found = []
    executed = sum(one.executed for one in kept)
    where = ", ".join(sorted({one.journal for one in kept}))
    if row is None:
        if executed:
            message = f"it was begun ({where}), and the scheduler does not know of it"
            found.append(Finding(Invariant.RUN_ONCE, subject, None, message))
        return found
    name = f"attempt {row.number} of visit {row.visit}"
    if executed > 1:
        found.append(
            Finding(Invariant.RUN_ONCE, subject, None, f"{name} was begun {executed} times ({where})")
        )
    for one in kept:
        said_all = one.state == OVER and not one.to_send
        if said_all and one.lease == row.lease and row.status in OPEN:
            message = f"{name} is over and reported by {one.journal}, and the scheduler waits for its report"
            found.append(Finding(Invariant.LATE_MOVES_NOTHING, subject, None, message))
        if one.lease > row.lease:
            message = (
                f"{name} has lease {one.lease} in {one.journal}, and the scheduler has given {row.lease}"
            )
            found.append(Finding(Invariant.ONE_LEASE, subject, None, message))
    return found
