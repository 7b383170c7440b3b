"""What is certain at every node: steps and variables that are set on every drawn path that leads to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import networkx as nx

from noc_scheduler.flowchart.compiling import Compiled
from noc_scheduler.flowchart.expressions import names as words
from noc_scheduler.flowchart.expressions.reads import ITEM, Fact, unguarded
from noc_scheduler.flowchart.findings import Notebook
from noc_scheduler.flowchart.kinds import KINDS
from noc_scheduler.flowchart.kinds.kind import Facts
from noc_scheduler.flowchart.model import FlowNode
from noc_scheduler.flowchart.soundness.graph import drawn, reachable
from noc_scheduler.flowchart.soundness.naming import set_variables
from noc_scheduler.flowchart.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class _Edge:
    """One outcome's way from a node: the facts it keeps and adds, as bit sets."""

    target: str
    adds: int
    keeps: int


def reads(compiled: Compiled, notebook: Notebook) -> None:
    """Every step and variable is set on every path to where it is read, or asked about before."""
    if compiled.flowchart is None:
        return
    known = _known_facts(compiled)
    certain = _certain(compiled, known)
    for node, uses in compiled.uses.items():
        if node not in certain:
            continue
        sure = frozenset(fact for fact, bit in known.items() if certain[node] & bit)
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


def _certain(compiled: Compiled, known: Mapping[Fact, int]) -> dict[str, int]:
    """The forward must-analysis: begin with everything and take away until nothing changes."""
    start = compiled.flowchart.start if compiled.flowchart is not None else ""
    graph = reachable(drawn(compiled.nodes), start)
    edges = {
        name: [edge for edge in _edges(compiled.nodes[name], known) if edge.target in graph] for name in graph
    }
    everything = (1 << len(known)) - 1
    certain = dict.fromkeys(graph, everything)
    certain[start] = 0
    order = list(reversed(list(nx.dfs_postorder_nodes(graph, start))))
    changed = True
    while changed:
        changed = False
        for name in order:
            for edge in edges[name]:
                now = certain[edge.target] & ((certain[name] & edge.keeps) | edge.adds)
                if now != certain[edge.target]:
                    certain[edge.target] = now
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
            yield _Edge(target, adds, everything & ~_bits(facts.unsets, known))


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
