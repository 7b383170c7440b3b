"""The kind `gate`: hosts wait for each other, until so many have come or so much time has passed."""

from typing import Any

from noc_scheduler.flowchart.crossings.amounts import Amount
from noc_scheduler.flowchart.crossings.gates import GateRule
from noc_scheduler.flowchart.durations import DURATION_PATTERN
from noc_scheduler.flowchart.host_run import OpenVisit
from noc_scheduler.flowchart.instructions import Arrive
from noc_scheduler.flowchart.kinds.fields import NodeFields
from noc_scheduler.flowchart.kinds.kind import Kind
from noc_scheduler.flowchart.kinds.registry import register
from noc_scheduler.flowchart.model import FlowNode
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.vocabulary import Outcome, WaitsFor
from noc_scheduler.flowchart.walker import Walker

WAYS = ("count", "percent", "after")


@register
class Gate(Kind):
    """The hosts of the execution decide together when it opens; the walk only waits."""

    name = "gate"
    title = "Gate"
    description = "Lets hosts go on together: when so many have come, or some time after the first."
    purpose_class = "wait"
    takes_time = True
    fields = {
        "open_when": {
            "title": "Opens when",
            "type": "object",
            "properties": {
                "count": {
                    "title": "So many hosts have come",
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 10_000,
                },
                "percent": {
                    "title": "So many percent of all hosts have come",
                    "type": "number",
                    "exclusiveMinimum": 0,
                    "maximum": 100,
                },
                "after": {"title": "After the first", "type": "string", "pattern": DURATION_PATTERN},
            },
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": False,
        },
        "late": {
            "title": "Who comes later",
            "enum": [Outcome.OPENED.value, Outcome.MISSED.value],
            "default": Outcome.OPENED.value,
        },
    }
    required = ("open_when",)
    outcomes = (Outcome.OPENED, Outcome.MISSED)

    def compile(self, fields: NodeFields) -> GateRule:
        """Reads what opens it."""
        late = Outcome.MISSED if fields.text("late") == Outcome.MISSED else Outcome.OPENED
        written: Any = fields.at("open_when")
        way = next((name for name in WAYS if isinstance(written, dict) and name in written), None)
        if way == "after":
            after = fields.duration("open_when", "after", default="0s", positive=True)
            return GateRule(after_ms=after, late=late)
        percent = written.get("percent") if way == "percent" else None
        if isinstance(percent, (int, float)) and not isinstance(percent, bool):
            return GateRule(needed=Amount(percent=float(percent)), late=late)
        return GateRule(needed=Amount(count=fields.whole("open_when", "count", default=1)), late=late)

    def enter(self, walker: Walker, node: FlowNode, visit: OpenVisit) -> None:
        """Stands still until the hosts together have decided."""
        walker.wait(visit, WaitsFor.GATE, Sentence(Saying.GATE_SHUT))
        walker.instructions.append(Arrive(visit.number, visit.node))
