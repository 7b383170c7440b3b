"""What an expression reads: the names of one token of one HostRun, as plain data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from noc_scheduler.flowchart.errors import Undefined
from noc_scheduler.flowchart.expressions import names
from noc_scheduler.flowchart.host_run import Frame, Host, Result


@dataclass(frozen=True, slots=True)
class TokenScope:
    """The values behind `params host steps loop vars execution` for a token inside these loop frames."""

    params: Mapping[str, Any]
    host: Host | None
    execution: Mapping[str, Any]
    steps: Mapping[str, Result]
    visits: Mapping[str, int]
    vars: Mapping[str, Any]
    frames: tuple[Frame, ...] = ()

    def read(self, root: str, name: str) -> Any:
        """The plain data behind `root.name`. Raises Undefined where there is none now."""
        found = self._root(root, name)
        if name not in found:
            raise Undefined(f"{root}.{name} is not defined")
        return found[name]

    def _root(self, root: str, name: str) -> Mapping[str, Any]:
        match root:
            case names.PARAMS:
                return self.params
            case names.HOST:
                return _host(self.host)
            case names.STEPS:
                return {name: self._step(name)} if name in self.steps else {}
            case names.LOOP:
                return {frame.loop: _loop(frame) for frame in self.frames}
            case names.VARS:
                return {**self.vars, **_aliases(self.frames)}
            case _:
                return self.execution

    def _step(self, node: str) -> Mapping[str, Any]:
        return _Step(self.steps[node], self.visits.get(node, 0))


class _Step(Mapping[str, Any]):
    """A finished step as `steps.ID`: a field is worked out when it is read, since outputs can be long."""

    __slots__ = ("_result", "_visits")

    def __init__(self, result: Result, visits: int) -> None:
        self._result, self._visits = result, visits

    def __getitem__(self, name: str) -> Any:
        match name:
            case "outcome":
                return str(self._result.outcome)
            case "stdout_lines":
                return self._result.stdout.splitlines()
            case "visits":
                return self._visits
            case _ if name in names.STEP_FIELDS:
                return getattr(self._result, name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(names.STEP_FIELDS)

    def __len__(self) -> int:
        return len(names.STEP_FIELDS)


def _host(host: Host | None) -> Mapping[str, Any]:
    if host is None:
        return {}
    return {
        "name": host.name,
        "address": host.address,
        "groups": list(host.groups),
        "tags": list(host.tags),
        "vars": host.vars,
    }


def _loop(frame: Frame) -> dict[str, Any]:
    item = {"item": frame.item} if frame.has_item else {}
    return {"index": frame.count, **item}


def _aliases(frames: tuple[Frame, ...]) -> dict[str, Any]:
    return {frame.alias: frame.item for frame in frames if frame.alias and frame.has_item}
