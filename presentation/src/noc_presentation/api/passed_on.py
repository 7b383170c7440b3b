"""How the scheduler's answers look that are passed on as they are; they may say more than stands here."""

from typing import Any

import marshmallow as ma

from noc_presentation.api.fields import Any_, Boolean, Instant, Integer, List, Nested, Object, String
from noc_presentation.api.shown import ActorSchema


class PassedOn(ma.Schema):
    """An object of the scheduler's; it may have further members."""

    class Meta:
        unknown = ma.INCLUDE


class ExecutionSchema(PassedOn):
    """An execution; `sentence` says in words how it stands."""

    id = String(required=True)
    number = Integer(required=True)
    status = String(required=True)
    procedure = Object(required=True)
    target = Object(required=True)
    params = Object(required=True)
    start_at = Instant(allow_none=True)
    created_at = Instant(required=True)
    started_at = Instant(allow_none=True)
    finished_at = Instant(allow_none=True)
    actor = Nested(ActorSchema, required=True)
    reason = Any_(allow_none=True)
    schedule = String(allow_none=True)
    priority = Integer(metadata={"description": "from 0 to 5, the most urgent"})
    now_anyway = String(
        allow_none=True, metadata={"description": "why it did not wait for a window of its procedure"}
    )
    waiting_for = Any_(allow_none=True)
    policy = Any_(allow_none=True, metadata={"description": "who may walk when; null: all at once"})
    wave = Integer(allow_none=True, metadata={"description": "the wave under way, from 1"})
    held = String(allow_none=True, metadata={"description": "why no more hosts are let go, if it is so"})
    paused = Any_(allow_none=True, metadata={"description": "who paused it, when and why"})
    cancel = Any_(allow_none=True, metadata={"description": "what a cancellation has done so far"})
    counts = Object(required=True, metadata={"description": "hosts by status"})
    changed = Integer(metadata={"description": "hosts that were changed"})
    lasted_ms = Integer(allow_none=True, metadata={"description": "from its start to its end, or until now"})
    endings = List(
        Object(), metadata={"description": "`{word, node, names, count}` of hosts that did not end well"}
    )
    sentence = String(required=True)


class RehearsedHostSchema(PassedOn):
    """How one host would walk."""

    name = String(required=True)
    status = String(required=True)
    reason = String(required=True, allow_none=True)
    path = List(String(), required=True)
    visits = List(
        Object(), required=True, metadata={"description": "`{node, outcome, sentence}`; no outcome: it waits"}
    )
    arrows = List(Object(), required=True, metadata={"description": "`{from, outcome, to, count}`"})
    messages = List(String(), required=True)


class RehearsedSchema(PassedOn):
    """What would come of a text."""

    status = String(required=True)
    hosts = List(Nested(RehearsedHostSchema), required=True)


class QuestionSchema(PassedOn):
    """What a walk asks people; an answer carries its `digest`."""

    id = String(required=True)
    status = String(required=True)
    kind = String(required=True)
    question = String(required=True)
    fields_ = Any_(required=True, allow_none=True, data_key="fields", attribute="fields")
    approvers = List(String(), required=True)
    quorum = Integer(required=True)
    digest = String(required=True)
    execution = String(required=True)
    execution_number = Integer(required=True)
    procedure = String(required=True)
    params = Object(required=True)
    asked_for = Nested(ActorSchema, required=True)
    host = String(required=True)
    node = String(required=True)
    asked_at = Instant(required=True)
    expires_at = Instant(required=True)
    closed_at = Instant(required=True, allow_none=True)
    outcome = String(required=True, allow_none=True)
    answers = List(Object(), required=True)


