"""What can happen to a HostRun: the only inputs of a walk."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from noc_scheduler.flowchart.host_run import Result
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class Started:
    """The execution lets this host go; happens once."""


@dataclass(frozen=True, slots=True)
class Reported:
    """An executor node's answer to attempt `attempt` of an open visit; `lost` when its lease ran out.

    `most_losses`: how many lost attempts of the visit may be made good; None leaves it to the kind of the node.
    """

    visit: int
    attempt: int
    result: Result
    most_losses: int | None = None


@dataclass(frozen=True, slots=True)
class Elapsed:
    """A time that an open visit waited for has come."""

    visit: int


@dataclass(frozen=True, slots=True)
class Decided:
    """A person's word on an open visit that waits for one, or a sentence where no person gave it: the outcome it
    shall have.
    """

    visit: int
    outcome: str
    message: str | Sentence = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """People have answered a question, or its time ran out: the outcome, and the values of an input."""

    visit: int
    outcome: str
    values: Mapping[str, Any] = field(default_factory=dict)
    message: str = ""


@dataclass(frozen=True, slots=True)
class Elected:
    """This host is the one that runs a `scope: once` step for the whole execution."""

    visit: int


@dataclass(frozen=True, slots=True)
class Settled:
    """What an open visit waited for outside its own walk has come to an end: the gate, the host that runs a
    step for all, the sub-procedure."""

    visit: int
    result: Result


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The walk shall stop: every token ends, open visits end `cancelled`.

    `after_step`: what executor nodes work at now is finished first, and nothing new begins.
    """

    message: str | Sentence = ""
    after_step: bool = False


@dataclass(frozen=True, slots=True)
class Paused:
    """No further step shall begin; what is under way goes on, and time does."""

    message: str = ""


@dataclass(frozen=True, slots=True)
class Continued:
    """A paused walk goes on."""

    message: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """The token that stands at `node` goes on as if the step had ended with `outcome`."""

    token: int
    node: str
    outcome: str = Outcome.SUCCEEDED
    message: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """The token that stands at `node` goes to the node `to`, which may be the same: then it is done again."""

    token: int
    node: str
    to: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Resumed:
    """A walk that is over and has not succeeded goes on: each fallen token is put back, by its old number at
    the node that `to` names for it or else where it fell; those in `skip` pass that node with an outcome."""

    message: str = ""
    to: Mapping[int, str] = field(default_factory=dict)
    skip: Mapping[int, str] = field(default_factory=dict)


Happening = (
    Started
    | Reported
    | Elapsed
    | Decided
    | Answered
    | Elected
    | Settled
    | Cancelled
    | Paused
    | Continued
    | Skipped
    | Moved
    | Resumed
)
