"""One host's walk as a value: its tokens, counters, variables and the latest result of every step."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from noc_scheduler.flowchart.sentences import Sentence, told
from noc_scheduler.flowchart.vocabulary import Outcome, Status, WaitsFor

#: Which rules a HostRun walks by; pinned on it when it begins, so that a later fix can't change its replay.
WALK_VERSION = 1


@dataclass(frozen=True, slots=True)
class Host:
    """The frozen facts about a host that expressions may read as `host.*`."""

    name: str
    address: str = ""
    groups: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    vars: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Frame:
    """One loop a token has entered: the rounds begun, what it iterates over (None without `items`), and
    whether the token is in a round now. `alias` is the name under `vars` that its item has.

    A branch of a fork over items has one too: `loop` is the fork, `count` the number of its item, and `items`
    only that one, the `before` others left out.
    """

    loop: str
    count: int = 0
    items: tuple[Any, ...] | None = None
    inside: bool = False
    alias: str | None = None
    before: int = 0

    @property
    def has_item(self) -> bool:
        """Whether the token is at one of the items now."""
        return self.inside and self.items is not None

    @property
    def item(self) -> Any:
        """The item it is at; None where it is at none."""
        return self.items[self.count - 1 - self.before] if self.inside and self.items is not None else None


@dataclass(frozen=True, slots=True)
class ForkBranch:
    """Which instance of which fork made a token, and as which of its branches."""

    fork: str
    instance: int
    branch: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a token goes back to when a walk that failed is resumed, and the loops it was in there.

    It is the token's last visit that `failed`; without one, the last that an executor node worked at, or the
    node at which the token began. After a join it is the fork: what failed in a branch is walked with it.
    `visit` is the number of the visit that left the mark.
    """

    node: str
    frames: tuple[Frame, ...] = ()
    failed: bool = False
    visit: int | None = None


@dataclass(frozen=True, slots=True)
class ForkInstance:
    """One passing of a fork: what its branches have come to. Its number is that of the fork's visit.

    `planned` are the branches not begun yet (`limit` lets only so many be alive at once); of the `begun` ones
    some are `gone` (died, ended), some have arrived at a join (`arrived`, per join), the others are alive.
    `frames` and `forks` are those of the token that came to the fork: a join gives them back.
    """

    fork: str
    planned: tuple[int, ...]
    begun: int = 0
    gone: tuple[int, ...] = ()
    arrived: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    opened: tuple[str, ...] = ()
    limit: int | None = None
    items: tuple[Any, ...] | None = None
    alias: str | None = None
    frames: tuple[Frame, ...] = ()
    forks: tuple[ForkBranch, ...] = ()
    mark: Mark | None = None

    @property
    def started(self) -> int:
        """How many branches this passing has, planned ones included."""
        return self.begun + len(self.planned)

    @property
    def settled(self) -> frozenset[int]:
        """The branches that are gone or have arrived somewhere."""
        return frozenset(self.gone).union(*self.arrived.values())

    @property
    def alive(self) -> int:
        """How many branches are under way."""
        return self.begun - len(self.settled)


@dataclass(frozen=True, slots=True)
class Token:
    """One place where a HostRun is: in the open visit numbered `visit`, or between two nodes (None).

    A token at rest between two nodes waits at a join for the others; `forks` are those it came from, the
    innermost last.
    """

    id: int
    node: str
    visit: int | None = None
    frames: tuple[Frame, ...] = ()
    forks: tuple[ForkBranch, ...] = ()
    mark: Mark | None = None

    # Every step moves a token twice, and `dataclasses.replace` takes five times as long as these.

    def within(self, visit: int) -> "Token":
        """The token in the open visit of its node."""
        return Token(self.id, self.node, visit, self.frames, self.forks, self.mark)

    def before(self, node: str) -> "Token":
        """The token on its way to another node."""
        return Token(self.id, node, None, self.frames, self.forks, self.mark)


@dataclass(frozen=True, slots=True)
class Fallen:
    """A token that died, was cancelled or reached a failed end, and where a resumed walk puts it back.

    `resting`: it had arrived at the join `node` and waits there again. `outcome` and `message` say how it fell.
    `visit` is the visit of `node` that is done again, where there was one.
    """

    token: int
    node: str
    outcome: str
    message: str = ""
    frames: tuple[Frame, ...] = ()
    forks: tuple[ForkBranch, ...] = ()
    came_from: str | None = None
    resting: bool = False
    visit: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A token that stands before `Token.node` because its walk is paused, and the node it comes from."""

    token: int
    came_from: str | None


@dataclass(frozen=True, slots=True)
class Result:
    """What came back from a step; every field that expressions read has a value, so that they never meet a missing one.

    `said` is the sentence behind `message` where the engine says it, and None where it is a module's or a person's.
    """

    outcome: str = Outcome.SUCCEEDED
    rc: int | None = None
    stdout: str = ""
    stderr: str = ""
    changed: bool = False
    message: str = ""
    code: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    result: Mapping[str, Any] = field(default_factory=dict)
    said: Sentence | None = None

    def saying(self, words: str | Sentence) -> "Result":
        """The result with this message: what a person or a module wrote, or a sentence of the engine's."""
        return replace(self, message=str(words), said=words if isinstance(words, Sentence) else None)

    def told(self) -> Sentence:
        """The message as a sentence, to stand inside another one."""
        return self.said or told(self.message)


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """A visit that has begun and not ended: what it waits for, as people are told, until when, and its attempts so far.

    `retries` and `losses` count the further attempts made because of a failure or a lost one; `probing` says
    that the current attempt runs in check mode to find out what a lost one has done; `elected` that this host
    runs the step for the whole execution.
    """

    number: int
    node: str
    token: int
    attempts: int = 0
    status: Status = Status.RUNNING
    probing: bool = False
    waits_for: WaitsFor = WaitsFor.REPORT
    reason: Sentence | None = None
    until: datetime | None = None
    retries: int = 0
    losses: int = 0
    elected: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a walk failed; `code` is stable where the engine itself said no, and `said` the sentence behind `message`
    where it has worded it.
    """

    outcome: str
    node: str
    message: str
    code: str = ""
    said: Sentence | None = None

    @classmethod
    def saying(cls, outcome: str, node: str, words: str | Sentence, code: str = "") -> "Reason":
        """The reason with this message: what a person or a module wrote, or a sentence of the engine's."""
        return cls(outcome, node, str(words), code, words if isinstance(words, Sentence) else None)

    def told(self) -> Sentence:
        """The message as a sentence, to stand inside another one."""
        return self.said or told(self.message)


@dataclass(frozen=True, slots=True)
class HostRun:
    """The whole state of one walk; `walk()` maps one of these to the next and never changes one in place.

    `visits` counts visits per node; `renewals` holds that count as of the last renewal of the node's budget.
    `paused` and `stopping` say why no further step may begin; a walk that is stopping ends `cancelled` once no
    executor node works for it. `steps_before` are the visits that a resumed walk no longer counts.
    """

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
    forks: Mapping[int, ForkInstance] = field(default_factory=dict)
    ends: tuple[Status, ...] = ()
    fallen: tuple[Fallen, ...] = ()
    held: tuple[Held, ...] = ()
    paused: str | None = None
    stopping: str | None = None
    steps_before: int = 0
    next_token: int = 1
    next_visit: int = 1
    walk_version: int = WALK_VERSION
