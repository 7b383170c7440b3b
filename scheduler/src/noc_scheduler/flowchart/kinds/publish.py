"""The kind `publish`: puts a result on a named queue, as one message or as one for each item."""

import json
from dataclasses import dataclass
from typing import Any

from noc_scheduler.flowchart.errors import ExpressionLimit, WrongType
from noc_scheduler.flowchart.host_run import OpenVisit, Result
from noc_scheduler.flowchart.instructions import Publish as PublishInstruction
from noc_scheduler.flowchart.kinds.fields import NodeFields
from noc_scheduler.flowchart.kinds.kind import FLAG, Kind
from noc_scheduler.flowchart.kinds.registry import register
from noc_scheduler.flowchart.model import FlowNode
from noc_scheduler.flowchart.plain import type_name
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.templates import TemplateTree, data_of
from noc_scheduler.flowchart.vocabulary import Outcome
from noc_scheduler.flowchart.walker import Walker

QUEUE_PATTERN = "^[a-z][a-z0-9._-]{0,62}$"
MAX_MESSAGES = 10_000
#: Bytes of one message as JSON.
MAX_MESSAGE = 256 * 1024


@dataclass(frozen=True, slots=True)
class PublishSpec:
    """What is put on which queue; `each`: the value is a list, and every item of it a message.

    `broker`: the queue is one of the message broker's.
    """

    queue: str
    value: TemplateTree
    each: bool
    broker: bool


@register
class Publish(Kind):
    """Succeeds once the messages are stored, exactly once; who takes them from the queue never moves the host."""

    name = "publish"
    title = "Publish"
    description = "Puts a value on a queue for others to take: one message, or one for each item of a list."
    purpose_class = "notification"
    may_be_once = True
    fields = {
        "queue": {"title": "Queue", "type": "string", "pattern": QUEUE_PATTERN},
        "value": {"title": "Value", "description": "Text, number, list or map, with ${} anywhere in it."},
        "each": {**FLAG, "title": "One message for each item"},
        "broker": {**FLAG, "title": "Of the message broker", "description": "RabbitMQ's or Redis' queue."},
    }
    required = ("queue", "value")
    outcomes = (Outcome.SUCCEEDED, Outcome.FAILED)

    def compile(self, fields: NodeFields) -> PublishSpec:
        """Reads the queue's name and the value with its `${}`."""
        queue, value = fields.text("queue"), fields.tree("value")
        return PublishSpec(queue, value, fields.flag("each"), fields.flag("broker"))

    def enter(self, walker: Walker, node: FlowNode, visit: OpenVisit) -> None:
        """Hands the messages over and ends succeeded, or fails and hands over none."""
        spec: PublishSpec = node.spec
        value = data_of(spec.value, walker.scope(visit))
        messages = self._messages(spec, value)
        result = Result(result={"queue": spec.queue, "messages": len(messages)})
        if walker.check_mode:
            walker.finish(visit, result.saying(Sentence(Saying.NOTHING_PUT, {"queue": spec.queue})))
            return
        told = PublishInstruction(visit.number, node.id, spec.queue, messages, spec.broker)
        walker.instructions.append(told)
        walker.finish(visit, result)

    def _messages(self, spec: PublishSpec, value: Any) -> tuple[Any, ...]:
        if not spec.each:
            messages: tuple[Any, ...] = (value,)
        elif isinstance(value, (list, tuple)):
            messages = tuple(value)
        else:
            words = f"'each' needs a list, and the value is a {type_name(value)}"
            raise WrongType(words, "publish.not_a_list")
        if len(messages) > MAX_MESSAGES:
            raise ExpressionLimit(f"at most {MAX_MESSAGES} messages, not {len(messages)}", "publish.too_many")
        for message in messages:
            if len(json.dumps(message, ensure_ascii=False, default=dict).encode()) > MAX_MESSAGE:
                raise ExpressionLimit(f"a message has at most {MAX_MESSAGE} bytes", "publish.too_long")
        return messages
