"""Starts, arrows and reach: questions that look at one node and its neighbours."""

import difflib

from noc_scheduler.flowchart.compiling import Compiled
from noc_scheduler.flowchart.findings import Notebook, Path
from noc_scheduler.flowchart.kinds import KINDS
from noc_scheduler.flowchart.model import FlowNode
from noc_scheduler.flowchart.soundness.graph import drawn, reachable
from noc_scheduler.flowchart.vocabulary import STATUS_OF_OUTCOME


def starts(compiled: Compiled, notebook: Notebook) -> None:
    """Exactly one start, and nothing leads back to it."""
    found = [node.id for node in compiled.nodes.values() if node.kind == "start"]
    if not found:
        notebook.error("start.missing", "there is no node of kind start", ("spec", "nodes"))
    for name in found[1:]:
        message = f"there is exactly one start; these are {len(found)}: {', '.join(found)}"
        notebook.error("start.multiple", message, place(name), name)
    for node in compiled.nodes.values():
        for outcome, target in node.arrows.items():
            if target in found:
                message = f"the arrow '{outcome}' of '{node.id}' leads back to the start"
                notebook.error("start.has_incoming", message, arrow_place(node, outcome), target)


def arrows(compiled: Compiled, notebook: Notebook) -> None:
    """Every arrow leads to a node, and every node but an end has one."""
    for node in compiled.nodes.values():
        for outcome, target in node.arrows.items():
            if target not in compiled.nodes:
                near = difflib.get_close_matches(target, compiled.nodes, n=1)
                hint = f"; did you mean '{near[0]}'?" if near else ""
                message = (
                    f"the arrow '{outcome}' of '{node.id}' leads to '{target[:63]}', which is no node{hint}"
                )
                notebook.error("edge.dangling", message, arrow_place(node, outcome), node.id)
        kind = KINDS.get(node.kind)
        if kind is not None and kind.has_arrows and not node.arrows:
            notebook.error("node.dead_end", f"no arrow leads on from '{node.id}'", place(node.id), node.id)


def omitted_outcomes(compiled: Compiled, notebook: Notebook) -> None:
    """A map of arrows that forgets a failing outcome; `next: x` says on purpose that all else fails."""
    for node in compiled.nodes.values():
        kind = KINDS.get(node.kind)
        if kind is None or not node.arrows or set(node.arrows) == {"succeeded"}:
            continue
        failing = [outcome for outcome in kind.labels(node.spec) if outcome in STATUS_OF_OUTCOME]
        omitted = [str(outcome) for outcome in failing if node.target(outcome) is None]
        if omitted:
            message = f"no arrow for {', '.join(omitted)}: a host to which that happens ends there as failed"
            notebook.warning("outcome.omitted", message, (*place(node.id), "next"), node.id)


def reach(compiled: Compiled, notebook: Notebook) -> None:
    """Every node can be come to."""
    if compiled.flowchart is None:
        return
    found = reachable(drawn(compiled.nodes), compiled.flowchart.start)
    for node in compiled.nodes.values():
        if node.id not in found and node.kind != "start":
            message = f"no way leads from the start to '{node.id}'"
            notebook.error("node.unreachable", message, place(node.id), node.id)


def place(node: str) -> Path:
    """Where the node stands in the document."""
    return ("spec", "nodes", node)


def arrow_place(node: FlowNode, outcome: str) -> Path:
    """Where the arrow stands in the document: below `next`, in a branch, or in a field of its own."""
    if outcome.startswith("branch_"):
        return (*place(node.id), "branches", int(outcome.removeprefix("branch_")) - 1, "next")
    return (*place(node.id), outcome if outcome == "otherwise" else "next", outcome)
