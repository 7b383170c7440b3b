"""The shape of every fork: which joins close it (it is the nearest open fork that dominates them)."""

from collections.abc import Iterable, Mapping

import networkx as nx

from noc_scheduler.flowchart.model import FlowNode, ForkShape
from noc_scheduler.flowchart.soundness.graph import drawn, reachable


def closed_forks(nodes: Mapping[str, FlowNode], start: str) -> dict[str, str]:
    """Each join that a walk can come to and that some fork dominates → the nearest such fork that is still open.

    A fork that another join before it has closed is passed over, as an inner bracket is.
    """
    joins = [node.id for node in nodes.values() if node.kind == "join"]
    if not joins:
        return {}
    graph = reachable(drawn(nodes), start)
    above = nx.immediate_dominators(graph, start)
    behind = _open_behind(nodes, above, start, graph)
    return {join: fork for join in joins if join in graph and (fork := behind[above[join]])}


def fork_shapes(nodes: Mapping[str, FlowNode], joins: Mapping[str, str]) -> dict[str, ForkShape]:
    """The shape of each fork that some join closes."""
    graph = drawn(nodes)
    before: dict[str, dict[str, frozenset[str]]] = {}
    for join, fork in joins.items():
        before.setdefault(fork, {})[join] = _between(graph, fork, join)
    return {fork: ForkShape(reaching) for fork, reaching in before.items()}


def _between(graph: "nx.DiGraph[str]", fork: str, join: str) -> frozenset[str]:
    """The nodes from which the join can be come to without passing the fork again."""
    found: set[str] = set()
    waiting = [join]
    while waiting:
        for name in graph.predecessors(waiting.pop()):
            if name != fork and name not in found:
                found.add(name)
                waiting.append(name)
    return frozenset(found)


def _open_behind(
    nodes: Mapping[str, FlowNode], above: Mapping[str, str], start: str, graph: Iterable[str]
) -> dict[str, str | None]:
    """The innermost fork that is open behind each node, from the top of the dominator tree down."""
    known: dict[str, str | None] = {start: None}
    for node in graph:
        unknown = []
        while node not in known:
            unknown.append(node)
            node = above[node]
        for each in reversed(unknown):
            fork = known[above[each]]
            if nodes[each].kind == "fork":
                fork = each
            elif nodes[each].kind == "join" and fork is not None:
                fork = known[above[fork]]
            known[each] = fork
    return known
