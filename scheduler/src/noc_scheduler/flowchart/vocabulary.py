"""The closed word lists of the language: statuses, outcomes, purposes, rerun classes, each once."""

from collections.abc import Mapping
from enum import StrEnum


class Status(StrEnum):
    """What an execution, a HostRun or a visit is doing; the last three only ever belong to visits."""

    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"


ACTIVE = frozenset({Status.QUEUED, Status.RUNNING, Status.WAITING})
FINISHED = frozenset(Status) - ACTIVE

#: How a walk that ends in several ways is summed up: the worst wins (DESIGN §4, Tokens).
SEVERITY = {Status.SUCCEEDED: 0, Status.CANCELLED: 1, Status.FAILED: 2}


class Outcome(StrEnum):
    """How a visit ended, as arrows name it; decisions and later kinds add labels of their own."""

    SUCCEEDED = "succeeded"
    CHANGED = "changed"
    FAILED = "failed"
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    LOST = "lost"
    AGAIN = "again"
    DONE = "done"
    EXHAUSTED = "exhausted"
    APPROVED = "approved"
    REFUSED = "refused"
    EXPIRED = "expired"
    OPENED = "opened"
    MISSED = "missed"
    CANCELLED = "cancelled"


#: How a visit with this outcome stands in the lists; every other outcome is a success.
STATUS_OF_OUTCOME: Mapping[str, Status] = {
    Outcome.FAILED: Status.FAILED,
    Outcome.UNREACHABLE: Status.UNREACHABLE,
    Outcome.TIMED_OUT: Status.TIMED_OUT,
    Outcome.LOST: Status.FAILED,
    Outcome.EXHAUSTED: Status.FAILED,
    Outcome.REFUSED: Status.FAILED,
    Outcome.EXPIRED: Status.TIMED_OUT,
    Outcome.MISSED: Status.SKIPPED,
    Outcome.CANCELLED: Status.CANCELLED,
}

#: The statuses of visits that have not gone well, to which a resumed walk goes back.
FAILING = frozenset({Status.FAILED, Status.UNREACHABLE, Status.TIMED_OUT})

#: Outcomes whose token may end without an arrow and without harm (DESIGN §4, Outcomes and arrows).
GOOD_ENDS = frozenset({Outcome.SUCCEEDED, Outcome.CHANGED})

#: An outcome without an arrow of its own takes the arrow of this outcome, then `any` (DESIGN §4, Outcomes).
FALLBACK: Mapping[str, Outcome] = {
    Outcome.CHANGED: Outcome.SUCCEEDED,
    Outcome.UNREACHABLE: Outcome.FAILED,
    Outcome.TIMED_OUT: Outcome.FAILED,
    Outcome.LOST: Outcome.FAILED,
}

#: The arrow that takes every outcome no other arrow takes.
ANY = "any"


class Purpose(StrEnum):
    """What a task is for."""

    MONITORING = "monitoring"
    ACTION = "action"


class Work(StrEnum):
    """What an attempt has an executor node do."""

    MODULE = "module"
    PLAYBOOK = "playbook"
    REQUEST = "request"
    PROBE = "probe"


class Scope(StrEnum):
    """Who runs a step: every host that comes to it, or the first one for the whole execution."""

    HOST = "host"
    ONCE = "once"


class Rerun(StrEnum):
    """What may happen to a task whose attempt was lost and whose effect is therefore unknown."""

    REPEATABLE = "repeatable"
    PROBE = "probe"
    ONCE = "once"


class WaitsFor(StrEnum):
    """What an open visit stands still for, and so which happening can move it."""

    REPORT = "report"
    TIME = "time"
    PERSON = "person"
    ANSWER = "answer"  # people answer a question that the flowchart asks them
    TURN = "turn"  # another host runs a `scope: once` step for all
    GATE = "gate"  # other hosts have to come
    PROCEDURE = "procedure"  # a sub-procedure walks


#: What a visit waits for that the execution, not this walk, brings to an end.
SETTLED_FROM_OUTSIDE = frozenset({WaitsFor.TURN, WaitsFor.GATE, WaitsFor.PROCEDURE})
