"""What people do to executions under way and to single hosts in them; the scheduler does it."""

from typing import Any

from flask import Response, make_response

from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import List, Schema, String, length, one_of
from noc_presentation.api.passed_on.executions import ExecutionSchema, HostWalkSchema, ResumableSchema
from noc_presentation.api.references import host_name, id_or_number

MOST_REASON = 1_000
MOST_HOSTS = 10_000
HOW = ("after_step", "now", "force")
blueprint = Blueprint("operating", __name__, description="Acts of people on executions")


class ReasonSchema(Schema):
    """Why."""

    reason = String(load_default="", validate=length(0, MOST_REASON))


class HostsSchema(ReasonSchema):
    """With which hosts; none named are all."""

    hosts = List(String(validate=length(1, 255)), load_default=list, validate=length(0, MOST_HOSTS))


class CancelSchema(HostsSchema):
    """How soon."""

    how = String(load_default="now", validate=one_of(*HOW))


class RedoSchema(Schema):
    """Why, which has to be said, and at which node the host stands where it is in several."""

    reason = String(required=True, validate=length(1, MOST_REASON))
    at = String(load_default=None, allow_none=True, validate=length(1, 63))


class SkipSchema(RedoSchema):
    """With which outcome the host goes on."""

    outcome = String(load_default="succeeded", validate=length(1, 63))


class MoveSchema(RedoSchema):
    """To which node."""

    to = String(required=True, validate=length(1, 63))


@blueprint.route("/executions/<string:execution>/cancel", methods=["POST"])
@blueprint.arguments(CancelSchema)
@blueprint.response(202, ExecutionSchema)
def cancel(body: dict[str, Any], execution: str) -> Response:
    """End walks that are not over yet: now, after the step they are in, or by force."""
    return _act(execution, "cancel", body)


@blueprint.route("/executions/<string:execution>/pause", methods=["POST"])
@blueprint.arguments(HostsSchema)
@blueprint.response(202, ExecutionSchema)
def pause(body: dict[str, Any], execution: str) -> Response:
    """Have hosts finish the step they are in and begin no other."""
    return _act(execution, "pause", body)


@blueprint.route("/executions/<string:execution>/continue", methods=["POST"])
@blueprint.arguments(HostsSchema)
@blueprint.response(202, ExecutionSchema)
def go_on(body: dict[str, Any], execution: str) -> Response:
    """Let paused hosts go on."""
    return _act(execution, "continue", body)


@blueprint.route("/executions/<string:execution>/resume", methods=["POST"])
@blueprint.arguments(HostsSchema)
@blueprint.response(202, ExecutionSchema)
def resume(body: dict[str, Any], execution: str) -> Response:
    """Let hosts that failed or were cancelled go on, each from where it fell."""
    return _act(execution, "resume", body)


@blueprint.route("/executions/<string:execution>/resumable")
@blueprint.response(200, ResumableSchema)
def resumable(execution: str) -> Response:
    """The hosts that a resumption would let go on, and where."""
    return make_response(current.scheduler().execution_part(id_or_number(execution), "resumable", {}), 200)


@blueprint.route("/executions/<string:execution>/release", methods=["POST"])
@blueprint.arguments(ReasonSchema)
@blueprint.response(202, ExecutionSchema)
def release(body: dict[str, Any], execution: str) -> Response:
    """Let an execution go on that a threshold has stopped; only further failures count from now on."""
    return _act(execution, "release", body)


@blueprint.route("/executions/<string:execution>/abandon", methods=["POST"])
@blueprint.arguments(ReasonSchema)
@blueprint.response(202, ExecutionSchema)
def abandon(body: dict[str, Any], execution: str) -> Response:
    """End the hosts that have not been let go; those on their way go on."""
    return _act(execution, "abandon", body)


@blueprint.route("/executions/<string:execution>/hosts/<string:host>/skip", methods=["POST"])
@blueprint.arguments(SkipSchema)
@blueprint.response(202, HostWalkSchema)
def skip(body: dict[str, Any], execution: str, host: str) -> Response:
    """Let a host pass over the step it is at, or failed at, as if that had ended with an outcome."""
    return _redirect(execution, host, "skip", body)


@blueprint.route("/executions/<string:execution>/hosts/<string:host>/redo", methods=["POST"])
@blueprint.arguments(RedoSchema)
@blueprint.response(202, HostWalkSchema)
def redo(body: dict[str, Any], execution: str, host: str) -> Response:
    """Have a host do the step again that it is at, or failed at."""
    return _redirect(execution, host, "redo", body)


@blueprint.route("/executions/<string:execution>/hosts/<string:host>/move", methods=["POST"])
@blueprint.arguments(MoveSchema)
@blueprint.response(202, HostWalkSchema)
def move(body: dict[str, Any], execution: str, host: str) -> Response:
    """Take a host to another node of its flowchart."""
    return _redirect(execution, host, "move", body)


def _act(execution: str, verb: str, body: dict[str, Any]) -> Response:
    order = {"actor": current.actor().document(), **body}
    return make_response(current.scheduler().act(id_or_number(execution), verb, order), 202)


def _redirect(execution: str, host: str, verb: str, body: dict[str, Any]) -> Response:
    order = {"actor": current.actor().document(), **body}
    where = id_or_number(execution), host_name(host)
    return make_response(current.scheduler().redirect(*where, verb, order), 202)
