"""Locks on hosts over REST: which walk has a host to itself, and taking that over."""

from typing import Any

from flask import Response, jsonify, make_response

from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.operating import ReasonSchema
from noc_presentation.api.pages import PageQuery
from noc_presentation.api.passed_on import given
from noc_presentation.api.passed_on.executions import HostWalkSchema
from noc_presentation.api.passed_on.host_locks import HostLockPageSchema
from noc_presentation.api.references import host_name, id_or_number

blueprint = Blueprint("host_locks", __name__, description="Hosts that one walk has to itself")


@blueprint.route("/host-locks")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, HostLockPageSchema)
def listed(query: dict[str, Any]) -> Response:
    """Locks by host."""
    return jsonify(current.scheduler().host_locks(given(query)))


@blueprint.route("/executions/<string:execution>/hosts/<string:host>/take-lock", methods=["POST"])
@blueprint.arguments(ReasonSchema)
@blueprint.response(202, HostWalkSchema)
def take(body: dict[str, Any], execution: str, host: str) -> Response:
    """Give this host's walk the lock that it waits for; the walk that has it goes on."""
    order = {"actor": current.actor().document(), "reason": body["reason"]}
    return make_response(current.scheduler().take_lock(id_or_number(execution), host_name(host), order), 202)
