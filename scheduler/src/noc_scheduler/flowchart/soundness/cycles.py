"""Cycles: none may spin without time passing, and none may be without a way out."""

from collections.abc import Iterator

import networkx as nx

from noc_scheduler.flowchart.compiling import Compiled
from noc_scheduler.flowchart.findings import Notebook
from noc_scheduler.flowchart.kinds import KINDS
from noc_scheduler.flowchart.kinds.task import TaskSpec
from noc_scheduler.flowchart.soundness.graph import drawn, reachable
from noc_scheduler.flowchart.soundness.shape import place
from noc_scheduler.flowchart.vocabulary import Outcome

SHOWN = 10


def without_time(compiled: Compiled, notebook: Notebook) -> None:
    """Without the nodes that take time no cycle may be left; each cluster of them is named once."""
    graph = drawn(compiled.nodes)
    timed = {
        node.id for node in compiled.nodes.values() if node.kind in KINDS and KINDS[node.kind].takes_time
    }
    graph.remove_edges_from(_done_with_work(compiled, timed))
    graph.remove_nodes_from(timed)
    for names in _cycles(graph, compiled):
        message = f"a cycle without a task or a wait could spin: {_listed(names)}"
        notebook.error("cycle.no_work", message, place(names[0]), names[0])


def _done_with_work(compiled: Compiled, timed: set[str]) -> Iterator[tuple[str, str]]:
    """The ways out of a loop inside another loop, where a round of the inner one takes time.

    A round of the outer loop has done the rounds of the inner one, and its own count bounds it.
    """
    loops = compiled.flowchart.loops if compiled.flowchart is not None else {}
    for name, shape in loops.items():
        is_inner = any(name in other.body for outer, other in loops.items() if outer != name)
        if is_inner and not shape.body.isdisjoint(timed):
            for outcome in (Outcome.DONE, Outcome.EXHAUSTED):
                target = compiled.nodes[name].target(outcome)
                if target is not None and target not in shape.body:
                    yield name, target


def without_exit(compiled: Compiled, notebook: Notebook) -> None:
    """From every cycle some way leads to an end."""
    if compiled.flowchart is None:
        return
    graph = reachable(drawn(compiled.nodes), compiled.flowchart.start)
    for names in _cycles(graph, compiled):
        inside = set(names)
        leaves = any(
            target not in inside for name in names for target in compiled.nodes[name].arrows.values()
        )
        if not leaves:
            message = f"no way leads from here to an end: {_listed(names)}"
            notebook.error("end.unreachable", message, place(names[0]), names[0])


def once_in_a_cycle(compiled: Compiled, notebook: Notebook) -> None:
    """What is written to happen once, and yet can be come to again."""
    for name in (name for names in _cycles(drawn(compiled.nodes), compiled) for name in names):
        node = compiled.nodes[name]
        if isinstance(node.spec, TaskSpec) and node.spec.said_once:
            message = f"'{name}' says rerun: once, but a loop can come to it again and run it again"
            notebook.warning("once.in_a_loop", message, place(name), name)
        if node.once:
            message = (
                f"'{name}' says scope: once: each round of the loop it is in meets the result of the first"
            )
            notebook.warning("once.in_a_loop", message, place(name), name)


def _cycles(graph: "nx.DiGraph[str]", compiled: Compiled) -> list[list[str]]:
    """The strongly connected parts that hold a cycle, their nodes in the author's order."""
    order = {name: number for number, name in enumerate(compiled.nodes)}
    parts = [
        sorted(part, key=order.__getitem__)
        for part in nx.strongly_connected_components(graph)
        if len(part) > 1 or any(graph.has_edge(name, name) for name in part)
    ]
    return sorted(parts, key=lambda part: order[part[0]])


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