class ExecutionHostSchema(PassedOn):
    """Where one host is."""

    id = String(required=True)
    name = String(required=True)
    address = String(required=True)
    status = String(required=True)
    outcome_word = String(required=True, allow_none=True)
    reason = Any_(allow_none=True)
    changed = Boolean(required=True)
    node = String(allow_none=True)
    waiting_for = Any_(allow_none=True)
    paused = String(allow_none=True, metadata={"description": "why it begins no step, if it is so"})
    places = List(String(), metadata={"description": "the nodes where a resumption would go on"})
    started_at = Instant(allow_none=True)
    finished_at = Instant(allow_none=True)


class VisitSchema(PassedOn):
    """One passing of one FlowNode by one host."""

    id = String(required=True)
    host = String(required=True)
    number = Integer(required=True)
    node = String(required=True)
    kind = String(required=True)
    status = String(required=True)
    outcome = String(allow_none=True)
    attempts = Any_(required=True)
    executor_node = Any_(allow_none=True)
    rc = Integer(allow_none=True)
    stdout = String(allow_none=True)
    stderr = String(allow_none=True)
    changed = Boolean(allow_none=True)
    message = String(allow_none=True)
    why = Any_(allow_none=True)
    waiting_for = Any_(allow_none=True)
    started_at = Instant(allow_none=True)
    finished_at = Instant(allow_none=True)


class HostWalkSchema(ExecutionHostSchema):
    """One host's whole walk."""

    path = List(Nested(VisitSchema), required=True)
    vars = Object(required=True)
    calls = List(Object(), metadata={"description": "sub-procedures: visit, procedure, execution, status"})


class ResumableSchema(PassedOn):
    """What a resumption would do: hosts, and the places where each of them would go on."""

    items = List(Object(), required=True)


class MatrixSchema(PassedOn):
    """Hosts by steps, and the counts on the arrows."""

    nodes = List(Object(), required=True)
    hosts = List(Object(), required=True)
    arrows = List(Object(), required=True)


class EventSchema(PassedOn):
    """Something that happened; `seq` counts without gaps inside a host's run."""

    id = String(required=True)
    execution = String(required=True)
    host_run = String(allow_none=True)
    host = String(allow_none=True)
    seq = Integer(required=True)
    type = String(required=True)
    v = Integer(required=True)
    at = Instant(required=True)
    actor = Any_(allow_none=True)
    cause = Any_(allow_none=True)
    data = Object(required=True)


class ScheduleSchema(PassedOn):
    """Something that starts executions by itself."""

    id = String(required=True)
    name = String(required=True)
    trigger = Object(required=True)
    procedure = Object(required=True)
    target = Object(required=True)
    params = Object(required=True)
    overlap = String(metadata={"description": "what happens when it is due while an execution of it goes on"})
    catch_up_ms = Integer(allow_none=True)
    priority = Integer()
    next_fires = List(Instant(), required=True)
    warnings = List(Any_(), required=True)
    last_fire = Any_(allow_none=True)


class NodeKindSchema(PassedOn):
    """A kind of FlowNode, with the JSON Schema of its fields."""

    kind = String(required=True)
    title = String(required=True)
    description = String(required=True)
    purpose_class = String(required=True)
    own_fields = Object(required=True, data_key="fields")
    outcomes = List(String(), required=True)


class PassedOnPage(PassedOn):
    """A page; `next` is the cursor of the one after, or null."""

    next = String(required=True, allow_none=True)


class ExecutionPageSchema(PassedOnPage):
    """A page of executions."""

    items = List(Nested(ExecutionSchema), required=True)


class ExecutionHostPageSchema(PassedOnPage):
    """A page of hosts in an execution."""

    items = List(Nested(ExecutionHostSchema), required=True)


class VisitPageSchema(PassedOnPage):
    """A page of visits."""

    items = List(Nested(VisitSchema), required=True)


class EventPageSchema(PassedOnPage):
    """Events; `next` is never null here, poll with it."""

    items = List(Nested(EventSchema), required=True)


class SchedulePageSchema(PassedOnPage):
    """A page of schedules."""

    items = List(Nested(ScheduleSchema), required=True)


