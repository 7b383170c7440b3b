"""Ansible's modules over REST: what an editor's forms for tasks are made of."""

from typing import Any

from flask import Response, jsonify

from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import String, length
from noc_presentation.api.pages import PageQuery
from noc_presentation.api.passed_on import given
from noc_presentation.api.passed_on.modules import ModuleDetailSchema, ModulePageSchema
from noc_presentation.api.references import module_name

blueprint = Blueprint("modules", __name__, description="What the executor nodes' modules take")


class ModuleQuery(PageQuery):
    """`search`: words that the name or title must hold."""

    search = String(load_default=None, validate=length(1, 200))


@blueprint.route("/modules")
@blueprint.arguments(ModuleQuery, location="query")
@blueprint.response(200, ModulePageSchema)
def listed(query: dict[str, Any]) -> Response:
    """Modules by name."""
    return jsonify(current.scheduler().modules(given(query)))


@blueprint.route("/modules/<string:name>")
@blueprint.response(200, ModuleDetailSchema)
def shown(name: str) -> Response:
    """One module with its options."""
    return jsonify(current.scheduler().module(module_name(name)))
