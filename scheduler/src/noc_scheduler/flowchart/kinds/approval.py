"""The kind `approval`: people say yes or no."""

from collections.abc import Sequence

from noc_scheduler.flowchart.happenings import Answered
from noc_scheduler.flowchart.kinds.fields import NodeFields
from noc_scheduler.flowchart.kinds.question import EXPIRES, QUESTION, Question, QuestionSpec
from noc_scheduler.flowchart.kinds.registry import register
from noc_scheduler.flowchart.vocabulary import Outcome

MAX_APPROVERS = 100


def verdict(answers: Sequence[str], quorum: int) -> Outcome | None:
    """What the answers of different people come to: one refusal refuses, a quorum approves, None is open."""
    if Outcome.REFUSED in answers:
        return Outcome.REFUSED
    return Outcome.APPROVED if answers.count(Outcome.APPROVED) >= quorum else None


@register
class Approval(Question):
    """Nobody approves what they have asked for themselves."""

    name = "approval"
    title = "Approval"
    description = "Asks people whether to go on; they approve, refuse, or let the question expire."
    fields = {
        "question": QUESTION,
        "expires": EXPIRES,
        "approvers": {
            "title": "Approvers",
            "description": "Who is asked, by name; whoever may approve where nobody is named.",
            "type": "array",
            "minItems": 1,
            "maxItems": MAX_APPROVERS,
            "uniqueItems": True,
            "items": {"type": "string", "minLength": 1, "maxLength": 128},
        },
        "quorum": {
            "title": "So many must approve",
            "type": "integer",
            "minimum": 1,
            "maximum": 100,
            "default": 1,
        },
        "risk": {
            "title": "Risk",
            "description": "What is of high risk is approved on the web, with a second factor.",
            "type": "string",
            "enum": ["normal", "high"],
            "default": "normal",
        },
    }
    required = ("question",)
    outcomes = (Outcome.APPROVED, Outcome.REFUSED, Outcome.EXPIRED)

    def compile(self, fields: NodeFields) -> QuestionSpec:
        """Reads who is asked what."""
        written = fields.at("approvers")
        approvers = (
            tuple(name for name in written if isinstance(name, str)) if isinstance(written, list) else ()
        )
        quorum = fields.whole("quorum", default=1)
        if approvers and quorum > len(approvers):
            message = f"{quorum} must approve, and only {len(approvers)} are asked"
            fields.problem("approval.quorum", message, "quorum")
        return QuestionSpec(
            question=fields.template("question"),
            expires_ms=self.read_expiry(fields),
            approvers=approvers,
            quorum=quorum,
            risk="high" if fields.at("risk") == "high" else "normal",
        )

    def accepts(self, spec: QuestionSpec, answer: Answered) -> bool:
        """Yes or no; what expires, expires by itself."""
        return answer.outcome in (Outcome.APPROVED, Outcome.REFUSED)
