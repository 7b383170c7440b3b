"""The kind `join`: brings the branches of a fork together again."""

from dataclasses import dataclass

from noc_scheduler.flowchart.host_run import OpenVisit, Result, Token
from noc_scheduler.flowchart.kinds.fields import NodeFields
from noc_scheduler.flowchart.kinds.kind import Kind
from noc_scheduler.flowchart.kinds.reasons import why
from noc_scheduler.flowchart.kinds.registry import register
from noc_scheduler.flowchart.model import FlowNode
from noc_scheduler.flowchart.vocabulary import Outcome
from noc_scheduler.flowchart.walker import Walker

ALL = "all"


@dataclass(frozen=True, slots=True)
class JoinSpec:
    """How many branches it waits for; None for all that the fork has started."""

    wait_for: int | None

    def needed(self, started: int) -> int:
        """How many have to arrive, of so many that were started."""
        return started if self.wait_for is None else self.wait_for


@register
class Join(Kind):
    """Opens once for each passing of its fork; what comes later is absorbed."""

    name = "join"
    title = "Join"
    description = "Waits for branches of the fork before it: all of them, any one, or so many."
    may_be_skipped = False
    fields = {
        "wait_for": {
            "title": "Waits for",
            "anyOf": [{"enum": [ALL, "any"]}, {"type": "integer", "minimum": 1, "maximum": 1_000}],
            "default": ALL,
        },
    }
    outcomes = (Outcome.SUCCEEDED,)

    def compile(self, fields: NodeFields) -> JoinSpec:
        """Reads how many it waits for."""
        written = fields.at("wait_for")
        if isinstance(written, int) and not isinstance(written, bool):
            return JoinSpec(written)
        return JoinSpec(1 if written == "any" else None)

    def admits(self, walker: Walker, node: FlowNode, token: Token) -> bool:
        """Only the arrival that opens the join becomes a visit."""
        return walker.arrive(token, node, node.spec.needed)

    def enter(self, walker: Walker, node: FlowNode, visit: OpenVisit) -> None:
        """Goes on as the one token that came to the fork."""
        walker.finish(visit, Result(), why(walker.opened_because(visit)))
