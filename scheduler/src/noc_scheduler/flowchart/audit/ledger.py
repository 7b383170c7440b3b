"""The ledger of a replay: what the events read so far add up to, and what was wrong with them."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from noc_scheduler.flowchart.audit.finding import Finding, Invariant
from noc_scheduler.flowchart.model import Flowchart, FlowNode
from noc_scheduler.flowchart.vocabulary import Status


@dataclass(slots=True)
class Place:
    """Where a token is: in the open visit `visit`, or on its way to `node`, or decided and about to leave.

    `decided` is how its last visit ended while no event has said what became of the token since.
    """

    node: str
    came_from: str | None = None
    visit: int | None = None
    decided: tuple[int, str] | None = None
    begun_by: int | None = None  # the fork's visit that has begun it, until its arrow is told
    put_there: bool = False  # by a person, and not by an arrow: where it comes from is not told


@dataclass(slots=True)
class Visited:
    """One visit as the events tell it."""

    number: int
    node: str
    token: int
    kind: str
    status: str = Status.RUNNING
    outcome: str | None = None
    #: How often it was tried again, and how often of these because an attempt was lost.
    retried: int = 0
    after_loss: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it has not been decided."""
        return self.outcome is None


class Stage(StrEnum):
    """How far an attempt has come by the events."""

    DISPATCHED = "dispatched"
    STARTED = "started"
    LOST = "lost"
    WITHDRAWN = "withdrawn"
    OVER = "over"  # it was reported, or its visit has gone on without it


UNDER_WAY = frozenset({Stage.DISPATCHED, Stage.STARTED})


@dataclass(slots=True)
class Tried:
    """One attempt as the events tell it; `ended_by` is the report (its number) that gave the outcome.

    `heard_after`: it was told how it ended although nobody waited for it any more.
    """

    id: str
    visit: int
    number: int
    lease: int
    stage: Stage = Stage.DISPATCHED
    started: int = 0
    ended_by: int | None = None
    heard_after: bool = False

    @property
    def is_under_way(self) -> bool:
        """Whether it may still report."""
        return self.stage in UNDER_WAY

    def end(self, report: int | None) -> None:
        """The report of this number has given it its outcome."""
        self.stage = Stage.OVER
        self.ended_by = report


@dataclass(slots=True)
class Ledger:
    """One stream under audit; `flowchart` is None where the pinned one can't be read."""

    subject: str
    flowchart: Flowchart | None
    seq: int = 0
    status: str = Status.QUEUED
    over: bool = False
    tokens: dict[int, Place] = field(default_factory=dict)
    visits: dict[int, Visited] = field(default_factory=dict)
    attempts: dict[tuple[int, int], Tried] = field(default_factory=dict)
    by_id: dict[str, Tried] = field(default_factory=dict)
    arrows: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    planned: dict[int, set[int]] = field(default_factory=dict)
    steps: dict[str, str] = field(default_factory=dict)
    ends: list[str] = field(default_factory=list)
    end: dict[str, Any] | None = None
    findings: list[Finding] = field(default_factory=list)

    def find(self, invariant: Invariant, message: str, seq: int | None = None) -> None:
        """Note that something is wrong."""
        self.findings.append(Finding(invariant, self.subject, seq, message))

    @property
    def open_visits(self) -> dict[int, Visited]:
        """The visits that have begun and were not decided."""
        return {number: visit for number, visit in self.visits.items() if visit.is_open}

    @property
    def places(self) -> dict[int, str]:
        """The node of every token."""
        return {token: place.node for token, place in self.tokens.items()}

    def node(self, name: str) -> FlowNode | None:
        """The box of this name; None where there is none, or no flowchart to look into."""
        return self.flowchart.nodes.get(name) if self.flowchart is not None else None

    def attempts_of(self, visit: int) -> list[Tried]:
        """The attempts of a visit that events tell of."""
        return [tried for (of, _), tried in self.attempts.items() if of == visit]

    def close_attempts(self, visit: int) -> None:
        """The visit goes on without whatever was tried for it until now."""
        for tried in self.attempts_of(visit):
            if tried.is_under_way:
                tried.stage = Stage.OVER
