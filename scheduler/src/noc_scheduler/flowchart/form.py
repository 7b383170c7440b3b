"""The outer form of a procedure document: its version, its parts, its texts; nodes come later."""

import copy
import unicodedata
from collections.abc import Mapping
from typing import Any

from noc_scheduler.flowchart import schema
from noc_scheduler.flowchart.findings import Notebook, Path
from noc_scheduler.flowchart.kinds.kind import ID_PATTERN
from noc_scheduler.flowchart.schema import Problem

API_VERSION = "noc/v1"
KIND = "Procedure"
MAX_COMBINING = 4
#: So far from the middle of the page may a node stand.
FARTHEST = 1_000_000

_TEXT: Mapping[str, Any] = {"type": "string", "maxLength": 4096}
_PROCEDURE: Mapping[str, Any] = {
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
                "layout": {
                    "type": "object",
                    "propertyNames": {"pattern": ID_PATTERN},
                    "additionalProperties": {
                        "type": "array",
                        "items": {"type": "integer", "minimum": -FARTHEST, "maximum": FARTHEST},
                        "minItems": 2,
                        "maxItems": 2,
                    },
                },
            },
            "required": ["name"],
            "additionalProperties": False,
        },
        "spec": {
            "type": "object",
            "properties": {
                "parameters": {"type": "object", "additionalProperties": {"type": "object"}},
                "policy": {},
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


def procedure_form() -> dict[str, Any]:
    """A copy of the outer form as JSON Schema, to be filled in with parameters, policy and nodes."""
    return copy.deepcopy(dict(_PROCEDURE))


def check_form(data: Any, notebook: Notebook) -> None:
    """Note everything that is wrong with the document around its nodes, and with the nodes' names."""
    for problem in schema.problems(_PROCEDURE, data):
        _note(problem, notebook)
    _check_version(data, notebook)
    _check_texts(data, notebook)


def as_map(value: Any) -> dict[str, Any]:
    """The value if it is a map; an empty one for anything else, which has been noted already."""
    return value if isinstance(value, dict) else {}


def _note(problem: Problem, notebook: Notebook) -> None:
    node = None
    code = f"field.{problem.rule}"
    if problem.path[:2] == ("spec", "nodes"):
        node = str(problem.path[2]) if len(problem.path) > 2 else None
        code = {"min_properties": "start.missing", "pattern": "id.invalid"}.get(problem.rule, code)
    place = ".".join(str(step) for step in problem.path) or "the document"
    notebook.error(code, f"{place}: {problem.message}", problem.path, node)


def _check_version(data: Any, notebook: Notebook) -> None:
    version, kind = as_map(data).get("apiVersion"), as_map(data).get("kind")
    if isinstance(version, str) and version != API_VERSION:
        message = f"apiVersion '{version[:60]}' is not supported; this is {API_VERSION}"
        notebook.error("schema.version_unsupported", message, ("apiVersion",))
    if isinstance(kind, str) and kind != KIND:
        message = f"this is a document of kind '{kind[:60]}', not a {KIND}"
        notebook.error("document.kind", message, ("kind",))


def _check_texts(data: Any, notebook: Notebook) -> None:
    """Names and titles are shown to people who decide by them: nothing hidden, nothing piled up."""
    metadata, nodes = (
        as_map(as_map(data).get("metadata")),
        as_map(as_map(as_map(data).get("spec")).get("nodes")),
    )
    places: list[tuple[Path, str | None, Any]] = [(("metadata", "title"), None, metadata.get("title"))]
    places += [
        (("spec", "nodes", name, "title"), name, as_map(node).get("title")) for name, node in nodes.items()
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
