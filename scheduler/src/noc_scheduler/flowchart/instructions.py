"""What a walk wants done: small values that the service carries out, in order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from noc_scheduler.flowchart.host_run import Reason, Result
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.vocabulary import Status, Work


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Have an executor node try a task. `arguments` is the wire tree of segments; times are milliseconds.

    `work` says what `module` names: an Ansible module, the endpoint of a request, or how to probe.
    """

    visit: int
    attempt: int
    node: str
    module: str
    arguments: Mapping[str, Any]
    timeout_ms: int
    template: bool = False
    become: bool = False
    check_mode: bool = False
    diff: bool = False
    no_log: bool = False
    work: Work = Work.MODULE


@dataclass(frozen=True, slots=True)
class WaitUntil:
    """Wake this visit with `Elapsed` at `at`; `reason` tells people what it waits for."""

    visit: int
    node: str
    at: datetime
    reason: Sentence


@dataclass(frozen=True, slots=True)
class AwaitPerson:
    """This visit stands still until a person decides; `reason` says what about."""

    visit: int
    node: str
    reason: Sentence


@dataclass(frozen=True, slots=True)
class Notify:
    """Put a message into the outbox; its delivery never moves the host."""

    visit: int
    node: str
    channel: str
    subject: str
    message: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Put a question to people; `Answered` comes back, at `expires_at` at the latest.

    `approvers` empty means whoever may approve, `fields` (of an input) is a JSON Schema by field name; `risk` is
    `high` where an answer takes more than having come in.
    """

    visit: int
    node: str
    kind: str
    question: str
    expires_at: datetime
    quorum: int = 1
    approvers: tuple[str, ...] = ()
    fields: Mapping[str, Any] | None = None
    risk: str = "normal"


@dataclass(frozen=True, slots=True)
class Contend:
    """This host has come to a `scope: once` step: one host of the execution is `Elected` to run it."""

    visit: int
    node: str


@dataclass(frozen=True, slots=True)
class Conclude:
    """The elected host has run the step: everyone else who comes or waits is `Settled` with this result."""

    visit: int
    node: str
    result: Result


@dataclass(frozen=True, slots=True)
class Relinquish:
    """The elected host has left the step without a result: the next one that waits takes over."""

    visit: int
    node: str


@dataclass(frozen=True, slots=True)
class Arrive:
    """This host has come to a gate; `Settled` comes back with `opened` or `missed`."""

    visit: int
    node: str


@dataclass(frozen=True, slots=True)
class Call:
    """Walk a sub-procedure for this host; `Settled` comes back with what it returned.

    `instead_of` is the earlier visit that is done again: what was called there goes on from where it fell.
    """

    visit: int
    node: str
    procedure: str
    params: Mapping[str, Any]
    instead_of: int | None = None


@dataclass(frozen=True, slots=True)
class Publish:
    """Put these messages on a queue (of the message broker), in this order; plain JSON each."""

    visit: int
    node: str
    queue: str
    messages: tuple[Any, ...]
    broker: bool = False


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Nobody waits for this visit's attempt any more: stop it wherever it is."""

    visit: int
    attempt: int


@dataclass(frozen=True, slots=True)
class Finish:
    """The walk is over."""

    status: Status
    reason: Reason | None


Instruction = (
    Dispatch
    | WaitUntil
    | AwaitPerson
    | Notify
    | Ask
    | Contend
    | Conclude
    | Relinquish
    | Arrive
    | Call
    | Publish
    | Withdraw
    | Finish
)
