"""Every event the service tells of by itself, beside those of the walk; and what can cause one."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class ServiceEvent(StrEnum):
    """What happened around a walk, in the past tense."""

    EXECUTION_CREATED = "execution.created"
    EXECUTION_STARTED = "execution.started"
    EXECUTION_FINISHED = "execution.finished"
    EXECUTION_WAITING = "execution.waiting"
    EXECUTION_WAVE_STARTED = "execution.wave_started"
    EXECUTION_THRESHOLD_TRIPPED = "execution.threshold_tripped"
    EXECUTION_RELEASED = "execution.released"
    EXECUTION_ABANDONED = "execution.abandoned"
    EXECUTION_WINDOW_OVERRIDDEN = "execution.window_overridden"
    EXECUTION_ARCHIVED = "execution.archived"
    EXECUTION_CANCEL_ASKED = "execution.cancel_asked"
    EXECUTION_PAUSED = "execution.paused"
    EXECUTION_CONTINUED = "execution.continued"
    EXECUTION_RESUMED = "execution.resumed"
    EXECUTION_CLOSED = "execution.closed"
    ATTEMPT_DISPATCHED = "attempt.dispatched"
    ATTEMPT_STARTED = "attempt.started"
    ATTEMPT_LOST = "attempt.lost"
    ATTEMPT_WITHDRAWN = "attempt.withdrawn"
    ATTEMPT_ENDED_AFTER_WITHDRAWAL = "attempt.ended_after_withdrawal"
    ATTEMPT_REPORTED_LATE = "attempt.reported_late"
    QUESTION_ASKED = "question.asked"
    QUESTION_ANSWERED = "question.answered"
    VISIT_DECIDED = "visit.decided"
    SCHEDULER_RESTORED = "scheduler.restored"
    SCHEDULE_CREATED = "schedule.created"
    SCHEDULE_FIRED = "schedule.fired"
    SCHEDULE_MISSED = "schedule.missed"
    SCHEDULE_SKIPPED = "schedule.skipped"
    SCHEDULE_CHANGED = "schedule.changed"
    SCHEDULE_DELETED = "schedule.deleted"
    SCHEDULE_SECRET_MADE = "schedule.secret_made"  # noqa: S105 - a word, no secret
    ITEMS_STARTED = "items.started"
    ITEMS_JOINED = "items.joined"
    ITEMS_LEFT_OUT = "items.left_out"
    ITEMS_REFUSED = "items.refused"
    ITEMS_RETURNED = "items.returned"
    ITEMS_PARKED = "items.parked"
    TROUBLE_BEGAN = "trouble.began"
    TROUBLE_ENDED = "trouble.ended"
    QUOTA_WARNED = "quota.warned"
    EXECUTION_SIGNALLED = "execution.signalled"
    EXECUTION_HOST_JOINED = "execution.host_joined"
    HOST_LOCK_TAKEN_OVER = "host_lock.taken_over"
    HOST_LOCK_OVERTAKEN = "host_lock.overtaken"
    EXECUTOR_NODE_ENROLLED = "executor_node.enrolled"
    EXECUTOR_NODE_BOOTED = "executor_node.booted"
    EXECUTOR_NODE_DRAINED = "executor_node.drained"
    EXECUTOR_NODE_RESUMED = "executor_node.resumed"
    EXECUTOR_NODE_LIMIT_CHANGED = "executor_node.limit_changed"
    EXECUTOR_NODE_STATUS_CHANGED = "executor_node.status_changed"
    EXECUTOR_NODE_SERVES_CHANGED = "executor_node.serves_changed"


class Cause(StrEnum):
    """What led to an event: the `kind` of its `cause`."""

    REQUEST = "request"
    REPORT = "report"
    LEASE = "lease"
    TIME = "time"
    START = "start"
    SCHEDULE = "schedule"
    DISPATCH = "dispatch"
    CROSSING = "crossing"
    POLICY = "policy"
    CALL = "call"
    MESSAGE = "message"
    SIGNAL = "signal"


class How(StrEnum):
    """How soon walks are cancelled; each further one may be asked for after those before it."""

    AFTER_STEP = "after_step"  # what executor nodes work at is finished first
    NOW = "now"
    FORCE = "force"  # even where a walk can't be walked: ended by its rows alone


def how_asked(wish: Mapping[str, Any]) -> How:
    """How soon, by a wish to cancel as it is kept; one of the scheduler's own doesn't say, and means now."""
    return How(wish.get("how", How.NOW))


#: Who acts when no person does.
SCHEDULER = {"id": "scheduler", "name": "scheduler", "kind": "layer"}


class DrainedUntil(StrEnum):
    """How an executor node stops draining: people resume it, or, once it holds nothing, it is suspended."""

    RESUMED = "resumed"
    SUSPENDED = "suspended"
