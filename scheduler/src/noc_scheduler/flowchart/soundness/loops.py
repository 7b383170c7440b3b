"""The shape of every loop: what it dominates (returns come from there) and its body (natural loop)."""

from collections.abc import Mapping

import networkx as nx

from noc_scheduler.flowchart.model import FlowNode, LoopShape
from noc_scheduler.flowchart.soundness.graph import drawn, reachable


def loop_shapes(nodes: Mapping[str, FlowNode], start: str) -> dict[str, LoopShape]:
    """The shape of each loop node that a walk can come to."""
    loops = [node.id for node in nodes.values() if node.kind == "loop"]
    if not loops:
        return {}
    graph = reachable(drawn(nodes), start)
    below = _dominator_tree(graph, start)
    shapes = {}
    for loop in loops:
        dominated = frozenset({loop, *nx.descendants(below, loop)}) if loop in graph else frozenset({loop})
        shapes[loop] = LoopShape(dominated, _body(graph, loop, dominated))
    return shapes


def _dominator_tree(graph: "nx.DiGraph[str]", start: str) -> "nx.DiGraph[str]":
    tree: nx.DiGraph[str] = nx.DiGraph()
    tree.add_nodes_from(graph)
    immediate = nx.immediate_dominators(graph, start)
    tree.add_edges_from((dominator, node) for node, dominator in immediate.items() if node != start)
    return tree


def _body(graph: "nx.DiGraph[str]", loop: str, dominated: frozenset[str]) -> frozenset[str]:
    """The dominated nodes from which the loop is reached without leaving them."""
    body = {loop}
    waiting = [loop] if loop in graph else []
    while waiting:
        for before in graph.predecessors(waiting.pop()):
            if before in dominated and before not in body:
                body.add(before)
                waiting.append(before)
    return frozenset(body)
