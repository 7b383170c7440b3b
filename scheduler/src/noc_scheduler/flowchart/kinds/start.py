"""The kind `start`: where every walk begins."""

from noc_scheduler.flowchart.host_run import OpenVisit, Result
from noc_scheduler.flowchart.kinds.fields import NodeFields
from noc_scheduler.flowchart.kinds.kind import Kind
from noc_scheduler.flowchart.kinds.registry import register
from noc_scheduler.flowchart.model import FlowNode
from noc_scheduler.flowchart.vocabulary import Outcome
from noc_scheduler.flowchart.walker import Walker


@register
class Start(Kind):
    """Passes its token on at once."""

    name = "start"
    title = "Start"
    description = "Where the walk of every host begins; a flowchart has exactly one."
    may_be_skipped = False
    outcomes = (Outcome.SUCCEEDED,)

    def compile(self, fields: NodeFields) -> None:
        """A start has nothing of its own."""

    def enter(self, walker: Walker, node: FlowNode, visit: OpenVisit) -> None:
        """Ends succeeded."""
        walker.finish(visit, Result())
