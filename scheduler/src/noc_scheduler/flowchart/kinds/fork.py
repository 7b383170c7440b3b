"""The kind `fork`: one token becomes several, one for each branch whose condition holds, or for each item."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from noc_scheduler.flowchart.errors import BadValue, ExpressionLimit
from noc_scheduler.flowchart.expressions import Expression, Operand, condition
from noc_scheduler.flowchart.host_run import OpenVisit
from noc_scheduler.flowchart.kinds.fields import NodeFields
from noc_scheduler.flowchart.kinds.frozen_items import frozen_items, read_items
from noc_scheduler.flowchart.kinds.kind import CONDITION, FLAG, ID_PATTERN, NODE_ID, Facts, Kind
from noc_scheduler.flowchart.kinds.reasons import judged, why
from noc_scheduler.flowchart.kinds.registry import register
from noc_scheduler.flowchart.model import FlowNode
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.templates import TemplateTree
from noc_scheduler.flowchart.vocabulary import ANY, Outcome
from noc_scheduler.flowchart.walker import Walker

MAX_BRANCHES = 100
MAX_ITEMS = 1_000


@dataclass(frozen=True, slots=True)
class ForkSpec:
    """The branches' conditions in order (None: always), or the items of which each gets a branch."""

    conditions: tuple[Expression | None, ...]
    items: TemplateTree | None
    alias: str | None
    limit: int | None


@register
class Fork(Kind):
    """Its branches walk at the same time, or at most `limit` of them; a join may bring them together."""

    name = "fork"
    title = "Fork"
    description = "Splits the walk into branches that go on at the same time."
    may_be_skipped = False
    has_frame = True
    fields = {
        "branches": {
            "title": "Branches",
            "description": "Every branch whose condition holds is begun, in this order.",
            "type": "array",
            "minItems": 1,
            "maxItems": MAX_BRANCHES,
            "items": {
                "anyOf": [
                    dict(NODE_ID),
                    {
                        "type": "object",
                        "properties": {
                            "when": {**CONDITION, "title": "When"},
                            "next": {**NODE_ID, "title": "Next"},
                        },
                        "required": ["when", "next"],
                        "additionalProperties": False,
                    },
                ]
            },
        },
        "items": {
            "title": "For each of",
            "description": "An expression that gives a list, or a list: one branch for each item.",
            "type": ["string", "array"],
            "format": "noc-expression",
        },
        "as": {"title": "Item's name under vars", "type": "string", "pattern": ID_PATTERN},
        "branch": {**NODE_ID, "title": "Each item's branch"},
        "limit": {"title": "At once at most", "type": "integer", "minimum": 1, "maximum": MAX_ITEMS},
        "interleave": {**FLAG, "title": "One after the other"},
    }

    def compile(self, fields: NodeFields) -> ForkSpec:
        """Reads what is begun, draws an arrow for each branch, and notes what doesn't go together."""
        by = fields.exactly_one_of("fork.needs_one", "branches", "items")
        if fields.has("limit") and fields.flag("interleave"):
            fields.problem("fork.limit_twice", "'interleave' means limit: 1; write one of them", "limit")
        limit = 1 if fields.flag("interleave") else fields.whole("limit", default=0) or None
        if by == "items":
            if not fields.has("branch"):
                fields.broken(
                    "fork.no_branch_node", "a fork over items needs 'branch': where each of them goes"
                )
            fields.arrow(branch(1), "branch")
            return ForkSpec((None,), read_items(fields), fields.text("as") or None, limit)
        for name in ("as", "branch"):
            if fields.has(name):
                fields.problem(
                    "fork.without_items", f"'{name}' goes with items, and this fork has none", name
                )
        return ForkSpec(tuple(self._branches(fields)), None, None, limit)

    def enter(self, walker: Walker, node: FlowNode, visit: OpenVisit) -> None:
        """Begins every branch, or as many as may be alive at once."""
        spec: ForkSpec = node.spec
        if spec.items is not None:
            items = frozen_items(spec.items, walker.scope(visit), "fork")
            if not items:
                raise BadValue("a fork over items needs at least one, and the list is empty", "fork.no_items")
            if len(items) > MAX_ITEMS:
                raise ExpressionLimit(f"a fork has at most {MAX_ITEMS} items", "fork.too_many_items")
            self._see_where(walker, node, (1,))
            reason = why(Sentence(Saying.FORK_ITEMS, {"count": len(items)}))
            numbers = tuple(range(1, len(items) + 1))
            walker.split(visit, numbers, spec.limit, reason, items, spec.alias)
            return
        chosen, reason = self._chosen(walker, visit, spec)
        self._see_where(walker, node, chosen)
        walker.split(visit, chosen, spec.limit, reason)

    def labels(self, spec: ForkSpec) -> tuple[str, ...]:
        """One for each branch that is drawn; all items share one."""
        return tuple(branch(number + 1) for number in range(len(spec.conditions)))

    def arrow_words(self) -> tuple[str, ...]:
        """Branches lead on by themselves; `next` can only say what happens when none can be begun."""
        return (Outcome.FAILED, ANY)

    def facts(self, node: FlowNode, outcome: str) -> Facts:
        """Inside a branch over items there is an item."""
        spec: ForkSpec = node.spec
        if spec.items is None or outcome == Outcome.FAILED:
            return Facts()
        item = {("loop", node.id), ("item", node.id)}
        return Facts(sets=frozenset(item | ({("vars", spec.alias)} if spec.alias else set())))

    def _branches(self, fields: NodeFields) -> list[Expression | None]:
        written = fields.at("branches")
        conditions: list[Expression | None] = []
        for place, each in enumerate(written if isinstance(written, list) else []):
            if isinstance(each, Mapping):
                conditions.append(fields.condition("branches", place, "when"))
                fields.arrow(branch(place + 1), "branches", place, "next")
            else:
                conditions.append(None)
                fields.arrow(branch(place + 1), "branches", place)
        return conditions

    def _chosen(
        self, walker: Walker, visit: OpenVisit, spec: ForkSpec
    ) -> tuple[tuple[int, ...], dict[str, Any]]:
        scope = walker.scope(visit)
        chosen: list[int] = []
        asked: list[Sentence] = []
        operands: dict[str, Operand] = {}
        for number, question in enumerate(spec.conditions, start=1):
            if question is None:
                chosen.append(number)
                continue
            evaluation = condition(question, scope)
            asked.append(judged(question.source, evaluation))
            operands.update({operand.name: operand for operand in evaluation.operands})
            if evaluation.value:
                chosen.append(number)
        if not chosen:
            raise BadValue(f"no branch is to be begun: {'; '.join(map(str, asked))}", "fork.no_branch")
        counts = {"count": len(chosen), "total": len(spec.conditions)}
        sentence = Sentence(Saying.FORK_BEGINS, counts)
        if asked:
            sentence = Sentence(Saying.FORK_BEGINS_ASKED, {**counts, "asked": tuple(asked)})
        return tuple(chosen), why(sentence, operands.values())

    def _see_where(self, walker: Walker, node: FlowNode, numbers: tuple[int, ...]) -> None:
        """Only a rehearsal walks a flowchart with arrows that lead nowhere."""
        for number in numbers:
            target = node.arrows.get(branch(number))
            if target not in walker.flowchart.nodes:
                raise BadValue(f"branch {number} leads to '{target}', which is no node", "edge.dangling")


def branch(number: int) -> str:
    """The outcome of the branch with this number, counted from 1."""
    return f"branch_{number}"
