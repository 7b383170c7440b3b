"""What can happen to a HostRun: the only inputs of a walk."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from noc_scheduler.flowchart.host_run import Result


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
    """A person's word on an open visit that waits for one: the outcome it shall have."""

    visit: int
    outcome: str
    message: str = ""


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
    """The walk shall stop: every token ends, open visits end `cancelled`."""

    message: str = ""


Happening = Started | Reported | Elapsed | Decided | Answered | Elected | Settled | Cancelled
