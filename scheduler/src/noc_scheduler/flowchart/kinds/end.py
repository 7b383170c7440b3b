"""The kind `end`: takes its token out of the walk, well or not."""

from dataclasses import dataclass

from noc_scheduler.flowchart.host_run import OpenVisit, Reason, Result
from noc_scheduler.flowchart.kinds.fields import NodeFields
from noc_scheduler.flowchart.kinds.kind import FLAG, Kind
from noc_scheduler.flowchart.kinds.registry import register
from noc_scheduler.flowchart.model import FlowNode
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.vocabulary import Outcome, Status
from noc_scheduler.flowchart.walker import Walker

FAILED_END = "end.failed"


@dataclass(frozen=True, slots=True)
class EndSpec:
    """How this end is meant, and whether it ends the whole walk."""

    outcome: Outcome
    terminate: bool


@register
class End(Kind):
    """Consumes its token; with `terminate` it ends all the others too."""

    name = "end"
    title = "End"
    description = "Ends the way that leads here; the host's walk is over when no way is left."
    may_be_skipped = False
    has_arrows = False
    fields = {
        "status": {
            "title": "Status",
            "description": "How a host that ends here has fared.",
            "enum": [Outcome.SUCCEEDED.value, Outcome.FAILED.value],
            "default": Outcome.SUCCEEDED.value,
        },
        "terminate": {
            **FLAG,
            "title": "Ends the whole walk",
            "description": "Also ends all other ways at once.",
        },
    }
    codes = {("unknown", "next"): "end.has_outgoing"}

    def compile(self, fields: NodeFields) -> EndSpec:
        """The end's own status and reach."""
        failed = fields.text("status") == Outcome.FAILED
        return EndSpec(Outcome.FAILED if failed else Outcome.SUCCEEDED, fields.flag("terminate"))

    def enter(self, walker: Walker, node: FlowNode, visit: OpenVisit) -> None:
        """Takes the token, or everything, out of the walk."""
        spec: EndSpec = node.spec
        failed = spec.outcome is Outcome.FAILED
        result = Result(outcome=spec.outcome, code=FAILED_END if failed else "")
        if failed:
            result = result.saying(Sentence(Saying.END_FAILED, {"node": node.title}))
        if not spec.terminate:
            walker.consume(visit, result)
            return
        # No token is asked what it leaves behind: a join that misses this branch is over too.
        walker.close(visit, result)
        status = Status.FAILED if failed else Status.SUCCEEDED
        reason = Reason(spec.outcome, node.id, result.message, FAILED_END, result.said)
        walker.end_walk(status, reason if failed else None)
