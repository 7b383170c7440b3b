"""Probes over REST: executor nodes look which hosts can be reached, and whose keys they show."""

from typing import Any

from flask import Response, make_response

from noc_presentation.api import authorise, current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import Boolean, Nested, Schema
from noc_presentation.api.idempotency import idempotent, key_for_scheduler
from noc_presentation.api.passed_on.executions import ExecutionSchema
from noc_presentation.api.target import TargetSchema
from noc_presentation.api.unseen import looked_up
from noc_presentation.permissions.verbs import Verb
from noc_presentation.service import probing, reach

blueprint = Blueprint("host-probes", __name__, description="Which hosts can be reached")


class ProbeOrderSchema(Schema):
    """Which hosts to look at; with `login` the executor nodes also try to log in."""

    target = Nested(TargetSchema, required=True)
    login = Boolean(load_default=False)


@blueprint.route("/host-probes", methods=["POST"])
@idempotent
@blueprint.arguments(ProbeOrderSchema)
@blueprint.response(201, ExecutionSchema)
def probe(body: dict[str, Any]) -> Response:
    """Have executor nodes look at these hosts; what they see is kept with the hosts, unknown keys go to people."""
    procedure = probing.checked(current.scheduler())
    with current.reading() as session, looked_up(Verb.EXECUTION_START, None, body["target"]):
        order = probing.probe_order(session, procedure, body["target"], body["login"], current.actor())
        authorise.require(Verb.EXECUTION_START, reach.of_order(session, order))
    return make_response(
        current.scheduler().start_execution({**order, "start_at": None}, key_for_scheduler()), 201
    )
