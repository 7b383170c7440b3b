"""What is told of an instruction beside the walk's own events: what nobody could read from those."""

from functools import singledispatch
from typing import Any

from noc_scheduler.flowchart.instructions import Ask, Instruction, Withdraw
from noc_scheduler.service.vocabulary import ServiceEvent
from noc_scheduler.service.walks.carrying_out.questions import digest_of
from noc_scheduler.service.walks.progress import Progress
from noc_scheduler.store.types import instant_text


@singledispatch
def told_of(order: Instruction, progress: Progress) -> tuple[ServiceEvent, dict[str, Any]] | None:
    """The event that this instruction of this HostRun is worth, and its data; most are worth none."""
    return None


@told_of.register
def _withdrawn(order: Withdraw, progress: Progress) -> tuple[ServiceEvent, dict[str, Any]]:
    return ServiceEvent.ATTEMPT_WITHDRAWN, {"visit": order.visit, "attempt": order.attempt}


@told_of.register
def _asked(order: Ask, progress: Progress) -> tuple[ServiceEvent, dict[str, Any]] | None:
    if order.visit not in progress.value.open_visits:
        return None
    return ServiceEvent.QUESTION_ASKED, {
        "visit": order.visit,
        "node": order.node,
        "kind": order.kind,
        "question": order.question,
        "approvers": list(order.approvers),
        "quorum": order.quorum,
        "expires_at": instant_text(order.expires_at),
        "digest": digest_of(order, progress),
    }
