"""What can happen to a HostRun: the only inputs of a walk."""

from dataclasses import dataclass

from noc_scheduler.flowchart.host_run import Result


@dataclass(frozen=True, slots=True)
class Started:
    """The execution lets this host go; happens once."""


@dataclass(frozen=True, slots=True)
class Reported:
    """An executor node's answer to attempt `attempt` of an open visit; `lost` when its lease ran out."""

    visit: int
    attempt: int
    result: Result


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
class Cancelled:
    """The walk shall stop: every token ends, open visits end `cancelled`."""

    message: str = ""


Happening = Started | Reported | Elapsed | Decided | Cancelled
