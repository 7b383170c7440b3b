"""From plain data to a Flowchart, noting on the way everything that is wrong with single fields."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from noc_scheduler.flowchart import schema
from noc_scheduler.flowchart.arrows import draw_arrows
from noc_scheduler.flowchart.crossings.policy import Policy, read_policy
from noc_scheduler.flowchart.document.canonical import digest
from noc_scheduler.flowchart.expressions.names import STEPS
from noc_scheduler.flowchart.expressions.reads import roots
from noc_scheduler.flowchart.findings import Notebook, Path
from noc_scheduler.flowchart.form import as_map, check_form
from noc_scheduler.flowchart.hostless import needing_a_host
from noc_scheduler.flowchart.kinds import KINDS
from noc_scheduler.flowchart.kinds.fields import NodeFields, Use
from noc_scheduler.flowchart.kinds.kind import Kind
from noc_scheduler.flowchart.kinds.registry import unknown_kind
from noc_scheduler.flowchart.model import DEFAULT_MAX_VISITS, Fault, Flowchart, FlowNode
from noc_scheduler.flowchart.parameters import declare
from noc_scheduler.flowchart.schema import UNKNOWN, Problem
from noc_scheduler.flowchart.soundness.fork_shapes import closed_forks, fork_shapes
from noc_scheduler.flowchart.soundness.loops import loop_shapes
from noc_scheduler.flowchart.vocabulary import Scope

MAX_NODES = 500


@dataclass(frozen=True, slots=True)
class Compiled:
    """What could be made of a document: the flowchart (None without a start) and all its expressions.

    `declared` names every parameter the author wrote down, also one whose declaration is wrong. Where there
    are too many nodes (`too_large`), none has been looked at.
    """

    flowchart: Flowchart | None
    nodes: Mapping[str, FlowNode]
    parameters: Mapping[str, Mapping[str, Any]]
    declared: tuple[str, ...] = ()
    uses: Mapping[str, tuple[Use, ...]] = field(default_factory=dict)
    too_large: bool = False


def compile_document(data: Any, notebook: Notebook, max_nodes: int = MAX_NODES) -> Compiled:
    """Compile as much as there is; never raises, and notes every finding about single fields."""
    check_form(data, notebook)
    spec = as_map(as_map(data).get("spec"))
    nodes = {name: each for name, each in as_map(spec.get("nodes")).items() if isinstance(each, dict)}
    parameters = declare(as_map(spec.get("parameters")), notebook)
    if len(nodes) > max_nodes:
        message = f"a procedure has at most {max_nodes} nodes, this one has {len(nodes)}"
        notebook.error("procedure.too_many_nodes", message, ("spec", "nodes"))
        return Compiled(None, {}, parameters, too_large=True)
    compiled: dict[str, FlowNode] = {}
    uses: dict[str, tuple[Use, ...]] = {}
    for name, fields in nodes.items():
        compiled[name], uses[name] = _node(name, fields, notebook)
    declared = tuple(as_map(spec.get("parameters")))
    policy = read_policy(spec["policy"], notebook) if "policy" in spec else None
    flowchart = _flowchart(data, compiled, parameters, policy, uses)
    return Compiled(flowchart, compiled, parameters, declared, uses)


def _steps_read(uses: Mapping[str, tuple[Use, ...]]) -> frozenset[str]:
    """Every name is written out in an expression, never computed: these are all there can be."""
    return frozenset(
        read.name
        for each in uses.values()
        for use in each
        for read, _ in roots(use.expression.tree)
        if read.root == STEPS
    )


def _flowchart(
    data: Mapping[str, Any],
    nodes: Mapping[str, FlowNode],
    parameters: Mapping[str, Mapping[str, Any]],
    policy: Policy | None,
    uses: Mapping[str, tuple[Use, ...]],
) -> Flowchart | None:
    start = next((node.id for node in nodes.values() if node.kind == "start"), None)
    if start is None:
        return None
    metadata = as_map(data.get("metadata"))
    joins = closed_forks(nodes, start)
    name = str(metadata.get("name", ""))
    return Flowchart(
        name=name,
        title=str(metadata.get("title") or name),
        digest=digest(data),
        start=start,
        nodes=nodes,
        parameters=parameters,
        loops=loop_shapes(nodes, start),
        forks=fork_shapes(nodes, joins),
        joins=joins,
        policy=policy,
        reads=_steps_read(uses),
        needs_host=needing_a_host(nodes, uses),
    )


def _node(name: str, data: Mapping[str, Any], notebook: Notebook) -> tuple[FlowNode, tuple[Use, ...]]:
    path: Path = ("spec", "nodes", name)
    kind_name = data.get("kind")
    kind = KINDS.get(kind_name) if isinstance(kind_name, str) else None
    fields = NodeFields(name, data, path, notebook)
    if kind is None:
        return _of_unknown_kind(fields), ()
    problems = [problem for problem in schema.problems(kind.schema(), data) if _counts(problem)]
    for problem in problems:
        _note_field(kind, fields, problem)
    draw_arrows(kind, fields)
    spec = kind.compile(fields)
    node = FlowNode(
        id=name,
        kind=kind.name,
        title=fields.text("title", default=name),
        spec=spec,
        arrows=fields.arrows,
        max_visits=max(1, fields.whole("max_visits", default=DEFAULT_MAX_VISITS)),
        fault=fields.fault or _fault(kind, problems),
        once=kind.may_be_once and fields.text("scope") == Scope.ONCE,
        purpose=fields.text("purpose"),
    )
    return node, tuple(fields.uses)


def _of_unknown_kind(fields: NodeFields) -> FlowNode:
    """Keeps the arrows it seems to have, so that what lies behind it isn't called unreachable as well."""
    name = fields.at("kind")
    if isinstance(name, str):
        fields.broken("node.kind_unknown", unknown_kind(name, fields.node), "kind")
    else:
        fields.broken("node.kind_missing", f"node '{fields.node}' has no kind", "kind")
    branches = fields.at("branches")
    fields.arrow("succeeded", "next")
    fields.arrow("otherwise", "otherwise")
    for outcome in as_map(fields.at("next")):
        fields.arrow(outcome, "next", outcome)
    for place in range(len(branches) if isinstance(branches, list) else 0):
        fields.arrow(f"branch_{place + 1}", "branches", place, "next")
    return FlowNode(fields.node, "", fields.node, None, fields.arrows, fault=fields.fault)


