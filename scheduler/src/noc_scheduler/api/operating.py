"""What people do to executions under way, and to single hosts in them."""

from typing import Any

from noc_scheduler.api import current
from noc_scheduler.api.admission import Peer
from noc_scheduler.api.blueprint import Blueprint
from noc_scheduler.api.executions import ExecutionSchema
from noc_scheduler.api.fields import Integer, List, Nested, Schema, String, length, one_of
from noc_scheduler.api.hosts import WalkSchema
from noc_scheduler.api.shapes import ActorSchema, ActSchema, printable, printable_lines
from noc_scheduler.service.executions import show
from noc_scheduler.service.operating import pausing
from noc_scheduler.service.operating.acting import Act
from noc_scheduler.service.operating.cancel import ask_cancel
from noc_scheduler.service.operating.redirecting import Redirection, redirect
from noc_scheduler.service.operating.release import ask_abandon, release
from noc_scheduler.service.operating.resuming import resumable, resume
from noc_scheduler.service.vocabulary import How

MOST_HOSTS = 10_000
blueprint = Blueprint("operating", __name__, Peer.PRESENTATION, "Acts of people on executions")


class HostsSchema(ActSchema):
    """With which hosts; none named are all."""

    hosts = List(
        String(validate=[length(1, 255), printable]), load_default=list, validate=length(0, MOST_HOSTS)
    )


class CancelSchema(HostsSchema):
    """How soon."""

    how = String(load_default=How.NOW.value, validate=one_of(*(how.value for how in How)))


class ReasonedSchema(Schema):
    """Who wants it, and why, which has to be said; `at` is the node where the host stands."""

    actor = Nested(ActorSchema, required=True)
    reason = String(required=True, validate=[length(1, 1_000), printable_lines])
    at = String(load_default=None, allow_none=True, validate=length(1, 63))


class SkipSchema(ReasonedSchema):
    """With which outcome the host goes on."""

    outcome = String(load_default="succeeded", validate=length(1, 63))


class MoveSchema(ReasonedSchema):
    """To which node."""

    to = String(required=True, validate=length(1, 63))


class PlaceSchema(Schema):
    """A node where a walk fell, and how."""

    token = Integer(required=True)
    node = String(required=True)
    outcome = String(required=True)
    message = String(required=True)


class ResumableHostSchema(Schema):
    """A host that would go on; without places it has never begun."""

    host = String(required=True)
    status = String(required=True)
    outcome_word = String(required=True, allow_none=True)
    places = List(Nested(PlaceSchema), required=True)


class ResumableSchema(Schema):
    """What a resumption would do."""

    items = List(Nested(ResumableHostSchema), required=True)


def _act(order: dict[str, Any]) -> Act:
    return Act(order["actor"], order["reason"], tuple(order.get("hosts", ())))


def _execution(execution: str) -> dict[str, Any]:
    return show.execution(current.means(), execution)


@blueprint.route("/v1/executions/<string:execution>/cancel", methods=["POST"])
@blueprint.arguments(CancelSchema)
@blueprint.response(202, ExecutionSchema)
def cancel(order: dict[str, Any], execution: str) -> dict[str, Any]:
    """Have walks end: now, after the step they are in, or by force where nothing else ends them."""
    ask_cancel(current.means(), execution, _act(order), How(order["how"]))
    return _execution(execution)


@blueprint.route("/v1/executions/<string:execution>/pause", methods=["POST"])
@blueprint.arguments(HostsSchema)
@blueprint.response(202, ExecutionSchema)
def pause(order: dict[str, Any], execution: str) -> dict[str, Any]:
    """Have hosts finish the step they are in and begin no other."""
    pausing.pause(current.means(), execution, _act(order))
    return _execution(execution)


@blueprint.route("/v1/executions/<string:execution>/continue", methods=["POST"])
@blueprint.arguments(HostsSchema)
@blueprint.response(202, ExecutionSchema)
def go_on(order: dict[str, Any], execution: str) -> dict[str, Any]:
    """Let paused hosts go on."""
    pausing.go_on(current.means(), execution, _act(order))
    return _execution(execution)


@blueprint.route("/v1/executions/<string:execution>/resume", methods=["POST"])
@blueprint.arguments(HostsSchema)
@blueprint.response(202, ExecutionSchema)
def resume_hosts(order: dict[str, Any], execution: str) -> dict[str, Any]:
    """Let hosts that failed or were cancelled go on, each from where it fell."""
    resume(current.means(), execution, _act(order))
    return _execution(execution)


@blueprint.route("/v1/executions/<string:execution>/resumable")
@blueprint.response(200, ResumableSchema)
def what_could_be_resumed(execution: str) -> dict[str, Any]:
    """The hosts that a resumption would let go on, and where."""
    return {"items": resumable(current.means(), execution)}


@blueprint.route("/v1/executions/<string:execution>/release", methods=["POST"])
@blueprint.arguments(ActSchema)
@blueprint.response(202, ExecutionSchema)
def let_go_on(order: dict[str, Any], execution: str) -> dict[str, Any]:
    """Let an execution go on that a threshold has stopped; only further failures count from now on."""
    release(current.means(), execution, order["actor"], order["reason"])
    return _execution(execution)


@blueprint.route("/v1/executions/<string:execution>/abandon", methods=["POST"])
@blueprint.arguments(ActSchema)
@blueprint.response(202, ExecutionSchema)
def give_up(order: dict[str, Any], execution: str) -> dict[str, Any]:
    """End the hosts that have not been let go; those on their way go on."""
    ask_abandon(current.means(), execution, order["actor"], order["reason"])
    return _execution(execution)


@blueprint.route("/v1/executions/<string:execution>/hosts/<string:name>/skip", methods=["POST"])
@blueprint.arguments(SkipSchema)
@blueprint.response(202, WalkSchema)
def skip(order: dict[str, Any], execution: str, name: str) -> dict[str, Any]:
    """Let a host pass over the step it is at, or failed at, as if that had ended with an outcome."""
    return _redirect(execution, name, order, Redirection(order["at"], outcome=order["outcome"]))


@blueprint.route("/v1/executions/<string:execution>/hosts/<string:name>/redo", methods=["POST"])
@blueprint.arguments(ReasonedSchema)
@blueprint.response(202, WalkSchema)
def redo(order: dict[str, Any], execution: str, name: str) -> dict[str, Any]:
    """Have a host do the step again that it is at, or failed at."""
    return _redirect(execution, name, order, Redirection(order["at"]))


@blueprint.route("/v1/executions/<string:execution>/hosts/<string:name>/move", methods=["POST"])
@blueprint.arguments(MoveSchema)
@blueprint.response(202, WalkSchema)
def move(order: dict[str, Any], execution: str, name: str) -> dict[str, Any]:
    """Take a host to another node of its flowchart."""
    return _redirect(execution, name, order, Redirection(order["at"], to=order["to"]))


def _redirect(execution: str, name: str, order: dict[str, Any], what: Redirection) -> dict[str, Any]:
    redirect(current.means(), execution, name, what, order["actor"], order["reason"])
    return show.host(current.means(), execution, name)
