"""One host's walk as a value: its tokens, counters, variables and the latest result of every step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from noc_scheduler.flowchart.vocabulary import Outcome, Status

#: Which rules a HostRun walks by; pinned on it when it begins, so that a later fix can't change its replay.
WALK_VERSION = 1


@dataclass(frozen=True, slots=True)
class Host:
    """The frozen facts about a host that expressions may read as `host.*`; an execution without hosts has none."""

    name: str
    address: str = ""
    groups: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    vars: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Frame:
    """One entered loop on a token: how often it went round, and what it iterates over (None without `items`)."""

    loop: str
    count: int = 0
    items: tuple[Any, ...] | None = None


@dataclass(frozen=True, slots=True)
class ForkBranch:
    """Which instance of which fork made a token, and as which of its branches."""

    fork: str
    instance: int
    branch: int


@dataclass(frozen=True, slots=True)
class Token:
    """One place where a HostRun is. `visit` is the number of the open visit it stands in, None between two nodes."""

    id: int
    node: str
    visit: int | None = None
    frames: tuple[Frame, ...] = ()
    forks: tuple[ForkBranch, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What came back from a step; every field has a value, so that expressions never meet a missing one."""

    outcome: str = Outcome.SUCCEEDED
    rc: int | None = None
    stdout: str = ""
    stderr: str = ""
    changed: bool = False
    message: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    result: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """A visit that has begun and not ended: what it waits for and how many attempts it has made."""

    number: int
    node: str
    token: int
    attempts: int = 0
    status: Status = Status.RUNNING
    probing: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a walk failed, in the words the screens show."""

    outcome: str
    node: str
    message: str


@dataclass(frozen=True, slots=True)
class HostRun:
    """The whole state of one walk; `walk()` maps one of these to the next and never changes one in place."""

    host: Host | None
    params: Mapping[str, Any]
    execution: Mapping[str, Any] = field(default_factory=dict)
    status: Status = Status.QUEUED
    reason: Reason | None = None
    changed: bool = False
    tokens: tuple[Token, ...] = ()
    open_visits: Mapping[int, OpenVisit] = field(default_factory=dict)
    steps: Mapping[str, Result] = field(default_factory=dict)
    visits: Mapping[str, int] = field(default_factory=dict)
    renewals: Mapping[str, int] = field(default_factory=dict)
    vars: Mapping[str, Any] = field(default_factory=dict)
    ends: tuple[Status, ...] = ()
    next_token: int = 1
    next_visit: int = 1
    walk_version: int = WALK_VERSION