def _counts(problem: Problem) -> bool:
    """Arrow names are checked by `_draw_arrows`, which can say more about them."""
    return problem.path[:1] != ("next",) or problem.rule == UNKNOWN


def _note_field(kind: Kind, fields: NodeFields, problem: Problem) -> None:
    name = str(problem.path[-1]) if problem.path else ""
    code = kind.codes.get((problem.rule, name)) or f"field.{problem.rule}"
    hint = ""
    if problem.rule == UNKNOWN and len(problem.path) == 1:
        near = difflib.get_close_matches(name, kind.schema()["properties"], n=1)
        hint = f" in a node of kind '{kind.name}'" + (f"; did you mean '{near[0]}'?" if near else "")
    place = ".".join(str(step) for step in problem.path)
    prefix = "" if problem.rule in (UNKNOWN, schema.MISSING) else f"'{place}' "
    fields.problem(code, f"{prefix}{problem.message}{hint}", *problem.path)


def _fault(kind: Kind, problems: list[Problem]) -> Fault | None:
    """A field that isn't known harms no walk; one that is missing or of the wrong form does."""
    for problem in problems:
        if problem.rule != UNKNOWN:
            place = ".".join(str(step) for step in problem.path)
            return Fault("node.faulty", f"the {kind.name} can't be walked: '{place}': {problem.message}")
    return None
