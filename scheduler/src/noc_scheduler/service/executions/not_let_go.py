"""Why a host of an execution has not been let go yet: computed, for it follows from the execution's row."""

from collections.abc import Mapping
from typing import Any

from noc_scheduler.flowchart.crossings.policy import Policy
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence, Values, from_text


def why_not_let_go(
    policy: Policy, ordinal: int, admitted: int, total: int, hold: Mapping[str, Any] | None = None
) -> Sentence:
    """`waits for wave 3 of 3; wave 2 is under way`, or for its place among those that walk at once."""
    if hold is not None:
        return kept_reason(hold)
    boundaries = policy.boundaries(total)
    own, present = (_wave(boundaries, one) for one in (ordinal, max(admitted, 1)))
    if own != present:
        return Sentence(Saying.WAVE, {"own": own, "total": len(boundaries), "present": present})
    if policy.max_parallel is None:
        return Sentence(Saying.LET_GO)
    count = ordinal - admitted - 1
    before: Values = {"before": Sentence(Saying.BEFORE_IT, {"count": count})} if count else {}
    if policy.max_parallel == 1:
        return Sentence(Saying.ONE_AT_ONCE, before)
    return Sentence(Saying.SEVERAL_AT_ONCE, {"most": policy.max_parallel, **before})


def kept_reason(kept: Mapping[str, Any]) -> Sentence:
    """Why an execution is held or was abandoned; what was kept before sentences had codes has only words."""
    return from_text(kept.get("said", kept["reason"]))


def _wave(boundaries: tuple[int, ...], ordinal: int) -> int:
    """The wave, counted from 1, that a host belongs to."""
    return next((place for place, end in enumerate(boundaries, start=1) if ordinal <= end), len(boundaries))
