"""The kind `input`: people fill in a form, and its values go on with the host."""

from noc_scheduler.flowchart.happenings import Answered
from noc_scheduler.flowchart.kinds.fields import NodeFields
from noc_scheduler.flowchart.kinds.kind import ID_PATTERN
from noc_scheduler.flowchart.kinds.question import EXPIRES, QUESTION, Question, QuestionSpec
from noc_scheduler.flowchart.kinds.registry import register
from noc_scheduler.flowchart.parameters import declare, problems_of
from noc_scheduler.flowchart.vocabulary import Outcome

MAX_FIELDS = 50


@register
class Input(Question):
    """Its fields are declared like the parameters of a procedure; a wrong value never gets into a walk."""

    name = "input"
    title = "Input"
    description = "Asks people for values, which later steps read as steps.ID.result.FIELD."
    fields = {
        "question": QUESTION,
        "fields": {
            "title": "Fields",
            "type": "object",
            "minProperties": 1,
            "maxProperties": MAX_FIELDS,
            "propertyNames": {"pattern": ID_PATTERN},
            "additionalProperties": {"type": "object"},
        },
        "expires": EXPIRES,
    }
    required = ("question", "fields")
    outcomes = (Outcome.SUCCEEDED, Outcome.EXPIRED)

    def compile(self, fields: NodeFields) -> QuestionSpec:
        """Reads what is asked for."""
        written = fields.at("fields")
        declared = (
            {name: each for name, each in written.items() if isinstance(each, dict)}
            if isinstance(written, dict)
            else {}
        )
        usable = declare(declared, fields.notebook, (*fields.path, "fields"))
        return QuestionSpec(fields.template("question"), self.read_expiry(fields), fields=usable)

    def accepts(self, spec: QuestionSpec, answer: Answered) -> bool:
        """Every field has a value of its kind."""
        return answer.outcome == Outcome.SUCCEEDED and not problems_of(spec.fields or {}, answer.values)
