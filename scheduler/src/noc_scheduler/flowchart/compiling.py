"""From plain data to a Flowchart, noting on the way everything that is wrong with single fields."""

import difflib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from noc_scheduler.flowchart import schema
from noc_scheduler.flowchart.document.canonical import digest
from noc_scheduler.flowchart.findings import Notebook, Path
from noc_scheduler.flowchart.kinds import KINDS
from noc_scheduler.flowchart.kinds.fields import NodeFields, Use
from noc_scheduler.flowchart.kinds.kind import ID_PATTERN, Kind
from noc_scheduler.flowchart.kinds.registry import unknown_kind
from noc_scheduler.flowchart.model import DEFAULT_MAX_VISITS, Fault, Flowchart, FlowNode
from noc_scheduler.flowchart.parameters import declare
from noc_scheduler.flowchart.schema import UNKNOWN, Problem
from noc_scheduler.flowchart.soundness.loops import loop_shapes

API_VERSION = "noc/v1"
MAX_NODES = 500
MAX_COMBINING = 4

_TEXT: Mapping[str, Any] = {"type": "string", "maxLength": 4096}
_DOCUMENT: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "apiVersion": {"type": "string"},
        "kind": {"type": "string"},
        "metadata": {
            "type": "object",
            "properties": {
                "name": {"type": "string", "pattern": "^[a-z0-9][a-z0-9._-]{0,127}$"},
                "title": {"type": "string", "maxLength": 128},
                "description": _TEXT,
            },
            "required": ["name"],
            "additionalProperties": False,
        },
        "spec": {
            "type": "object",
            "properties": {
                "parameters": {"type": "object", "additionalProperties": {"type": "object"}},
                "nodes": {
                    "type": "object",
                    "minProperties": 1,
                    "propertyNames": {"pattern": ID_PATTERN},
                    "additionalProperties": {"type": "object"},
                },
            },
            "required": ["nodes"],
            "additionalProperties": False,
        },
    },
    "required": ["apiVersion", "kind", "metadata", "spec"],
    "additionalProperties": False,
}


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
    for problem in schema.problems(_DOCUMENT, data):
        _note_shape(problem, notebook)
    _check_version(data, notebook)
    _check_texts(data, notebook)
    spec = _map(_map(data).get("spec"))
    nodes = {name: each for name, each in _map(spec.get("nodes")).items() if isinstance(each, dict)}
    parameters = declare(_map(spec.get("parameters")), notebook)
    if len(nodes) > max_nodes:
        message = f"a procedure has at most {max_nodes} nodes, this one has {len(nodes)}"
        notebook.error("procedure.too_many_nodes", message, ("spec", "nodes"))
        return Compiled(None, {}, parameters, too_large=True)
    compiled: dict[str, FlowNode] = {}
    uses: dict[str, tuple[Use, ...]] = {}
    for name, fields in nodes.items():
        compiled[name], uses[name] = _node(name, fields, notebook)
    declared = tuple(_map(spec.get("parameters")))
    return Compiled(_flowchart(data, compiled, parameters), compiled, parameters, declared, uses)


def _flowchart(
    data: Mapping[str, Any], nodes: Mapping[str, FlowNode], parameters: Mapping[str, Mapping[str, Any]]
) -> Flowchart | None:
    start = next((node.id for node in nodes.values() if node.kind == "start"), None)
    if start is None:
        return None
    metadata = _map(data.get("metadata"))
    name = str(metadata.get("name", ""))
    return Flowchart(
        name=name,
        title=str(metadata.get("title") or name),
        digest=digest(data),
        start=start,
        nodes=nodes,
        parameters=parameters,
        loops=loop_shapes(nodes, start),
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
    _draw_arrows(kind, fields)
    spec = kind.compile(fields)
    node = FlowNode(
        id=name,
        kind=kind.name,
        title=fields.text("title", default=name),
        spec=spec,
        arrows=fields.arrows,
        max_visits=max(1, fields.whole("max_visits", default=DEFAULT_MAX_VISITS)),
        fault=fields.fault or _fault(kind, problems),
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
    for outcome in _map(fields.at("next")):
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


def _draw_arrows(kind: Kind, fields: NodeFields) -> None:
    following = fields.at("next")
    if following is None or not kind.has_arrows:
        if fields.has("next") and kind.has_arrows:
            fields.problem("field.type", "'next' must be a node, or a map from outcome to node", "next")
        return
    words = kind.arrow_words()
    if isinstance(following, str):
        if "succeeded" in words:
            fields.arrow("succeeded", "next")
        else:
            message = f"a {kind.name} never ends succeeded; say which outcome leads where: {', '.join(words)}"
            fields.problem("arrow.unknown_outcome", message, "next")
        return
    if not isinstance(following, dict):
        fields.problem("field.type", "'next' must be a node, or a map from outcome to node", "next")
        return
    for outcome, target in following.items():
        if outcome not in words:
            near = difflib.get_close_matches(outcome, words, n=1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            message = f"a {kind.name} has no outcome '{outcome[:60]}'{hint} known: {', '.join(words)}"
            fields.problem("arrow.unknown_outcome", message, "next", outcome)
        elif not isinstance(target, str):
            fields.problem("field.type", "an arrow leads to a node: write its id", "next", outcome)
        else:
            fields.arrow(outcome, "next", outcome)


def _note_shape(problem: Problem, notebook: Notebook) -> None:
    node = None
    code = f"field.{problem.rule}"
    if problem.path[:2] == ("spec", "nodes"):
        node = str(problem.path[2]) if len(problem.path) > 2 else None
        code = {"min_properties": "start.missing", "pattern": "id.invalid"}.get(problem.rule, code)
    place = ".".join(str(step) for step in problem.path) or "the document"
    notebook.error(code, f"{place}: {problem.message}", problem.path, node)


def _check_version(data: Any, notebook: Notebook) -> None:
    version, kind = _map(data).get("apiVersion"), _map(data).get("kind")
    if isinstance(version, str) and version != API_VERSION:
        message = f"apiVersion '{version[:60]}' is not supported; this is {API_VERSION}"
        notebook.error("schema.version_unsupported", message, ("apiVersion",))
    if isinstance(kind, str) and kind != "Procedure":
        message = f"this is a document of kind '{kind[:60]}', not a Procedure"
        notebook.error("document.kind", message, ("kind",))


def _check_texts(data: Any, notebook: Notebook) -> None:
    """Names and titles are shown to people who decide by them: nothing hidden, nothing piled up."""
    metadata, nodes = _map(_map(data).get("metadata")), _map(_map(_map(data).get("spec")).get("nodes"))
    places: list[tuple[Path, str | None, Any]] = [(("metadata", "title"), None, metadata.get("title"))]
    places += [
        (("spec", "nodes", name, "title"), name, _map(node).get("title")) for name, node in nodes.items()
    ]
    for path, node, text in places:
        if isinstance(text, str):
            trouble = _trouble(text)
            if trouble is not None:
                notebook.error("text.not_printable", f"a title {trouble}", path, node)


def _trouble(text: str) -> str | None:
    run = 0
    for character in text:
        category = unicodedata.category(character)
        if category in ("Cc", "Cf", "Co", "Cs"):
            return f"holds the invisible character U+{ord(character):04X}"
        run = run + 1 if category in ("Mn", "Me") else 0
        if run > MAX_COMBINING:
            return f"has more than {MAX_COMBINING} marks on one letter"
    return None


def _map(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
