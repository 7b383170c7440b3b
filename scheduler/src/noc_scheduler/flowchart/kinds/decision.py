"""The kind `decision`: the first branch whose condition holds, or `otherwise`."""

from dataclasses import dataclass
from typing import Any

from noc_scheduler.flowchart.expressions import Expression, Operand, condition
from noc_scheduler.flowchart.host_run import OpenVisit, Result
from noc_scheduler.flowchart.kinds.fields import NodeFields
from noc_scheduler.flowchart.kinds.kind import CONDITION, NODE_ID, Kind
from noc_scheduler.flowchart.kinds.reasons import judged, why
from noc_scheduler.flowchart.kinds.registry import register
from noc_scheduler.flowchart.model import FlowNode
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.vocabulary import ANY, Outcome
from noc_scheduler.flowchart.walker import Walker

OTHERWISE = "otherwise"
MAX_BRANCHES = 100


@dataclass(frozen=True, slots=True)
class DecisionSpec:
    """The conditions, in the order they are asked; branch n ends with the outcome `branch_n`."""

    conditions: tuple[Expression, ...]


@register
class Decision(Kind):
    """Asks its conditions in order and takes the first arrow whose condition is true."""

    name = "decision"
    title = "Decision"
    description = "Asks conditions in order; the first that is true says where the host goes."
    fields = {
        "branches": {
            "title": "Branches",
            "description": "Asked from the first to the last; the first that is true is taken.",
            "type": "array",
            "minItems": 1,
            "maxItems": MAX_BRANCHES,
            "items": {
                "type": "object",
                "properties": {
                    "when": {**CONDITION, "title": "When"},
                    "next": {**NODE_ID, "title": "Next"},
                },
                "required": ["when", "next"],
                "additionalProperties": False,
            },
        },
        OTHERWISE: {
            **NODE_ID,
            "title": "Otherwise",
            "description": "Where a host goes for which nothing was true.",
        },
    }
    required = ("branches", OTHERWISE)
    codes = {
        ("missing", "branches"): "decision.no_branches",
        ("min_items", "branches"): "decision.no_branches",
        ("missing", OTHERWISE): "decision.no_otherwise",
    }

    def compile(self, fields: NodeFields) -> DecisionSpec:
        """Reads the conditions and draws an arrow for each branch."""
        branches = fields.at("branches")
        count = len(branches) if isinstance(branches, list) else 0
        conditions = []
        for place in range(count):
            conditions.append(fields.condition("branches", place, "when"))
            fields.arrow(branch(place), "branches", place, "next")
        fields.arrow(OTHERWISE, OTHERWISE)
        self._same_twice(fields, conditions)
        return DecisionSpec(tuple(conditions))

    def enter(self, walker: Walker, node: FlowNode, visit: OpenVisit) -> None:
        """Ends with the first branch that is true."""
        spec: DecisionSpec = node.spec
        scope = walker.scope(visit)
        asked: list[Sentence] = []
        operands: dict[str, Operand] = {}
        for place, each in enumerate(spec.conditions):
            evaluation = condition(each, scope)
            asked.append(judged(each.source, evaluation))
            operands.update({operand.name: operand for operand in evaluation.operands})
            if evaluation.value:
                walker.finish(visit, Result(outcome=branch(place)), why(asked[-1], operands.values()))
                return
        sentence = Sentence(Saying.NOTHING_TRUE, {"asked": tuple(asked)})
        walker.finish(visit, Result(outcome=OTHERWISE), why(sentence, operands.values()))

    def labels(self, spec: Any) -> tuple[str, ...]:
        """One for each branch, and `otherwise`."""
        return (*(branch(place) for place in range(len(spec.conditions))), OTHERWISE)

    def arrow_words(self) -> tuple[str, ...]:
        """Branches lead on by themselves; `next` can only say what happens when a condition has no answer."""
        return (Outcome.FAILED, ANY)

    def _same_twice(self, fields: NodeFields, conditions: list[Expression]) -> None:
        seen: dict[str, int] = {}
        for place, each in enumerate(conditions):
            first = seen.setdefault(each.source, place)
            if first != place and each.source:
                message = f"branch {place + 1} asks the same as branch {first + 1} and is never taken"
                fields.problem("decision.duplicate_condition", message, "branches", place, "when")


def branch(place: int) -> str:
    """The outcome of the branch at this place, counted from nothing: `branch_1` is the first."""
    return f"branch_{place + 1}"
