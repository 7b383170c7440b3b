"""The kind `loop`: round again while there is reason to, at most so often."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from noc_scheduler.flowchart import templates
from noc_scheduler.flowchart.durations import DURATION_PATTERN
from noc_scheduler.flowchart.errors import ExpressionError, ExpressionLimit
from noc_scheduler.flowchart.expressions import Evaluation, Expression, condition
from noc_scheduler.flowchart.host_run import Frame, OpenVisit, Result
from noc_scheduler.flowchart.kinds.fields import NodeFields
from noc_scheduler.flowchart.kinds.frozen_items import frozen_items, read_items
from noc_scheduler.flowchart.kinds.kind import CONDITION, ID_PATTERN, Fact, Facts, Kind
from noc_scheduler.flowchart.kinds.reasons import judged, why
from noc_scheduler.flowchart.kinds.registry import register
from noc_scheduler.flowchart.model import FlowNode
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence, Values
from noc_scheduler.flowchart.templates import TemplateTree
from noc_scheduler.flowchart.vocabulary import Outcome, WaitsFor
from noc_scheduler.flowchart.walker import Walker

MAX_ROUNDS = 10_000
DEFAULT_ROUNDS = 100


@dataclass(frozen=True, slots=True)
class LoopSpec:
    """What a loop asks before each round: whether items are left, or a condition (`by` says which)."""

    by: str | None
    items: TemplateTree
    question: Expression
    max_iterations: int | None
    delay_ms: int
    alias: str | None


@register
class Loop(Kind):
    """Counts rounds on the token that walks them, so that every host has its own."""

    name = "loop"
    title = "Loop"
    description = "Sends the host round again: for each item, while a condition holds, or until one does."
    fields = {
        "items": {
            "title": "For each of",
            "description": "An expression that gives a list, or a list.",
            "type": ["string", "array"],
            "format": "noc-expression",
        },
        "as": {"title": "Item's name under vars", "type": "string", "pattern": ID_PATTERN},
        "while": {**CONDITION, "title": "While"},
        "until": {**CONDITION, "title": "Until"},
        "max_iterations": {
            "title": "Rounds at most",
            "type": "integer",
            "minimum": 1,
            "maximum": MAX_ROUNDS,
        },
        "delay": {
            "title": "Pause before each further round",
            "type": "string",
            "pattern": DURATION_PATTERN,
            "default": "0s",
        },
    }
    has_frame = True
    outcomes = (Outcome.AGAIN, Outcome.DONE, Outcome.EXHAUSTED)

    def compile(self, fields: NodeFields) -> LoopSpec:
        """Reads what is asked before each round, and the bound."""
        by = fields.exactly_one_of("loop.needs_one", "items", "while", "until")
        if by in ("while", "until") and not fields.has("max_iterations"):
            fields.problem("loop.unbounded", f"a loop with '{by}' needs max_iterations")
        if fields.has("as") and by != "items":
            fields.problem("loop.as_without_items", "'as' names an item, and this loop has no items", "as")
        items = read_items(fields) if by == "items" else templates.tree([])
        question = fields.condition("until" if by == "until" else "while")
        bound = fields.whole("max_iterations", default=0) or (None if by == "items" else DEFAULT_ROUNDS)
        alias = fields.text("as") or None
        return LoopSpec(by, items, question, bound, fields.duration("delay", default="0s"), alias)

    def enter(self, walker: Walker, node: FlowNode, visit: OpenVisit) -> None:
        """Decides whether there is another round, and how the loop ends when there is none."""
        spec: LoopSpec = node.spec
        frame = self._frame(walker, node, visit)
        walker.set_frame(visit, frame)
        wanted, sentence, evaluation = self._another(walker, visit, spec, frame)
        bounded = spec.max_iterations is not None and frame.count >= spec.max_iterations
        if wanted and not bounded:
            self._again(walker, node, visit, frame, sentence, evaluation)
            return
        walker.set_frame(visit, replace(frame, inside=False))
        outcome = Outcome.EXHAUSTED if wanted else Outcome.DONE
        result = Result(outcome=outcome)
        if wanted:
            sentence = Sentence(Saying.LOOP_EXHAUSTED, {"rounds": frame.count})
            result = result.saying(sentence)
        walker.finish(visit, result, why(sentence, evaluation.operands))

    def elapsed(self, walker: Walker, node: FlowNode, visit: OpenVisit) -> None:
        """The pause before a further round is over."""
        frame = walker.frame(visit, node.id)
        assert frame is not None and visit.reason is not None, "the loop was entered before it paused"
        self._go(walker, node, visit, frame, why(visit.reason))

    def labels(self, spec: LoopSpec) -> tuple[str, ...]:
        """Items come to an end by themselves: without a bound of its own such a loop is never exhausted."""
        endless = spec.by != "items" or spec.max_iterations is not None
        return self.outcomes if endless else (Outcome.AGAIN, Outcome.DONE)

    def facts(self, node: FlowNode, outcome: str) -> Facts:
        """An item is there in a round and nowhere else; a loop that failed may not even have been entered."""
        spec: LoopSpec = node.spec
        entered: frozenset[Fact] = frozenset({("loop", node.id)})
        item: set[Fact] = {("item", node.id)} if spec.by == "items" else set()
        if spec.alias:
            item.add(("vars", spec.alias))
        if outcome == Outcome.AGAIN:
            return Facts(sets=entered | item)
        return Facts(sets=frozenset() if outcome == Outcome.FAILED else entered, unsets=frozenset(item))

    def on_arrival(self, node: FlowNode) -> frozenset[Fact]:
        """A loop knows its own count from the first arrival."""
        return frozenset({("loop", node.id)})

    def _frame(self, walker: Walker, node: FlowNode, visit: OpenVisit) -> Frame:
        """The frame this arrival goes on with: the same on a return, a fresh one on an entry."""
        held = walker.frame(visit, node.id)
        if held is not None and walker.came_from[visit.number] in walker.flowchart.loops[node.id].dominated:
            return held
        spec: LoopSpec = node.spec
        items = self._items(walker, visit, spec) if spec.by == "items" else None
        return Frame(loop=node.id, items=items, alias=spec.alias)

    def _items(self, walker: Walker, visit: OpenVisit, spec: LoopSpec) -> tuple[Any, ...]:
        items = frozen_items(spec.items, walker.scope(visit), self.name)
        if len(items) > MAX_ROUNDS:
            raise ExpressionLimit(f"a loop has at most {MAX_ROUNDS} items", "loop.too_many_items")
        return items

    def _another(
        self, walker: Walker, visit: OpenVisit, spec: LoopSpec, frame: Frame
    ) -> tuple[bool, Sentence, Evaluation]:
        if spec.by is None:
            raise ExpressionError("the loop says neither items nor while nor until", "loop.needs_one")
        if frame.items is not None:
            left = len(frame.items) - frame.count
            sentence = Sentence(Saying.LOOP_ITEMS, {"left": left, "total": len(frame.items)})
            return left > 0, sentence, Evaluation(left)
        evaluation = condition(spec.question, walker.scope(visit))
        wanted = evaluation.value is (spec.by == "while")
        code = Saying.LOOP_WHILE if spec.by == "while" else Saying.LOOP_UNTIL
        return wanted, Sentence(code, {"asked": judged(spec.question.source, evaluation)}), evaluation

    def _again(
        self,
        walker: Walker,
        node: FlowNode,
        visit: OpenVisit,
        frame: Frame,
        because: Sentence,
        evaluation: Evaluation,
    ) -> None:
        spec: LoopSpec = node.spec
        if frame.count == 0 or spec.delay_ms == 0:
            self._go(walker, node, visit, frame, why(because, evaluation.operands))
            return
        pause: Values = {"because": because, "pause_ms": spec.delay_ms, "round": frame.count + 1}
        until = walker.now + timedelta(milliseconds=spec.delay_ms)
        walker.wait(visit, WaitsFor.TIME, Sentence(Saying.LOOP_PAUSES, pause), until)

    def _go(
        self, walker: Walker, node: FlowNode, visit: OpenVisit, frame: Frame, reason: dict[str, Any]
    ) -> None:
        walker.set_frame(visit, replace(frame, count=frame.count + 1, inside=True))
        walker.renew(walker.flowchart.loops[node.id].body)
        walker.finish(visit, Result(outcome=Outcome.AGAIN), reason)
