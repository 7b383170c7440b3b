"""Why a host of an execution has not been let go yet, in words: computed, for it follows from the execution's row."""

from collections.abc import Mapping
from typing import Any

from noc_scheduler.flowchart.crossings.policy import Policy


def why_not_let_go(
    policy: Policy, ordinal: int, admitted: int, total: int, hold: Mapping[str, Any] | None = None
) -> str:
    """`waits for wave 3 of 3; wave 2 is under way`, or for its place among those that walk at once."""
    if hold is not None:
        return str(hold["reason"])
    boundaries = policy.boundaries(total)
    own, present = (_wave(boundaries, one) for one in (ordinal, max(admitted, 1)))
    if own != present:
        return f"waits for wave {own} of {len(boundaries)}; wave {present} is under way"
    if policy.max_parallel is None:
        return "waits until it is let go"
    hosts = "host walks" if policy.max_parallel == 1 else "hosts walk"
    before = ordinal - admitted - 1
    return f"waits: at most {policy.max_parallel} {hosts} at once{f'; {before} before it' if before else ''}"


def _wave(boundaries: tuple[int, ...], ordinal: int) -> int:
    """The wave, counted from 1, that a host belongs to."""
    return next((place for place, end in enumerate(boundaries, start=1) if ordinal <= end), len(boundaries))
