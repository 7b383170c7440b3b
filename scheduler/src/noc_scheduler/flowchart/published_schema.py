"""The language as JSON Schema draft-07, for editors: made of what each kind says about its own fields."""

from typing import Any

from noc_scheduler.flowchart.crossings.policy import SCHEMA as POLICY
from noc_scheduler.flowchart.form import API_VERSION, procedure_form
from noc_scheduler.flowchart.kinds import KINDS
from noc_scheduler.flowchart.parameters import DECLARATION
from noc_scheduler.flowchart.rehearsal.document import document_form

DRAFT = "http://json-schema.org/draft-07/schema#"


def procedure_schema() -> dict[str, Any]:
    """The schema of a procedure; what only a check can see (where arrows lead, what is set) is not in it."""
    form = procedure_form()
    spec = form["properties"]["spec"]["properties"]
    spec["parameters"] = {"type": "object", "additionalProperties": DECLARATION}
    spec["policy"] = POLICY
    spec["nodes"] = {
        **spec["nodes"],
        "additionalProperties": {
            "type": "object",
            "properties": {"kind": {"enum": list(KINDS)}},
            "required": ["kind"],
            "allOf": [_of_kind(name) for name in KINDS],
        },
    }
    form["properties"]["apiVersion"] = {"const": API_VERSION}
    form["properties"]["kind"] = {"const": "Procedure"}
    return {"$schema": DRAFT, "title": "Procedure", **form}


def rehearsal_schema() -> dict[str, Any]:
    """The schema of a rehearsal."""
    return {"$schema": DRAFT, "title": "Rehearsal", **document_form()}


def _of_kind(name: str) -> dict[str, Any]:
    kind = KINDS[name]
    one_of = {"oneOf": [{"required": [field]} for field in kind.exactly_one]} if kind.exactly_one else {}
    return {"if": {"properties": {"kind": {"const": name}}}, "then": {**kind.schema(), **one_of}}
