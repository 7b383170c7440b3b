"""The kind `notify`: puts a message into the outbox and goes on; its delivery never moves a host."""

from dataclasses import dataclass

from noc_scheduler.flowchart import templates
from noc_scheduler.flowchart.host_run import OpenVisit, Result
from noc_scheduler.flowchart.instructions import Notify as NotifyInstruction
from noc_scheduler.flowchart.kinds.fields import NodeFields
from noc_scheduler.flowchart.kinds.kind import TEXT, Kind
from noc_scheduler.flowchart.kinds.registry import register
from noc_scheduler.flowchart.model import FlowNode
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.templates import Template
from noc_scheduler.flowchart.vocabulary import Outcome
from noc_scheduler.flowchart.walker import Walker


@dataclass(frozen=True, slots=True)
class NotifySpec:
    """Where the message goes and what it says."""

    channel: str
    subject: Template
    message: Template


@register
class Notify(Kind):
    """Succeeds as soon as the message is in the outbox."""

    name = "notify"
    title = "Notify"
    description = "Tells people through a channel; the host goes on at once, whatever becomes of the message."
    purpose_class = "notification"
    fields = {
        "channel": {
            "title": "Channel",
            "type": "string",
            "pattern": "^[a-z0-9][a-z0-9._-]{0,62}$",
        },
        "subject": {**TEXT, "title": "Subject"},
        "message": {**TEXT, "title": "Message"},
    }
    required = ("channel", "message")
    may_be_once = True
    outcomes = (Outcome.SUCCEEDED,)

    def compile(self, fields: NodeFields) -> NotifySpec:
        """Reads the texts with their `${}`."""
        subject = fields.template("subject") if fields.has("subject") else templates.template("")
        return NotifySpec(fields.text("channel"), subject, fields.template("message"))

    def enter(self, walker: Walker, node: FlowNode, visit: OpenVisit) -> None:
        """Hands the message over and ends succeeded."""
        spec: NotifySpec = node.spec
        scope = walker.scope(visit)
        subject = " ".join(templates.message(spec.subject, scope).split())
        text = templates.message(spec.message, scope)
        if walker.check_mode:
            walker.finish(visit, Result().saying(Sentence(Saying.NOBODY_TOLD, {"channel": spec.channel})))
            return
        walker.instructions.append(NotifyInstruction(visit.number, node.id, spec.channel, subject, text))
        walker.finish(visit, Result())
