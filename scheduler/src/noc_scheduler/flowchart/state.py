"""A HostRun as plain JSON and back: what a store keeps, in parts that can have rows of their own."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from noc_scheduler.flowchart.host_run import (
    Fallen,
    ForkBranch,
    ForkInstance,
    Frame,
    Held,
    Host,
    HostRun,
    Mark,
    OpenVisit,
    Reason,
    Result,
    Token,
)
from noc_scheduler.flowchart.sentences import from_document, from_text
from noc_scheduler.flowchart.vocabulary import Outcome, Status, WaitsFor

_GIVEN = ("params", "execution")
_NODE_COUNTS = ("visits", "renewals", "vars")
_NUMBERS = ("next_token", "next_visit", "walk_version")
#: What most walks never have; a state that was stored before these were known lacks them too.
_SELDOM = {"paused": None, "stopping": None, "steps_before": 0}
#: Looked up once, since every step dumps its result.
_RESULT_FIELDS = tuple(each.name for each in fields(Result) if each.name != "said")
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}


def dump(host_run: HostRun) -> dict[str, Any]:
    """The HostRun as JSON; `tokens` is a list, `steps` and `open_visits` are maps with text keys."""
    return {
        "host": _dump_host(host_run.host) if host_run.host is not None else None,
        "tokens": [dump_token(token) for token in host_run.tokens],
        "steps": {node: dump_result(result) for node, result in host_run.steps.items()},
        **{name: dict(getattr(host_run, name)) for name in _GIVEN},
        **dump_rest(host_run),
    }


def dump_rest(host_run: HostRun) -> dict[str, Any]:
    """What `dump` answers but for what is given to a walk (host, params, execution), `tokens` and `steps`."""
    return {
        "status": host_run.status.value,
        "reason": dump_reason(host_run.reason) if host_run.reason is not None else None,
        "changed": host_run.changed,
        "open_visits": {str(number): _dump_visit(visit) for number, visit in host_run.open_visits.items()},
        "forks": {str(number): _dump_instance(each) for number, each in host_run.forks.items()},
        "ends": [end.value for end in host_run.ends],
        "fallen": [{**_shallow(each), **_dump_origin(each)} for each in host_run.fallen],
        "held": [_shallow(each) for each in host_run.held],
        **{name: dict(getattr(host_run, name)) for name in _NODE_COUNTS},
        **{name: getattr(host_run, name) for name in (*_NUMBERS, *_SELDOM)},
    }


def load(dumped: Mapping[str, Any]) -> HostRun:
    """The HostRun that was dumped; equal to the one before, but for lists where it had tuples inside data."""
    return HostRun(
        host=_host(dumped["host"]),
        status=Status(dumped["status"]),
        reason=load_reason(dumped["reason"]) if dumped["reason"] is not None else None,
        changed=dumped["changed"],
        tokens=tuple(_token(token) for token in dumped["tokens"]),
        open_visits={int(number): _visit(visit) for number, visit in dumped["open_visits"].items()},
        steps={node: load_result(result) for node, result in dumped["steps"].items()},
        forks={int(number): _instance(each) for number, each in dumped.get("forks", {}).items()},
        ends=tuple(Status(end) for end in dumped["ends"]),
        fallen=tuple(_fallen(each) for each in dumped.get("fallen", ())),
        held=tuple(Held(**each) for each in dumped.get("held", ())),
        **{name: dumped.get(name, default) for name, default in _SELDOM.items()},
        **{name: dumped[name] for name in (*_GIVEN, *_NODE_COUNTS, *_NUMBERS)},
    )


def places(rest: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Where a walk that is over would be resumed, of what `dump_rest` dumped; what rests at joins is left out."""
    return [each for each in rest.get("fallen", ()) if not each["resting"]]


def can_go_on(rest: Mapping[str, Any]) -> bool:
    """Whether a walk that has not succeeded would go on if it were resumed, of what `dump_rest` dumped."""
    return bool(rest.get("fallen")) or rest["next_visit"] == 1


def dump_result(result: Result) -> dict[str, Any]:
    """A result as JSON, as steps and events keep it; `said` only where there is one, as seldom."""
    plain = {**{name: getattr(result, name) for name in _RESULT_FIELDS}, "outcome": str(result.outcome)}
    return plain if result.said is None else {**plain, "said": result.said.document()}


def load_result(dumped: Mapping[str, Any]) -> Result:
    """The result that `dump_result` dumped."""
    outcome = dumped["outcome"]
    return Result(**{**_with_sentence(dumped), "outcome": _OUTCOMES.get(outcome, outcome)})


def dump_reason(reason: Reason) -> dict[str, Any]:
    """A reason as JSON, as walks and events keep it; `said` only where there is one."""
    plain = _shallow(reason)
    said = plain.pop("said")
    return plain if said is None else {**plain, "said": said.document()}


def load_reason(dumped: Mapping[str, Any]) -> Reason:
    """The reason that `dump_reason` dumped."""
    return Reason(**_with_sentence(dumped))


