"""The kind `procedure`: another procedure walks for this host, and what it has set comes back."""

from dataclasses import dataclass

from noc_scheduler.flowchart.host_run import OpenVisit, Result
from noc_scheduler.flowchart.instructions import Call
from noc_scheduler.flowchart.kinds.fields import NodeFields
from noc_scheduler.flowchart.kinds.kind import Kind
from noc_scheduler.flowchart.kinds.registry import register
from noc_scheduler.flowchart.model import FlowNode
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.templates import TemplateTree, data_of, tree
from noc_scheduler.flowchart.vocabulary import Outcome, WaitsFor
from noc_scheduler.flowchart.walker import Walker

NAME_PATTERN = "^[a-z0-9][a-z0-9._-]{0,127}$"


@dataclass(frozen=True, slots=True)
class ProcedureSpec:
    """Which procedure, and its parameters with their `${}`."""

    procedure: str
    params: TemplateTree


@register
class Procedure(Kind):
    """Ends as the sub-procedure ends; its variables are `steps.ID.result` afterwards."""

    name = "procedure"
    title = "Procedure"
    description = "Walks another procedure for this host; its variables come back as steps.ID.result."
    takes_time = True
    fields = {
        "procedure": {"title": "Procedure", "type": "string", "pattern": NAME_PATTERN},
        "params": {"title": "Parameters", "type": "object", "default": {}},
    }
    required = ("procedure",)
    outcomes = (Outcome.SUCCEEDED, Outcome.FAILED, Outcome.TIMED_OUT)

    def compile(self, fields: NodeFields) -> ProcedureSpec:
        """Reads what is called with what."""
        params = fields.tree("params") if isinstance(fields.at("params"), dict) else tree({})
        return ProcedureSpec(fields.text("procedure"), params)

    def enter(self, walker: Walker, node: FlowNode, visit: OpenVisit) -> None:
        """Has the sub-procedure walk, and waits for its end."""
        spec: ProcedureSpec = node.spec
        params = data_of(spec.params, walker.scope(visit))
        walks = Sentence(Saying.WAITS_PROCEDURE, {"procedure": spec.procedure})
        walker.wait(visit, WaitsFor.PROCEDURE, walks)
        earlier = walker.done_again.get(visit.token)
        walker.instructions.append(Call(visit.number, node.id, spec.procedure, params, earlier))

    def settled(self, walker: Walker, node: FlowNode, visit: OpenVisit, result: Result) -> None:
        """The sub-procedure has come to its end."""
        walker.finish(visit, result)
