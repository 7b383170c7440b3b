"""What a walk wants done: small values that the service carries out, in order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from noc_scheduler.flowchart.host_run import Reason
from noc_scheduler.flowchart.vocabulary import Status


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Have an executor node try a task. `arguments` is the wire tree of segments; times are milliseconds."""

    visit: int
    attempt: int
    node: str
    module: str
    arguments: Mapping[str, Any]
    timeout_ms: int
    template: bool = False
    become: bool = False
    check_mode: bool = False
    no_log: bool = False


@dataclass(frozen=True, slots=True)
class WaitUntil:
    """Wake this visit with `Elapsed` at `at`; `reason` says in words what it waits for."""

    visit: int
    node: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class AwaitPerson:
    """This visit stands still until a person decides; `reason` says what about."""

    visit: int
    node: str
    reason: str


@dataclass(frozen=True, slots=True)
class Notify:
    """Put a message into the outbox; its delivery never moves the host."""

    visit: int
    node: str
    channel: str
    subject: str
    message: str


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


Instruction = Dispatch | WaitUntil | AwaitPerson | Notify | Withdraw | Finish
