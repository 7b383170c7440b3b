"""How this API describes itself: OpenAPI 3.1 with problem documents and bearer tokens."""

from http import HTTPStatus
from typing import Any

import flask_smorest
import marshmallow as ma
from flask import Flask
from flask_smorest.utils import prepare_response

from noc_presentation import __version__
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import Any_, Integer, List, Nested, Schema, String
from noc_presentation.api.guards import Guard, anyone, scheduler, scraper

CONFIGURATION = {
    "API_TITLE": "noc-presentation",
    "API_VERSION": __version__,
    "OPENAPI_VERSION": "3.1.0",
    "API_SPEC_OPTIONS": {
        "info": {"description": "People, inventory, procedures, executions and notifications."},
        "security": [{"token": []}],
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "An API token, `noc_pat_...`"},
                "metrics": {"type": "http", "scheme": "bearer", "description": "The metrics token"},
                "signature": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Signature",
                    "description": "RFC 9421 with Ed25519 and label `noc`; see docs/rest-contracts.md",
                },
            }
        },
    },
}

SECURITY: dict[Guard, list[dict[str, list[str]]]] = {
    anyone: [],
    scheduler: [{"signature": []}],
    scraper: [{"metrics": []}],
}


class ComplaintSchema(Schema):
    """One thing that is wrong."""

    path = String(required=True, metadata={"description": "JSON pointer"})
    code = String(required=True)
    message = String(required=True)
    line = Integer(metadata={"description": "line of the procedure's text"})


class ProblemSchema(Schema):
    """RFC 9457 with a stable code; further members by code."""

    class Meta:
        unknown = ma.INCLUDE

    type = String(required=True)
    title = String(required=True)
    status = Integer(required=True)
    code = String(required=True)
    detail = String(required=True)
    errors = List(Nested(ComplaintSchema), required=True)
    request_id = String(required=True)
    truncated = Any_(metadata={"description": "true when there were more than 50 errors"})


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
    """The whole description, with what each address asks of whoever comes."""
    api = app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    described: dict[str, Any] = api.spec.to_dict()
    for rule in app.url_map.iter_rules():
        blueprint = app.blueprints.get(rule.endpoint.partition(".")[0])
        path = described["paths"].get(_openapi_path(rule.rule), {})
        security = SECURITY.get(blueprint.guard) if isinstance(blueprint, Blueprint) else None
        for method in rule.methods or ():
            if security is not None and method.lower() in path:
                path[method.lower()]["security"] = security
    return described


def _openapi_path(rule: str) -> str:
    return "/".join(
        "{" + part.strip("<>").rpartition(":")[2] + "}" if part.startswith("<") else part
        for part in rule.split("/")
    )