def _with_sentence(dumped: Mapping[str, Any]) -> Mapping[str, Any]:
    if "said" not in dumped:
        return dumped
    try:
        return {**dumped, "said": from_document(dumped["said"])}
    except KeyError:  # a code of another release: the words beside it stay
        return {**dumped, "said": None}


def _shallow(value: Any) -> dict[str, Any]:
    """The fields as they are: what is inside them is plain data already and nobody changes it."""
    return {name: getattr(value, name) for name in value.__slots__}


def _dump_host(host: Host) -> dict[str, Any]:
    return {**_shallow(host), "groups": list(host.groups), "tags": list(host.tags)}


def dump_token(token: Token) -> dict[str, Any]:
    """A token as JSON."""
    return {**_shallow(token), **_dump_origin(token), "mark": _dump_mark(token)}


def _dump_origin(value: Token | ForkInstance | Fallen) -> dict[str, Any]:
    return {"frames": _dump_frames(value.frames), "forks": [_shallow(branch) for branch in value.forks]}


def _dump_frames(frames: tuple[Frame, ...]) -> list[dict[str, Any]]:
    return [{**_shallow(frame), "items": _listed(frame.items)} for frame in frames]


def _dump_mark(value: Token | ForkInstance) -> dict[str, Any] | None:
    """Without frames where they are the token's own: the items of a loop can be long."""
    mark = value.mark
    if mark is None:
        return None
    frames = None if mark.frames == value.frames else _dump_frames(mark.frames)
    return {"node": mark.node, "failed": mark.failed, "frames": frames, "visit": mark.visit}


def _dump_instance(instance: ForkInstance) -> dict[str, Any]:
    return {
        **_shallow(instance),
        "planned": list(instance.planned),
        "gone": list(instance.gone),
        "arrived": {join: list(branches) for join, branches in instance.arrived.items()},
        "opened": list(instance.opened),
        "items": _listed(instance.items),
        "mark": _dump_mark(instance),
        **_dump_origin(instance),
    }


def _listed(items: tuple[Any, ...] | None) -> list[Any] | None:
    return list(items) if items is not None else None


def _dump_visit(visit: OpenVisit) -> dict[str, Any]:
    return {
        **_shallow(visit),
        "status": visit.status.value,
        "waits_for": visit.waits_for.value,
        "reason": visit.reason.text() if visit.reason is not None else "",
        "until": visit.until.isoformat() if visit.until is not None else None,
    }


def _host(dumped: Mapping[str, Any] | None) -> Host | None:
    if dumped is None:
        return None
    return Host(**{**dumped, "groups": tuple(dumped["groups"]), "tags": tuple(dumped["tags"])})


def _token(dumped: Mapping[str, Any]) -> Token:
    return Token(
        id=dumped["id"],
        node=dumped["node"],
        visit=dumped["visit"],
        frames=_frames(dumped),
        forks=_branches(dumped),
        mark=_mark(dumped),
    )


def _fallen(dumped: Mapping[str, Any]) -> Fallen:
    return Fallen(**{**dumped, "frames": _frames(dumped), "forks": _branches(dumped)})


def _mark(dumped: Mapping[str, Any]) -> Mark | None:
    mark = dumped.get("mark")
    if mark is None:
        return None
    frames = _frames(dumped if mark["frames"] is None else mark)
    return Mark(node=mark["node"], frames=frames, failed=mark["failed"], visit=mark.get("visit"))


def _instance(dumped: Mapping[str, Any]) -> ForkInstance:
    items = dumped["items"]
    return ForkInstance(
        **{
            **dumped,
            "planned": tuple(dumped["planned"]),
            "gone": tuple(dumped["gone"]),
            "arrived": {join: tuple(branches) for join, branches in dumped["arrived"].items()},
            "opened": tuple(dumped["opened"]),
            "items": tuple(items) if items is not None else None,
            "frames": _frames(dumped),
            "forks": _branches(dumped),
            "mark": _mark(dumped),
        }
    )


def _frames(dumped: Mapping[str, Any]) -> tuple[Frame, ...]:
    return tuple(_frame(frame) for frame in dumped["frames"])


def _branches(dumped: Mapping[str, Any]) -> tuple[ForkBranch, ...]:
    return tuple(ForkBranch(**branch) for branch in dumped["forks"])


def _frame(dumped: Mapping[str, Any]) -> Frame:
    items = dumped["items"]
    return Frame(**{**dumped, "items": tuple(items) if items is not None else None})


def _visit(dumped: Mapping[str, Any]) -> OpenVisit:
    until = dumped["until"]
    return OpenVisit(
        **{
            **dumped,
            "status": Status(dumped["status"]),
            "waits_for": WaitsFor(dumped["waits_for"]),
            "reason": from_text(dumped["reason"]) if dumped["reason"] else None,
            "until": datetime.fromisoformat(until) if until is not None else None,
        }
    )
