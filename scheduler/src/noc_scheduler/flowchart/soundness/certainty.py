"""What is certain at every node: steps and variables that are set on every drawn path that leads to it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_

import networkx as nx

from noc_scheduler.flowchart.compiling import Compiled
from noc_scheduler.flowchart.expressions import names as words
from noc_scheduler.flowchart.expressions.reads import ITEM, Fact, unguarded
from noc_scheduler.flowchart.findings import Notebook
from noc_scheduler.flowchart.kinds import KINDS
from noc_scheduler.flowchart.kinds.kind import Facts
from noc_scheduler.flowchart.model import Flowchart, FlowNode
from noc_scheduler.flowchart.soundness.graph import drawn, reachable
from noc_scheduler.flowchart.soundness.joins import branches_at
from noc_scheduler.flowchart.soundness.naming import set_variables
from noc_scheduler.flowchart.soundness.regions import branch_arrows, regions
from noc_scheduler.flowchart.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class _Edge:
    """One outcome's way from a node: the facts it keeps and adds, as bit sets."""

    source: str
    target: str
    adds: int
    keeps: int


def reads(compiled: Compiled, notebook: Notebook) -> None:
    """Every step and variable is set on every path to where it is read, or asked about before."""
    if compiled.flowchart is None:
        return
    known = _known_facts(compiled)
    certain = _certain(compiled, compiled.flowchart, known)
    for node, uses in compiled.uses.items():
        if node not in certain:
            continue
        taken = {fact for use in uses for fact in unguarded(use.expression.tree, frozenset())}
        sure = frozenset(fact for fact in taken if certain[node] & known.get(fact, 0))
        kind = KINDS.get(compiled.nodes[node].kind)
        arrival = kind.on_arrival(compiled.nodes[node]) if kind is not None else frozenset()
        for use in uses:
            for fact in unguarded(use.expression.tree, sure | arrival):
                if fact in known:
                    notebook.error(*_sentence(fact), use.path, node)


def _known_facts(compiled: Compiled) -> dict[Fact, int]:
    """Every fact there can be, each with its bit; names that don't exist are found elsewhere."""
    facts: list[Fact] = [(words.STEPS, name) for name in compiled.nodes]
    for name, node in compiled.nodes.items():
        if node.kind in KINDS and KINDS[node.kind].has_frame:
            facts += [(words.LOOP, name), (ITEM, name)]
    facts += [(words.VARS, name) for name in sorted(set_variables(compiled.nodes))]
    return {fact: 1 << place for place, fact in enumerate(facts)}


def _certain(compiled: Compiled, flowchart: Flowchart, known: Mapping[Fact, int]) -> dict[str, int]:
    """The forward must-analysis: begin with everything and take away until nothing changes."""
    graph = reachable(drawn(compiled.nodes), flowchart.start)
    arriving: dict[str, list[_Edge]] = {name: [] for name in graph}
    for name in graph:
        for edge in _edges(compiled.nodes[name], known):
            if edge.target in graph:
                arriving[edge.target].append(edge)
    frames = _bits(_frame_facts(compiled), known)
    merges = dict(_all_joins(flowchart))
    everything = (1 << len(known)) - 1
    certain = dict.fromkeys(graph, everything)
    certain[flowchart.start] = 0
    order = list(reversed(list(nx.dfs_postorder_nodes(graph, flowchart.start))))[1:]
    changed = True
    while changed:
        changed = False
        for name in order:
            given = [(edge, (certain[edge.source] & edge.keeps) | edge.adds) for edge in arriving[name]]
            now = _in_common(facts for _, facts in given) & everything
            if name in flowchart.joins:
                now |= merges[name].of(given) if name in merges else 0
                now = (now & ~frames) | (certain[flowchart.joins[name]] & frames)
            if now != certain[name]:
                certain[name] = now
                changed = True
    return certain


def _edges(node: FlowNode, known: Mapping[Fact, int]) -> Iterator[_Edge]:
    everything = (1 << len(known)) - 1
    kind = KINDS.get(node.kind)
    labels = () if kind is None else (*kind.labels(node.spec), Outcome.FAILED)
    for outcome in dict.fromkeys((*labels, *node.arrows)):
        target = node.target(outcome)
        facts = Facts() if kind is None else kind.facts(node, outcome)
        if target is not None:
            adds = known[(words.STEPS, node.id)] | _bits(facts.sets, known)
            yield _Edge(node.id, target, adds, everything & ~_bits(facts.unsets, known))


@dataclass(frozen=True, slots=True)
class _Merge:
    """A join of all branches: what one branch has made certain is certain behind it."""

    branches: Mapping[str, int]
    always: tuple[int, ...]

    def of(self, given: Sequence[tuple[_Edge, int]]) -> int:
        """The union, over the branches that are always begun, of what each brings by whatever way."""
        brought = 0
        for branch in self.always:
            mine = [facts for edge, facts in given if self.branches.get(edge.source, 0) >> branch & 1]
            brought |= _in_common(mine) if mine else 0
        return brought


def _all_joins(flowchart: Flowchart) -> Iterator[tuple[str, _Merge]]:
    """The joins that wait for all, each with the branches that can come from each node before it."""
    found = regions(flowchart) if flowchart.joins else {}
    for join, fork in flowchart.joins.items():
        spec, node = flowchart.nodes[join].spec, flowchart.nodes[fork]
        if spec.wait_for is None and fork in found:
            carried = branches_at(node, found[fork])
            always = [number for number, _ in branch_arrows(node) if node.spec.conditions[number - 1] is None]
            yield join, _Merge(carried, tuple(always))


def _in_common(facts: Iterable[int]) -> int:
    return reduce(and_, facts, -1)


def _frame_facts(compiled: Compiled) -> frozenset[Fact]:
    """What a token knows from the loops and items it is in: a join gives back those its fork was come to with."""
    framed = [node for node in compiled.nodes.values() if node.kind in KINDS and KINDS[node.kind].has_frame]
    aliases = {(words.VARS, node.spec.alias) for node in framed if node.spec.alias}
    return frozenset(aliases.union(*({(words.LOOP, node.id), (ITEM, node.id)} for node in framed)))


def _bits(facts: frozenset[Fact], known: Mapping[Fact, int]) -> int:
    return sum(known[fact] for fact in facts if fact in known)


def _sentence(fact: Fact) -> tuple[str, str]:
    root, name = fact
    ask = "ask 'is defined' before, or give a default"
    if root == words.STEPS:
        return "step.not_set", f"steps.{name} is read here, but some way here doesn't pass '{name}'; {ask}"
    if root == words.VARS:
        return "variable.not_set", f"vars.{name} is read here, but some way here doesn't set it; {ask}"
    if root == ITEM:
        return "loop.no_item", f"loop.{name}.item is read here, but some way here is in no round of '{name}'"
    return "loop.not_entered", f"loop.{name} is read here, but some way here doesn't pass '{name}'"
