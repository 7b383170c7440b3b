"""The flowchart as the walk needs it: nodes, arrows and loop bodies, compiled from the canonical form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from noc_scheduler.flowchart.crossings.policy import Policy
from noc_scheduler.flowchart.vocabulary import ANY, FALLBACK

DEFAULT_MAX_VISITS = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a node can't be walked: it has findings, and only a rehearsal would try."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class FlowNode:
    """One box: its kind, its arrows by outcome, and what its kind has made of its fields (`spec`).

    `once`: the first host that comes runs it for the whole execution. `purpose` is empty where none is written.
    """

    id: str
    kind: str
    title: str
    spec: Any
    arrows: Mapping[str, str] = field(default_factory=dict)
    max_visits: int = DEFAULT_MAX_VISITS
    fault: Fault | None = None
    once: bool = False
    purpose: str = ""

    def target(self, outcome: str) -> str | None:
        """Where this outcome leads: its own arrow, else that of its fallback, else `any`; None for none."""
        for label in (outcome, FALLBACK.get(outcome), ANY):
            if label is not None and label in self.arrows:
                return self.arrows[label]
        return None


@dataclass(frozen=True, slots=True)
class LoopShape:
    """What a loop node encloses: `dominated` are the nodes an arrival from which is a return, `body` those
    from which it is still reached without leaving them; the loop is in both itself."""

    dominated: frozenset[str]
    body: frozenset[str]


@dataclass(frozen=True, slots=True)
class ForkShape:
    """What closes a fork: its joins, and for each of them the nodes from which it can still be reached."""

    before: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Flowchart:
    """A procedure ready to be walked; equal canonical forms compile to equal flowcharts.

    `joins` says which fork each join closes: the nearest open one that dominates it, if there is any.
    `reads` are the steps whose results some expression reads; a walk needs no others. `needs_host` says of steps that
    can't be walked without a host why not.
    """

    name: str
    title: str
    digest: str
    start: str
    nodes: Mapping[str, FlowNode]
    parameters: Mapping[str, Mapping[str, Any]]
    loops: Mapping[str, LoopShape] = field(default_factory=dict)
    forks: Mapping[str, ForkShape] = field(default_factory=dict)
    joins: Mapping[str, str] = field(default_factory=dict)
    policy: Policy | None = None
    reads: frozenset[str] = frozenset()
    needs_host: Mapping[str, str] = field(default_factory=dict)
