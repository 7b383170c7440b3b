"""Executions, their hosts, and what hosts passed, as the scheduler tells of them."""

from noc_presentation.api.fields import Any_, Boolean, Instant, Integer, List, Nested, Object, String
from noc_presentation.api.passed_on import PassedOn, PassedOnPage, groups_reached, said
from noc_presentation.api.shown import ActorSchema


class ExecutionSchema(PassedOn):
    """An execution; `sentence` says in words how it stands."""

    id = String(required=True)
    number = Integer(required=True)
    status = String(required=True)
    procedure = Object(required=True)
    target = Object(required=True)
    reached = groups_reached()
    params = Object(required=True)
    start_at = Instant(allow_none=True)
    created_at = Instant(required=True)
    started_at = Instant(allow_none=True)
    finished_at = Instant(allow_none=True)
    actor = Nested(ActorSchema, required=True)
    reason = Any_(allow_none=True)
    reason_said = said("what `reason` is made of")
    schedule = String(allow_none=True)
    priority = Integer(metadata={"description": "from 0 to 5, the most urgent"})
    now_anyway = String(
        allow_none=True, metadata={"description": "why it did not wait for a window of its procedure"}
    )
    check_mode = Boolean(metadata={"description": "whether it is a dry run"})
    diff = Boolean(metadata={"description": "whether its steps say line by line what they change"})
    waiting_for = Any_(allow_none=True)
    waiting_said = said("what `waiting_for` is made of")
    policy = Any_(allow_none=True, metadata={"description": "who may walk when; null: all at once"})
    wave = Integer(allow_none=True, metadata={"description": "the wave under way, from 1"})
    held = String(allow_none=True, metadata={"description": "why no more hosts are let go, if it is so"})
    held_said = said("what `held` is made of")
    paused = Any_(allow_none=True, metadata={"description": "who paused it, when and why"})
    cancel = Any_(allow_none=True, metadata={"description": "what a cancellation has done so far"})
    counts = Object(required=True, metadata={"description": "hosts by status"})
    changed = Integer(metadata={"description": "hosts that were changed"})
    lasted_ms = Integer(allow_none=True, metadata={"description": "from its start to its end, or until now"})
    endings = List(
        Object(), metadata={"description": "`{word, node, names, count}` of hosts that did not end well"}
    )
    sentence = String(required=True)


class ExecutionPageSchema(PassedOnPage):
    """A page of executions."""

    items = List(Nested(ExecutionSchema), required=True)


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
    waiting_said = said("what `waiting_for` is made of")
    paused = String(allow_none=True, metadata={"description": "why it begins no step, if it is so"})
    places = List(String(), metadata={"description": "the nodes where a resumption would go on"})
    started_at = Instant(allow_none=True)
    finished_at = Instant(allow_none=True)


class ExecutionHostPageSchema(PassedOnPage):
    """A page of hosts in an execution."""

    items = List(Nested(ExecutionHostSchema), required=True)


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
    code = String(allow_none=True, metadata={"description": "stable, where `message` is the product's own"})
    message_said = said("what `message` is made of; null where a module or a person says it")
    why = Any_(allow_none=True)
    waiting_for = Any_(allow_none=True)
    waiting_said = said("what `waiting_for` is made of")
    started_at = Instant(allow_none=True)
    finished_at = Instant(allow_none=True)


class WalkVisitSchema(VisitSchema):
    """The same with each of its attempts."""

    tries = List(
        Object(),
        metadata={
            "description": "number, status, outcome, executor_node, created_at, started_at, finished_at"
        },
    )


class VisitPageSchema(PassedOnPage):
    """A page of visits."""

    items = List(Nested(VisitSchema), required=True)


class HostWalkSchema(ExecutionHostSchema):
    """One host's whole walk."""

    path = List(Nested(WalkVisitSchema), required=True)
    vars = Object(required=True)
    calls = List(Object(), metadata={"description": "sub-procedures: visit, procedure, execution, status"})
    acts = List(
        Object(), metadata={"description": "of people: type, at, actor, visit, node, outcome, reason"}
    )


class ResumableSchema(PassedOn):
    """What a resumption would do: hosts, and the places where each of them would go on."""

    items = List(Object(), required=True)


class MatrixSchema(PassedOn):
    """Hosts by steps, and the counts on the arrows."""

    nodes = List(Object(), required=True)
    hosts = List(Object(), required=True)
    arrows = List(Object(), required=True)
