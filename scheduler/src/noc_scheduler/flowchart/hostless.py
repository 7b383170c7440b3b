"""Which steps of a flowchart can't be walked without a host: those that work on one, and those that read of one."""

from collections.abc import Mapping

from noc_scheduler.flowchart.expressions.names import HOST
from noc_scheduler.flowchart.expressions.reads import roots
from noc_scheduler.flowchart.kinds import KINDS
from noc_scheduler.flowchart.kinds.fields import Use
from noc_scheduler.flowchart.model import FlowNode


def needing_a_host(nodes: Mapping[str, FlowNode], uses: Mapping[str, tuple[Use, ...]]) -> Mapping[str, str]:
    """Why each of these needs one, in words, by its id and in the order they are written."""
    found = {}
    for name, node in nodes.items():
        kind = KINDS.get(node.kind)
        if kind is not None and kind.needs_host(node.spec):
            found[name] = f"a {node.kind} like this is about a host"
        elif any(read.root == HOST for use in uses[name] for read, _ in roots(use.expression.tree)):
            found[name] = "it reads host"
    return found
