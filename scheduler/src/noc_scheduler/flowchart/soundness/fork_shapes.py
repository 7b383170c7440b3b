"""The shape of every fork: which joins close it (it is the nearest fork that dominates them)."""

from collections.abc import Mapping

import networkx as nx

from noc_scheduler.flowchart.model import FlowNode, ForkShape
from noc_scheduler.flowchart.soundness.graph import drawn, reachable


def closed_forks(nodes: Mapping[str, FlowNode], start: str) -> dict[str, str]:
    """Each join that a walk can come to and that some fork dominates → the nearest such fork."""
    joins = [node.id for node in nodes.values() if node.kind == "join"]
    if not joins:
        return {}
    graph = reachable(drawn(nodes), start)
    above = nx.immediate_dominators(graph, start)
    nearest: dict[str, str | None] = {start: None}
    return {join: fork for join in joins if join in graph and (fork := _nearest(nodes, above, nearest, join))}


def fork_shapes(nodes: Mapping[str, FlowNode], joins: Mapping[str, str]) -> dict[str, ForkShape]:
    """The shape of each fork that some join closes."""
    graph = drawn(nodes)
    before: dict[str, dict[str, frozenset[str]]] = {}
    for join, fork in joins.items():
        before.setdefault(fork, {})[join] = frozenset(nx.ancestors(graph, join))
    return {fork: ForkShape(reaching) for fork, reaching in before.items()}


def _nearest(
    nodes: Mapping[str, FlowNode], above: Mapping[str, str], known: dict[str, str | None], node: str
) -> str | None:
    """The nearest fork above a node; what is found on the way is kept, so that all joins together are linear."""
    passed = [node]
    while (higher := above[passed[-1]]) not in known and nodes[higher].kind != "fork":
        passed.append(higher)
    fork = higher if nodes[higher].kind == "fork" else known[higher]
    known.update(dict.fromkeys(passed, fork))
    return fork
