"""The kind `probe`: an executor node looks at the host from outside and runs nothing there."""

from dataclasses import dataclass, replace

from noc_scheduler.flowchart import templates
from noc_scheduler.flowchart.durations import DURATION_PATTERN
from noc_scheduler.flowchart.events import EventType
from noc_scheduler.flowchart.happenings import Reported
from noc_scheduler.flowchart.host_run import OpenVisit, Result
from noc_scheduler.flowchart.instructions import Dispatch
from noc_scheduler.flowchart.kinds.fields import NodeFields
from noc_scheduler.flowchart.kinds.kind import FLAG, Kind
from noc_scheduler.flowchart.kinds.registry import register
from noc_scheduler.flowchart.model import FlowNode
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.templates import TemplateTree
from noc_scheduler.flowchart.vocabulary import Outcome, Work
from noc_scheduler.flowchart.walker import Walker

DEFAULT_TIMEOUT = "1m"
#: Looking changes nothing, so it is done again when nobody knows what became of it, but not for ever.
MAX_LOSSES = 3
BY = "ssh"


@dataclass(frozen=True, slots=True)
class ProbeSpec:
    """Whether to log in, as the tree that travels, and how long it may take."""

    arguments: TemplateTree
    timeout_ms: int


@register
class Probe(Kind):
    """Whether the host answers, with the key that is known of it, and lets the executor node in where asked."""

    name = "probe"
    title = "Probe"
    description = (
        "Looks whether the host can be reached and shows the key that is known of it; runs nothing there."
    )
    purpose_class = "task"
    takes_time = True
    fields = {
        "login": {**FLAG, "title": "Log in", "description": "Also try to log in, as tasks would."},
        "timeout": {
            "title": "Timeout",
            "type": "string",
            "pattern": DURATION_PATTERN,
            "default": DEFAULT_TIMEOUT,
        },
    }
    outcomes = (Outcome.SUCCEEDED, Outcome.FAILED, Outcome.UNREACHABLE, Outcome.TIMED_OUT)

    def compile(self, fields: NodeFields) -> ProbeSpec:
        """Reads whether to log in."""
        timeout = fields.duration("timeout", default=DEFAULT_TIMEOUT, positive=True)
        return ProbeSpec(templates.tree({"login": fields.flag("login")}), timeout)

    def needs_host(self, spec: ProbeSpec) -> bool:
        """Always: it is done to one."""
        return True

    def enter(self, walker: Walker, node: FlowNode, visit: OpenVisit) -> None:
        """Has an executor node look."""
        spec: ProbeSpec = node.spec
        dispatch = Dispatch(
            visit=visit.number,
            attempt=visit.attempts + 1,
            node=node.id,
            module=BY,
            arguments=templates.on_the_wire(spec.arguments, walker.scope(visit)),
            timeout_ms=spec.timeout_ms,
            work=Work.PROBE,
        )
        walker.dispatch(replace(visit, attempts=visit.attempts + 1), dispatch)

    def reported(self, walker: Walker, node: FlowNode, visit: OpenVisit, report: Reported) -> None:
        """Goes on with what was seen; a probe that was lost is made again."""
        result = report.result
        if result.outcome != Outcome.LOST:
            known = result.outcome in self.outcomes
            walker.finish(visit, result if known else replace(result, outcome=Outcome.FAILED))
            return
        visit = replace(visit, losses=visit.losses + 1)
        if visit.losses > (MAX_LOSSES if report.most_losses is None else report.most_losses):
            words = Sentence(Saying.PROBES_LOST, {"count": visit.losses})
            walker.finish(visit, Result(outcome=Outcome.FAILED, code="probe.lost").saying(words))
            return
        told = {"attempt": visit.attempts, "outcome": "lost", "rc": None, "message": result.message}
        walker.tell(
            EventType.VISIT_RETRIED, visit, {**told, "reason": "the probe was lost and is made again"}
        )
        self.enter(walker, node, visit)
