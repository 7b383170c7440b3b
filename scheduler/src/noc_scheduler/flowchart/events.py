"""What a walk says has happened; the store numbers these and never changes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class EventType(StrEnum):
    """Every event a walk can tell of, in the past tense."""

    HOST_RUN_STARTED = "host_run.started"
    HOST_RUN_PAUSED = "host_run.paused"
    HOST_RUN_CONTINUED = "host_run.continued"
    HOST_RUN_STOPPING = "host_run.stopping"
    HOST_RUN_RESUMED = "host_run.resumed"
    VISIT_STARTED = "visit.started"
    VISIT_WAITING = "visit.waiting"
    VISIT_RETRIED = "visit.retried"
    VISIT_FINISHED = "visit.finished"
    ARROW_TAKEN = "arrow.taken"
    TOKEN_SPLIT = "token.split"  # noqa: S105
    BRANCH_STARTED = "branch.started"
    TOKEN_ARRIVED = "token.arrived"  # noqa: S105
    TOKEN_ABSORBED = "token.absorbed"  # noqa: S105
    TOKEN_MOVED = "token.moved"  # noqa: S105
    TOKEN_RESUMED = "token.resumed"  # noqa: S105
    TOKEN_ENDED = "token.ended"  # noqa: S105
    TOKEN_DIED = "token.died"  # noqa: S105
    HOST_RUN_FINISHED = "host_run.finished"


@dataclass(frozen=True, slots=True)
class Event:
    """One fact: `data` is plain JSON with `visit` and `node` where there are any, and the reason in words."""

    type: EventType
    data: Mapping[str, Any]
