"""ATTEMPT documents: read strictly where they come in, and again where one that was checked is carried out."""

from typing import Any

import marshmallow as ma

from noc_executor_node.api.fields import read_instant
from noc_executor_node.attempt_schema import AttemptSchema, HostSchema
from noc_executor_node.attempts import NOWHERE, Attempt, Host
from noc_executor_node.errors import Invalid
from noc_executor_node.segments import read_tree
from noc_executor_node.vocabulary import Work

_SCHEMA = AttemptSchema()


def read_attempt(document: Any) -> Attempt:
    """The attempt a wire document describes; raises Invalid whose code and detail name its first fault."""
    try:
        members: dict[str, Any] = _SCHEMA.load(document)
    except ma.ValidationError as error:
        path, words = _first(error.messages, "")
        code, bar, message = words.partition("|")
        raise Invalid(code if bar else "attempt.invalid", f"{path}: {message or words}") from error
    return _made(members)


def read_checked_attempt(document: dict[str, Any]) -> Attempt:
    """The same of a document that `read_attempt` has read before, for a tenth of what that costs.

    What the schema would refuse is not noticed here, or raises anything.
    """
    members = {**_left_out(_ATTEMPT_DEFAULTS), **document}
    members["arguments"] = read_tree(members["arguments"])
    members["issued_at"] = read_instant(members["issued_at"])
    if members["host"] is not None:
        members["host"] = {**_left_out(_HOST_DEFAULTS), **members["host"]}
    return _made(members)


def _made(members: dict[str, Any]) -> Attempt:
    host, work = members.pop("host"), members.pop("work")
    return Attempt(**members, host=NOWHERE if host is None else _host(host), work=Work(work))


def _host(members: dict[str, Any]) -> Host:
    groups, keys = members.pop("groups"), members.pop("host_keys")
    return Host(**members, groups=tuple(groups), host_keys=tuple(keys))


def _defaults(schema: ma.Schema) -> dict[str, Any]:
    """What a schema takes for members that are left out."""
    return {
        name: field.load_default
        for name, field in schema.fields.items()
        if field.load_default is not ma.missing
    }


def _left_out(defaults: dict[str, Any]) -> dict[str, Any]:
    return {name: value() if callable(value) else value for name, value in defaults.items()}


_ATTEMPT_DEFAULTS, _HOST_DEFAULTS = _defaults(_SCHEMA), _defaults(HostSchema())


def _first(messages: Any, path: str) -> tuple[str, str]:
    while isinstance(messages, dict):
        key, messages = next(iter(messages.items()))
        path = path if key == "_schema" else f"{path}/{key}"
    return path or "/", str(messages[0] if isinstance(messages, list) else messages)
