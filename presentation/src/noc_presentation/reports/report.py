"""What is told of an execution that has ended: plain facts, and what they amount to."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Occasion(StrEnum):
    """What a report may be the occasion of; `failure` is every failure, the first one too."""

    FIRST_FAILURE = "first_failure"
    FAILURE = "failure"
    RECOVERY = "recovery"
    SUCCESS = "success"
    QUESTION = "question"
    TROUBLE = "trouble"  # with the installation itself, and its end


class Severity(StrEnum):
    """How bad it is, from nothing to everything failed."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


SEVERITIES = tuple(Severity)
CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Failure:
    """Hosts that ended alike: how, at which step, the first of their names, and the last line it said."""

    word: str
    step: str | None
    hosts: int
    names: tuple[str, ...]
    line: str


@dataclass(frozen=True, slots=True)
class Report:
    """One execution; `before` says whether the one before it (same procedure, same target) had failed."""

    execution: str
    number: int
    procedure: str
    schedule: str | None
    status: str
    counts: Mapping[str, int]
    changed: int
    seconds: float | None
    reason: str | None
    failures: tuple[Failure, ...]
    before: bool | None = None

    @property
    def failed(self) -> bool:
        """Whether anything went wrong; a cancelled execution did not go well either."""
        return self.status != "succeeded"

    @property
    def severity(self) -> Severity:
        """Critical where no host came through; what people cancelled is known to somebody already."""
        if not self.failed:
            return Severity.INFO
        if self.status == CANCELLED:
            return Severity.WARNING
        return Severity.WARNING if self.counts.get("succeeded") else Severity.CRITICAL

    @property
    def occasions(self) -> frozenset[Occasion]:
        """Everything this is an occasion of."""
        if self.status == CANCELLED:
            return frozenset({Occasion.FAILURE})
        if self.failed:
            first = set() if self.before else {Occasion.FIRST_FAILURE}
            return frozenset({Occasion.FAILURE, *first})
        return frozenset({Occasion.SUCCESS, *({Occasion.RECOVERY} if self.before else ())})


def read(document: Mapping[str, Any]) -> Report:
    """The report that was kept as this document."""
    failures = tuple(Failure(**{**one, "names": tuple(one["names"])}) for one in document["failures"])
    return Report(**{**document, "failures": failures})
