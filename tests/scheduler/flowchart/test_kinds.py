"""The kinds as the API tells of them, and that a new one needs nothing but its own module."""

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from noc_scheduler.flowchart.host_run import OpenVisit, Result
from noc_scheduler.flowchart.kinds import KINDS, node_kinds
from noc_scheduler.flowchart.kinds.fields import NodeFields
from noc_scheduler.flowchart.kinds.kind import Kind
from noc_scheduler.flowchart.kinds.registry import register
from noc_scheduler.flowchart.model import FlowNode
from noc_scheduler.flowchart.walker import Walker

from .conftest import Traveller, flowchart_of


def test_these_are_built() -> None:
    built = {kind["kind"] for kind in node_kinds()}
    assert {"start", "end", "task", "decision", "loop", "fork", "join", "wait", "notify", "set"} <= built


@pytest.mark.parametrize("kind", node_kinds(), ids=lambda kind: kind["kind"])
def test_its_fields_are_a_json_schema_an_editor_can_make_a_form_of(kind: dict[str, Any]) -> None:
    assert set(kind) == {"kind", "title", "description", "purpose_class", "fields", "outcomes"}
    Draft202012Validator.check_schema(kind["fields"])
    assert kind["fields"]["additionalProperties"] is False
    for name, field in kind["fields"]["properties"].items():
        assert field.get("title"), f"{kind['kind']}.{name} has no title"


def test_outcomes_are_plain_words() -> None:
    (task,) = (kind for kind in node_kinds() if kind["kind"] == "task")
    assert task["outcomes"] == ["succeeded", "changed", "failed", "unreachable", "timed_out", "lost"]
    assert {type(outcome) for outcome in task["outcomes"]} == {str}


@pytest.fixture
def echo() -> Iterator[type[Kind]]:
    """A kind that no module of the product knows."""

    @register
    class Echo(Kind):
        name = "echo"
        title = "Echo"
        description = "Says its field."
        fields = {"say": {"type": "string", "title": "Say"}}
        required = ("say",)
        outcomes = ("heard",)

        def compile(self, fields: NodeFields) -> str:
            return fields.text("say")

        def enter(self, walker: Walker, node: FlowNode, visit: OpenVisit) -> None:
            walker.finish(visit, Result(outcome="heard", stdout=node.spec))

    yield Echo
    del KINDS["echo"]


def test_a_new_kind_is_checked_walked_and_listed_by_its_own_module_alone(
    echo: type[Kind], travel: Any
) -> None:
    traveller: Traveller = travel(
        """
        begin: {kind: start, next: call}
        call: {kind: echo, say: hello, next: {heard: tell}}
        tell: {kind: notify, channel: log, message: "${steps.call.stdout}", next: done}
        done: {kind: end}
        """
    )
    assert traveller.start().instructions[0].message == "hello"
    assert node_kinds()[-1]["kind"] == "echo"
    assert (
        flowchart_of("begin: {kind: start, next: call}\ncall: {kind: echo}").nodes["call"].fault is not None
    )
