"""How this API describes itself: OpenAPI 3.1, with problem documents and what is open to all."""

from http import HTTPStatus
from typing import Any

import flask_smorest
import marshmallow as ma
from flask import Flask
from flask_smorest.utils import prepare_response

from noc_executor_node import __version__
from noc_executor_node.api.authentication import OPEN
from noc_executor_node.api.fields import Boolean, Integer, List, Nested, Schema, String

CONFIGURATION: dict[str, Any] = {
    "API_TITLE": "noc-orchestrator executor node",
    "API_VERSION": __version__,
    "OPENAPI_VERSION": "3.1.0",
    "API_SPEC_OPTIONS": {
        "info": {"description": "Takes attempts from the paired scheduler, and tells what it knows of them."},
        "security": [{"signature": []}],
        "components": {
            "securitySchemes": {
                "signature": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Signature",
                    "description": "RFC 9421 with Ed25519, key id `scheduler`, label `noc`; docs/rest-contracts.md",
                },
                "metrics": {"type": "http", "scheme": "bearer", "description": "The metrics token"},
            }
        },
    },
}


class ComplaintSchema(Schema):
    """One thing that is wrong."""

    path = String(required=True, metadata={"description": "JSON pointer"})
    code = String(required=True)
    message = String(required=True)


class ProblemSchema(Schema):
    """RFC 9457 with a stable code; some codes bring further members."""

    class Meta:
        unknown = ma.INCLUDE

    type = String(required=True)
    title = String(required=True)
    status = Integer(required=True)
    code = String(required=True)
    detail = String(required=True)
    errors = List(Nested(ComplaintSchema), required=True)
    request_id = String(required=True)
    truncated = Boolean(metadata={"description": "there were more than 50 errors"})


class Api(flask_smorest.Api):
    """flask-smorest's registry, which describes errors as the problem documents they are."""

    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        """Left to api/problems.py, the one place where errors become HTTP."""

    def _register_responses(self) -> None:
        for status in HTTPStatus:
            self._register_problem(status.name, status.phrase)
        self._register_problem("DEFAULT_ERROR", "A problem")

    def _register_problem(self, name: str, description: str) -> None:
        response = {"description": description, "schema": self.ERROR_SCHEMA}
        prepare_response(response, self.spec, "application/problem+json")
        self.spec.components.response(name, response, lazy=True)


def document(app: Flask) -> dict[str, Any]:
    """The whole description, as it is served and committed."""
    described: dict[str, Any] = app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()
    described["components"]["schemas"].pop("PaginationMetadata", None)
    for rule in app.url_map.iter_rules():
        operations = described["paths"].get(rule.rule, {})
        for method in rule.methods or ():
            if rule.endpoint in OPEN and method.lower() in operations:
                operations[method.lower()]["security"] = []
    return described
