"""Whether an execution may begin now, and in which words it waits: decided from what others do, and the time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Predecessor:
    """An execution that the same schedule has started before, and that has not ended."""

    number: int
    to_be_cancelled: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What an execution that wants to begin has before it."""

    predecessors: Sequence[Predecessor] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """It does not begin, for `reason`; with `until` nothing but that time is waited for."""

    reason: str
    until: datetime | None = None


def judge(standing: Standing) -> Waiting | None:
    """What it waits for; None when it has its turn."""
    if standing.predecessors:
        return Waiting(_behind(standing.predecessors))
    return None


def _behind(predecessors: Sequence[Predecessor]) -> str:
    last = predecessors[-1]
    cancelled = ", which is being cancelled" if last.to_be_cancelled else ""
    return f"waits until execution {last.number} of its schedule has ended{cancelled}"
