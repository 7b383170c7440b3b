"""A rehearsal as it is written: the story, what the steps shall answer, and what is expected."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from noc_scheduler.flowchart import schema
from noc_scheduler.flowchart.document.reading import read
from noc_scheduler.flowchart.durations import DURATION_PATTERN
from noc_scheduler.flowchart.errors import RehearsalError
from noc_scheduler.flowchart.findings import Notebook
from noc_scheduler.flowchart.form import API_VERSION
from noc_scheduler.flowchart.host_run import Host
from noc_scheduler.flowchart.rehearsal.answers import Script

KIND = "Rehearsal"
DEFAULT_HOST = "host1"

_TEXT: Mapping[str, Any] = {"type": "string"}
_NAMES: Mapping[str, Any] = {"type": "array", "items": _TEXT}
_HOST: Mapping[str, Any] = {
    "type": ["object", "null"],
    "properties": {"address": _TEXT, "groups": _NAMES, "tags": _NAMES, "vars": {"type": "object"}},
    "additionalProperties": False,
}
_EXPECTED_HOST: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "status": _TEXT,
        "path": _NAMES,
        "visited": _NAMES,
        "changed": {"type": "boolean"},
        "messages": _NAMES,
        "published": {"type": "object", "additionalProperties": {"type": "array"}},
        "took": {"type": "string", "pattern": DURATION_PATTERN},
        "reason": {
            "type": "object",
            "properties": {"outcome": _TEXT, "node": _TEXT, "message": _TEXT, "code": _TEXT},
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}
_DOCUMENT: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "apiVersion": {"enum": [API_VERSION]},
        "kind": {"enum": [KIND]},
        "story": _TEXT,
        "procedure": {"type": ["string", "object"]},
        "spec": {"type": "object"},
        "params": {"type": "object"},
        "hosts": {"type": "object", "minProperties": 1, "additionalProperties": _HOST},
        "results": {"type": "object"},
        "answers": {"type": "object"},
        "expect": {
            "type": "object",
            "properties": {
                "status": _TEXT,
                "hosts": {"type": "object", "additionalProperties": _EXPECTED_HOST},
            },
            "additionalProperties": False,
        },
    },
    "required": ["apiVersion", "kind", "expect"],
    "additionalProperties": False,
}


def document_form() -> dict[str, Any]:
    """The form of a rehearsal as JSON Schema."""
    return dict(_DOCUMENT)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """One rehearsal. `procedure` is a path relative to its file, or None where the procedure is `inline`."""

    story: str
    procedure: str | None
    inline: Mapping[str, Any] | None
    params: Mapping[str, Any]
    hosts: tuple[Host, ...]
    script: Script
    expect: Mapping[str, Any]


def read_rehearsal(text: str | bytes) -> Rehearsal:
    """Read a rehearsal. Raises RehearsalError with everything that makes it unreadable."""
    reading = read(text)
    notebook = Notebook(findings=list(reading.findings))
    data: Any = None
    if reading.document is not None:
        notebook.lines, data = reading.document.lines, reading.document.data
        for problem in schema.problems(_DOCUMENT, data):
            place = ".".join(str(step) for step in problem.path) or "the document"
            notebook.error(f"field.{problem.rule}", f"{place}: {problem.message}", problem.path)
    if notebook.findings:
        raise RehearsalError("; ".join(f"line {each.line}: {each.message}" for each in notebook.findings))
    return _rehearsal(data)


def _rehearsal(data: Mapping[str, Any]) -> Rehearsal:
    procedure = data.get("procedure")
    inline = procedure if isinstance(procedure, dict) else None
    if "spec" in data:
        inline = {"spec": data["spec"]}
    if (inline is None) == (not isinstance(procedure, str)):
        raise RehearsalError(
            "a rehearsal names one procedure: a path under 'procedure', or its 'spec' inline"
        )
    return Rehearsal(
        story=data.get("story", ""),
        procedure=procedure if isinstance(procedure, str) else None,
        inline=_as_procedure(inline) if inline is not None else None,
        params=data.get("params", {}),
        hosts=tuple(
            _host(name, facts or {}) for name, facts in data.get("hosts", {DEFAULT_HOST: {}}).items()
        ),
        script=Script(data.get("results", {}), data.get("answers", {})),
        expect=data["expect"],
    )


def _as_procedure(inline: Mapping[str, Any]) -> dict[str, Any]:
    return {"apiVersion": API_VERSION, "kind": "Procedure", "metadata": {"name": "inline"}, **inline}


def _host(name: str, facts: Mapping[str, Any]) -> Host:
    return Host(
        name=name,
        address=facts.get("address", name),
        groups=tuple(facts.get("groups", ())),
        tags=tuple(facts.get("tags", ())),
        vars=facts.get("vars", {}),
    )
