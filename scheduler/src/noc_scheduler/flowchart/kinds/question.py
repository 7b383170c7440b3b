"""What `approval` and `input` share: a question to people that is answered, or expires."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from noc_scheduler.flowchart import templates
from noc_scheduler.flowchart.durations import DURATION_PATTERN
from noc_scheduler.flowchart.happenings import Answered
from noc_scheduler.flowchart.host_run import OpenVisit, Result
from noc_scheduler.flowchart.instructions import Ask
from noc_scheduler.flowchart.kinds.fields import NodeFields
from noc_scheduler.flowchart.kinds.kind import TEXT, Kind
from noc_scheduler.flowchart.model import FlowNode
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.templates import Template
from noc_scheduler.flowchart.vocabulary import Outcome, WaitsFor
from noc_scheduler.flowchart.walker import Walker

DEFAULT_EXPIRY = "24h"
EXPIRES: Mapping[str, Any] = {
    "title": "Expires after",
    "type": "string",
    "pattern": DURATION_PATTERN,
    "default": DEFAULT_EXPIRY,
}
QUESTION: Mapping[str, Any] = {**TEXT, "title": "Question"}


@dataclass(frozen=True, slots=True)
class QuestionSpec:
    """What is asked, of whom, and how long. `approvers` empty: whoever may approve; `fields` only of an input."""

    question: Template
    expires_ms: int
    approvers: tuple[str, ...] = ()
    quorum: int = 1
    fields: Mapping[str, Mapping[str, Any]] | None = None
    risk: str = "normal"


class Question(Kind):
    """Stands still until people have answered; nobody answering is an outcome of its own."""

    purpose_class = "person"
    takes_time = True
    may_be_once = True

    def enter(self, walker: Walker, node: FlowNode, visit: OpenVisit) -> None:
        """Asks."""
        spec: QuestionSpec = node.spec
        text = templates.message(spec.question, walker.scope(visit))
        if walker.check_mode:
            walker.finish(visit, self._taken_as_said(spec))
            return
        expires_at = walker.now + timedelta(milliseconds=spec.expires_ms)
        walker.wait(visit, WaitsFor.ANSWER, Sentence(Saying.WAITS_ANSWER, {"question": text}), expires_at)
        ask = Ask(
            visit=visit.number,
            node=node.id,
            kind=self.name,
            question=text,
            expires_at=walker.open_visits[visit.number].until or expires_at,
            quorum=spec.quorum,
            approvers=spec.approvers,
            fields=spec.fields,
            risk=spec.risk,
        )
        walker.instructions.append(ask)

    def answered(self, walker: Walker, node: FlowNode, visit: OpenVisit, answer: Answered) -> bool:
        """Goes on with the answer, if it is one to this question."""
        if not self.accepts(node.spec, answer):
            return False
        outcome = Outcome(answer.outcome)
        walker.finish(visit, Result(outcome=outcome, message=answer.message, result=answer.values))
        return True

    def elapsed(self, walker: Walker, node: FlowNode, visit: OpenVisit) -> None:
        """Nobody has answered in time."""
        walker.finish(visit, Result(outcome=Outcome.EXPIRED).saying(Sentence(Saying.NOBODY_ANSWERED)))

    @abstractmethod
    def accepts(self, spec: QuestionSpec, answer: Answered) -> bool:
        """Whether the answer fits the question."""

    def _taken_as_said(self, spec: QuestionSpec) -> Result:
        """What a dry run, which asks nobody, goes on with: yes, and each field's default where it has one."""
        declared = spec.fields or {}
        values = {name: field["default"] for name, field in declared.items() if "default" in field}
        words = Sentence(Saying.NOBODY_ASKED, {"state": str(self.outcomes[0])})
        return Result(outcome=Outcome(self.outcomes[0]), result=values).saying(words)

    def read_expiry(self, fields: NodeFields) -> int:
        """How long the question stands, in milliseconds."""
        return fields.duration("expires", default=DEFAULT_EXPIRY, positive=True)
