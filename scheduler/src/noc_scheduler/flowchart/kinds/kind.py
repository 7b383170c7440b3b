"""What a node kind is: its fields as JSON Schema, its outcomes, and what a visit of it does."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from noc_scheduler.flowchart.happenings import Answered, Reported
from noc_scheduler.flowchart.host_run import OpenVisit, Result, Token
from noc_scheduler.flowchart.kinds.fields import NodeFields
from noc_scheduler.flowchart.model import DEFAULT_MAX_VISITS, FlowNode
from noc_scheduler.flowchart.vocabulary import ANY, Outcome, Scope
from noc_scheduler.flowchart.walker import Walker

ID_PATTERN = "^[a-z][a-z0-9_]{0,62}$"
#: Something a walk knows for certain at a place: ("steps", "check"), ("vars", "count"), ("item", "again").
Fact = tuple[str, str]

TEXT: Mapping[str, Any] = {"type": "string", "maxLength": 65536}
FLAG: Mapping[str, Any] = {"type": "boolean", "default": False}
CONDITION: Mapping[str, Any] = {"type": ["string", "boolean"], "format": "noc-condition"}
NODE_ID: Mapping[str, Any] = {"type": "string", "format": "noc-node"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What leaving a node by one of its arrows makes certain, and what it makes uncertain again."""

    sets: frozenset[Fact] = frozenset()
    unsets: frozenset[Fact] = frozenset()


class Kind(ABC):
    """One kind of node. A subclass is stateless: everything it knows of a node is in the node's `spec`."""

    name: ClassVar[str]
    title: ClassVar[str]
    description: ClassVar[str]
    purpose_class: ClassVar[str] = "flow"
    fields: ClassVar[Mapping[str, Any]] = {}
    required: ClassVar[tuple[str, ...]] = ()
    #: Fields of which a node has exactly one; `compile` notes where it is otherwise.
    exactly_one: ClassVar[tuple[str, ...]] = ()
    outcomes: ClassVar[tuple[str, ...]] = ()
    has_arrows: ClassVar[bool] = True
    #: Whether a cycle through such a node takes time, so that it can't spin.
    takes_time: ClassVar[bool] = False
    #: Whether its tokens carry a frame that `loop.<id>` reads.
    has_frame: ClassVar[bool] = False
    #: Whether a person may let a token pass over it.
    may_be_skipped: ClassVar[bool] = True
    #: Whether one host may run it for the whole execution (`scope: once`).
    may_be_once: ClassVar[bool] = False
    #: Codes for schema problems that have a name of their own, by (rule, field).
    codes: ClassVar[Mapping[tuple[str, str], str]] = {}

    @abstractmethod
    def compile(self, fields: NodeFields) -> Any:
        """The node's `spec`; notes findings and arrows of its own on `fields`, and never raises."""

    @abstractmethod
    def enter(self, walker: Walker, node: FlowNode, visit: OpenVisit) -> None:
        """A token has arrived and this visit begun. An ExpressionError ends the visit `failed`."""

    def admits(self, walker: Walker, node: FlowNode, token: Token) -> bool:
        """Whether the arrival becomes a visit; a kind that says no has dealt with the token itself."""
        return True

    def reported(self, walker: Walker, node: FlowNode, visit: OpenVisit, report: Reported) -> None:
        """The current attempt of the visit has been answered; only kinds that dispatch ever hear this."""
        raise NotImplementedError(f"{self.name} dispatches nothing")

    def elapsed(self, walker: Walker, node: FlowNode, visit: OpenVisit) -> None:
        """The time the visit waited for has come; only kinds that wait for one ever hear this."""
        raise NotImplementedError(f"{self.name} waits for no time")

    def answered(self, walker: Walker, node: FlowNode, visit: OpenVisit, answer: Answered) -> bool:
        """People have answered; false where the answer fits no question of this kind, and nothing happens."""
        raise NotImplementedError(f"{self.name} asks nothing")

    def settled(self, walker: Walker, node: FlowNode, visit: OpenVisit, result: Result) -> None:
        """What the visit waited for outside its own walk is over."""
        walker.finish(visit, result)

    def labels(self, spec: Any) -> tuple[str, ...]:
        """The outcomes that a node of this kind can have, besides `failed`, which every kind can."""
        return self.outcomes

    def needs_host(self, spec: Any) -> bool:
        """Whether such a node can't be walked where an execution has no hosts."""
        return False

    def facts(self, node: FlowNode, outcome: str) -> Facts:
        """What is certain after leaving by this outcome, besides that the step itself has its values."""
        return Facts()

    def on_arrival(self, node: FlowNode) -> frozenset[Fact]:
        """What the node's own expressions may count on besides what was certain before it."""
        return frozenset()

    def schema(self) -> dict[str, Any]:
        """The fields of such a node as a JSON Schema object."""
        arrows = {"next": _next(self.arrow_words())} if self.has_arrows else {}
        scope = {"scope": _SCOPE} if self.may_be_once else {}
        return {
            "type": "object",
            "properties": {**_COMMON, **arrows, **scope, **self.fields},
            "required": ["kind", *self.required],
            "additionalProperties": False,
        }

    def arrow_words(self) -> tuple[str, ...]:
        """The outcome names an author may write under `next`."""
        return tuple(dict.fromkeys((*self.outcomes, Outcome.FAILED, ANY)))

    def as_dict(self) -> dict[str, Any]:
        """The kind as `GET /v1/node-kinds` tells of it."""
        return {
            "kind": self.name,
            "title": self.title,
            "description": self.description,
            "purpose_class": self.purpose_class,
            "fields": self.schema(),
            "outcomes": [str(outcome) for outcome in self.outcomes],
        }


def _next(words: tuple[str, ...]) -> dict[str, Any]:
    return {
        "title": "Next",
        "description": "A node for success, or a node for each outcome.",
        "anyOf": [
            dict(NODE_ID),
            {"type": "object", "propertyNames": {"enum": [str(word) for word in words]}},
        ],
    }


_SCOPE: Mapping[str, Any] = {
    "title": "Who runs it",
    "description": "Every host, or the first host that comes, once for the whole execution.",
    "enum": [scope.value for scope in Scope],
    "default": Scope.HOST.value,
}
_COMMON: Mapping[str, Any] = {
    "kind": {"type": "string", "title": "Kind"},
    "title": {"type": "string", "title": "Title", "maxLength": 128},
    "note": {"type": "string", "title": "Note", "maxLength": 4096},
    "max_visits": {
        "type": "integer",
        "title": "Visits at most",
        "minimum": 1,
        "maximum": 10_000,
        "default": DEFAULT_MAX_VISITS,
    },
}
