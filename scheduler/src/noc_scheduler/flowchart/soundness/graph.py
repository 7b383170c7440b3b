"""The drawn arrows as a networkx graph; arrows to nodes that don't exist are left out."""

from collections.abc import Mapping

import networkx as nx

from noc_scheduler.flowchart.model import FlowNode


def drawn(nodes: Mapping[str, FlowNode]) -> "nx.DiGraph[str]":
    """Every node, and an edge wherever at least one arrow is drawn."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(nodes)
    for node in nodes.values():
        graph.add_edges_from((node.id, target) for target in node.arrows.values() if target in nodes)
    return graph


def reachable(graph: "nx.DiGraph[str]", start: str) -> "nx.DiGraph[str]":
    """The part of the graph that a walk can come to."""
    return graph.subgraph({start, *nx.descendants(graph, start)}).copy()
