"""What is asked of a hand (the process that runs modules) and what it answers; both travel as one line of JSON."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from noc_executor_node.vocabulary import Transport

#: What a hand says before it does anything about a request: without it, nothing was begun.
BEGUN = b"\n"


class Rendered(str):
    """An author's text that Ansible renders; every other text is data and stays as it is."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class ModuleRequest:
    """One module on one host.

    `arguments` may hold `Rendered` texts; `literal` is what is known of them before anything is rendered. `variables`
    are the task's and `host_vars` the host's, all data; `connection` beats every other variable. `key` names the
    connections that may be shared and the file their `known_hosts` are in. Limits of time are the caller's.
    """

    module: str
    arguments: Mapping[str, Any]
    literal: Mapping[str, Any]
    variables: Mapping[str, Any]
    host: str
    address: str
    groups: tuple[str, ...]
    host_vars: Mapping[str, Any]
    connection: Mapping[str, Any]
    transport: Transport
    key: str
    known_hosts: str
    become: bool = False
    check_mode: bool = False
    diff: bool = False
    no_log: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    allow_loopback: bool = False
    output_limit: int = 10 * 2**20


@dataclass(frozen=True, slots=True)
class ModuleResult:
    """What came of it: `record` is what `results.record` keeps; `retire`: this hand takes no further request."""

    record: Mapping[str, Any]
    retire: bool = False


def request_line(request: ModuleRequest) -> bytes:
    """A request as a line."""
    return _line({**asdict(request), "arguments": _told(dict(request.arguments))})


def read_request(line: bytes) -> ModuleRequest:
    """The request that a line holds."""
    told = json.loads(line)
    return ModuleRequest(
        **{
            **told,
            "arguments": _heard(told["arguments"]),
            "groups": tuple(told["groups"]),
            "transport": Transport(told["transport"]),
        }
    )


def result_line(result: ModuleResult) -> bytes:
    """A result as a line."""
    return _line(asdict(result))


def read_result(line: bytes) -> ModuleResult:
    """The result that a line holds."""
    return ModuleResult(**json.loads(line))


def _line(document: Any) -> bytes:
    return json.dumps(document, allow_nan=False).encode() + b"\n"


def _told(value: Any) -> Any:
    match value:
        case Rendered():
            return {"render": str(value)}
        case dict():
            return {"map": {str(name): _told(inner) for name, inner in value.items()}}
        case list() | tuple():
            return [_told(inner) for inner in value]
        case _:
            return value


def _heard(value: Any) -> Any:
    match value:
        case {"render": text}:
            return Rendered(text)
        case {"map": entries}:
            return {name: _heard(inner) for name, inner in entries.items()}
        case list():
            return [_heard(inner) for inner in value]
        case _:
            return value
