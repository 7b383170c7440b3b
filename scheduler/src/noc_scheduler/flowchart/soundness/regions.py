"""Regions: where a token can be while it is in a branch of a fork, and how it may leave that branch.

A token carries a stack of forks; `fork` puts itself on it, `join` takes the fork off that it closes. Only the top
matters at any place, so every fork is looked at once, as a context of its own: the nodes that a token can come to
with this fork on top. Where an inner fork is met, its own context is asked which joins it comes out of, and the
walk goes on behind those. This is reachability in a pushdown system; no path is enumerated.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from noc_scheduler.flowchart.model import Flowchart, FlowNode
from noc_scheduler.flowchart.vocabulary import Outcome

#: The context of a fork (its id), or of the walk before any fork.
Context = str | None
OUTSIDE: Context = None


@dataclass(slots=True)
class Region:
    """One context: its nodes, with the steps a token can make from each without leaving the context.

    `exits` are the joins that close this fork and can be come to; `strays` the joins come to that close another
    fork, or none.
    """

    steps: dict[str, list[str]] = field(default_factory=dict)
    exits: dict[str, None] = field(default_factory=dict)
    strays: dict[str, None] = field(default_factory=dict)

    def leading_to(self, places: Iterable[str]) -> set[str]:
        """The nodes of the region from which one of these can be come to, themselves included."""
        back: dict[str, list[str]] = {}
        for name, targets in self.steps.items():
            for target in targets:
                back.setdefault(target, []).append(name)
        found = {place for place in places if place in self.steps}
        waiting = list(found)
        while waiting:
            for name in back.get(waiting.pop(), ()):
                if name not in found:
                    found.add(name)
                    waiting.append(name)
        return found


def regions(flowchart: Flowchart) -> dict[Context, Region]:
    """The region of every context that a walk can be in."""
    return _Search(flowchart).run()


def branch_arrows(fork: FlowNode) -> Iterator[tuple[int, str]]:
    """The branches of a fork that lead to something: number and first node."""
    for label, target in fork.arrows.items():
        if label.startswith("branch_"):
            yield int(label.removeprefix("branch_")), target


class _Search:
    def __init__(self, flowchart: Flowchart) -> None:
        self.nodes: Mapping[str, FlowNode] = flowchart.nodes
        self.joins = flowchart.joins
        self.regions: dict[Context, Region] = {OUTSIDE: Region()}
        #: In which contexts a fork is met, and where one goes on behind each join that it comes out of.
        self.callers: dict[str, dict[Context, None]] = {}
        self.waiting: deque[tuple[Context, str]] = deque()
        self._put(OUTSIDE, flowchart.start)

    def run(self) -> dict[Context, Region]:
        while self.waiting:
            context, name = self.waiting.popleft()
            node = self.nodes[name]
            if node.kind == "join":
                self._at_join(context, name)
            elif node.kind == "fork":
                self._at_fork(context, node)
            else:
                self._go(context, name, node.arrows.values())
        return self.regions

    def _at_join(self, context: Context, join: str) -> None:
        region = self.regions[context]
        if context is None or self.joins.get(join) != context:
            region.strays[join] = None
            return
        region.exits[join] = None
        for caller in self.callers.get(context, ()):
            self._come_out(caller, context, join)

    def _at_fork(self, context: Context, fork: FlowNode) -> None:
        """A fork that fails before it splits goes on in the context it was met in."""
        otherwise = fork.target(Outcome.FAILED)
        self._go(context, fork.id, () if otherwise is None else (otherwise,))
        self.callers.setdefault(fork.id, {})[context] = None
        if fork.id not in self.regions:
            self.regions[fork.id] = Region()
            for _, head in branch_arrows(fork):
                self._put(fork.id, head)
        for join in self.regions[fork.id].exits:
            self._come_out(context, fork.id, join)

    def _come_out(self, context: Context, fork: str, join: str) -> None:
        """Behind a join the token is in the context in which its fork was met."""
        step = self.regions[context].steps.setdefault(fork, [])
        for target in self.nodes[join].arrows.values():
            if target in self.nodes and target not in step:
                step.append(target)
                self._put(context, target)

    def _go(self, context: Context, name: str, targets: Iterable[str]) -> None:
        steps = self.regions[context].steps[name]
        for target in targets:
            if target in self.nodes and target not in steps:
                steps.append(target)
                self._put(context, target)

    def _put(self, context: Context, name: str) -> None:
        region = self.regions[context]
        if name in self.nodes and name not in region.steps:
            region.steps[name] = []
            self.waiting.append((context, name))
