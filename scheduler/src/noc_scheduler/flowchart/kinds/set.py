"""The kind `set`: gives variables of this host's walk new values."""

from dataclasses import dataclass
from typing import Any

from noc_scheduler.flowchart.errors import ExpressionLimit
from noc_scheduler.flowchart.host_run import OpenVisit, Result
from noc_scheduler.flowchart.kinds.fields import NodeFields
from noc_scheduler.flowchart.kinds.kind import ID_PATTERN, Facts, Kind
from noc_scheduler.flowchart.kinds.registry import register
from noc_scheduler.flowchart.model import FlowNode
from noc_scheduler.flowchart.plain import as_text, deeper_than
from noc_scheduler.flowchart.templates import TemplateTree, data_of
from noc_scheduler.flowchart.vocabulary import Outcome
from noc_scheduler.flowchart.walker import Walker

MAX_VARIABLES = 50
#: The longest text a value may read as: variables travel with every state of the walk.
MAX_VALUE = 64 * 1024
#: A variable put into itself round after round would soon be deeper than anything can read.
MAX_DEPTH = 32


@dataclass(frozen=True, slots=True)
class SetSpec:
    """The variables and what they become, as written."""

    values: tuple[tuple[str, TemplateTree], ...]


@register
class Set(Kind):
    """All values are worked out before the first is set: the order they are written in means nothing."""

    name = "set"
    title = "Set"
    description = "Gives variables values, which later steps read as vars.NAME."
    fields = {
        "vars": {
            "title": "Variables",
            "type": "object",
            "minProperties": 1,
            "maxProperties": MAX_VARIABLES,
            "propertyNames": {"pattern": ID_PATTERN},
        },
    }
    required = ("vars",)
    outcomes = (Outcome.SUCCEEDED,)

    def compile(self, fields: NodeFields) -> SetSpec:
        """Reads the names and values."""
        written = fields.at("vars")
        names = list(written) if isinstance(written, dict) else []
        return SetSpec(tuple((name, fields.tree("vars", name)) for name in names))

    def enter(self, walker: Walker, node: FlowNode, visit: OpenVisit) -> None:
        """Sets them all, or none where one has no value."""
        spec: SetSpec = node.spec
        scope = walker.scope(visit)
        values = {name: data_of(tree, scope) for name, tree in spec.values}
        for name, value in values.items():
            _bounded(name, value)
        walker.set_variables(values)
        walker.finish(visit, Result(result=values))

    def facts(self, node: FlowNode, outcome: str) -> Facts:
        """A set that failed has set nothing."""
        spec: SetSpec = node.spec
        done = outcome == Outcome.SUCCEEDED
        return Facts(sets=frozenset(("vars", name) for name, _ in spec.values)) if done else Facts()


def _bounded(name: str, value: Any) -> None:
    if deeper_than(MAX_DEPTH, value):
        raise ExpressionLimit(f"vars.{name} would be nested more than {MAX_DEPTH} deep", "set.too_deep")
    if len(as_text(value)) > MAX_VALUE:
        raise ExpressionLimit(f"vars.{name} would be longer than {MAX_VALUE} characters", "set.too_long")