class QuestionPageSchema(PassedOnPage):
    """A page of questions."""

    items = List(Nested(QuestionSchema), required=True)


class HostLockSchema(PassedOn):
    """A host that one walk has to itself; `waiting` others stand in line for it."""

    host = String(required=True)
    execution = String(required=True)
    number = Integer(required=True)
    procedure = String(required=True)
    since = Instant(required=True)
    waiting = Integer(required=True)


class HostLockPageSchema(PassedOnPage):
    """A page of locks."""

    items = List(Nested(HostLockSchema), required=True)


class QueueSchema(PassedOn):
    """A queue that something was published to."""

    queue = String(required=True)
    messages = Integer(required=True)
    last_at = Instant(required=True)


class QueuePageSchema(PassedOnPage):
    """A page of queues."""

    items = List(Nested(QueueSchema), required=True)


class MessageSchema(PassedOn):
    """One message and where it comes from."""

    id = String(required=True)
    queue = String(required=True)
    body = Any_(required=True, allow_none=True)
    item = Integer(required=True)
    host = String(required=True)
    execution = String(required=True)
    execution_number = Integer(required=True)
    procedure = String(required=True)
    visit = Integer(required=True)
    published_at = Instant(required=True)


class MessagePageSchema(PassedOnPage):
    """A page of messages."""

    items = List(Nested(MessageSchema), required=True)


class ModuleSchema(PassedOn):
    """A module that some executor nodes have; `refused` says why none runs it."""

    name = String(required=True)
    title = String(required=True, allow_none=True)
    check_mode = String(required=True, allow_none=True)
    diff_mode = String(required=True, allow_none=True)
    refused = String(required=True, allow_none=True)
    executor_nodes = List(String(), required=True)


class ModulePageSchema(PassedOnPage):
    """A page of modules."""

    items = List(Nested(ModuleSchema), required=True)


class ModuleDetailSchema(ModuleSchema):
    """A module with its options by name; `open`: it takes others as well."""

    description = List(String(), required=True)
    options = Object(required=True)
    open = Boolean(required=True)
    returns = Object(required=True)
    ansible_core = String(required=True)


class WebhookSecretSchema(PassedOn):
    """The secret of a webhook, shown this once, and where its holder sends to at the scheduler."""

    secret = String(required=True)
    path = String(required=True)


class SentMessageSchema(PassedOn):
    """A message that a schedule was sent: `body` without secrets, `problem` where it was refused."""

    id = String(required=True)
    message = String(required=True)
    received_at = Instant(required=True)
    items = Integer(required=True)
    problem = String(required=True, allow_none=True)
    body = String(required=True, allow_none=True)


class SentMessagesSchema(PassedOn):
    """How many messages were accepted, had come before or were refused, and the last ones."""

    accepted = Integer(required=True)
    doubled = Integer(required=True)
    refused = Integer(required=True)
    last_at = Instant(required=True, allow_none=True)
    last_refusal = String(required=True, allow_none=True)
    items = List(Nested(SentMessageSchema), required=True)


class WorkItemSchema(PassedOn):
    """What a message asked for, and what came of it and why."""

    id = String(required=True)
    standing = String(required=True)
    host = String(required=True, allow_none=True)
    status = String(required=True)
    reason = String(required=True, allow_none=True)
    priority = Integer(required=True)
    received_at = Instant(required=True)
    execution_number = Integer(required=True, allow_none=True)


class WorkItemPageSchema(PassedOnPage):
    """A page of work items."""

    items = List(Nested(WorkItemSchema), required=True)


class NodeKindsSchema(PassedOn):
    """Every kind of FlowNode."""

    items = List(Nested(NodeKindSchema), required=True)


def given(query: dict[str, Any]) -> dict[str, Any]:
    """What of a loaded query was given, to be passed on."""
    return {name: value for name, value in query.items() if value is not None}
