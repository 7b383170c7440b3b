"""What a rehearsal lets steps and people answer: one answer, one per visit, or either for each host."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from noc_scheduler.flowchart import schema
from noc_scheduler.flowchart.durations import DURATION_PATTERN, milliseconds
from noc_scheduler.flowchart.errors import RehearsalError
from noc_scheduler.flowchart.host_run import Result
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.flowchart.vocabulary import GOOD_ENDS, Outcome

_RESULT: Mapping[str, Any] = {
    "type": ["object", "null"],
    "properties": {
        "outcome": {"type": "string"},
        "rc": {"type": ["integer", "null"]},
        "stdout": {"type": "string"},
        "stderr": {"type": "string"},
        "changed": {"type": "boolean"},
        "message": {"type": "string"},
        "facts": {"type": "object"},
        "result": {"type": "object"},
        "takes": {"type": "string", "pattern": DURATION_PATTERN},
    },
    "additionalProperties": False,
}
_ANSWER: Mapping[str, Any] = {
    "type": ["string", "object"],
    "properties": {"outcome": {"type": "string"}, "values": {"type": "object"}},
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What people answer: an outcome, and the values of an input."""

    outcome: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Script:
    """The answers by node, as they are written."""

    results: Mapping[str, Any]
    answers: Mapping[str, Any]

    def check(self, flowchart: Flowchart) -> None:
        """Raises RehearsalError where an answer is for a node that isn't there, or of no known form."""
        for name, script, form in (("results", self.results, _RESULT), ("answers", self.answers, _ANSWER)):
            for node, written in script.items():
                if node.split("/")[0] not in flowchart.nodes:
                    raise RehearsalError(f"{name}: there is no node '{node}'")
                for answer in _flat(written):
                    for problem in schema.problems(form, answer):
                        raise RehearsalError(f"{name}: {node}: {problem.message}")

    def inside(self, node: str) -> "Script":
        """What is written for the nodes of the sub-procedure that this node calls: those named `node/inner`."""
        return Script(_below(self.results, node), _below(self.answers, node))

    def result(self, host: str, node: str, visit: int) -> tuple[Result, timedelta]:
        """What the step answers on its n-th visit (from 1) and how long that takes; success by default."""
        written = _chosen(self.results.get(node), host, visit) or {}
        outcome = written.get("outcome", Outcome.SUCCEEDED)
        taken = milliseconds(written.get("takes", "0s")) or 0
        result = Result(
            outcome=outcome,
            rc=written.get("rc", 0 if outcome in GOOD_ENDS else None),
            stdout=written.get("stdout", ""),
            stderr=written.get("stderr", ""),
            changed=written.get("changed", False),
            message=written.get("message", ""),
            facts=written.get("facts", {}),
            result=written.get("result", {}),
        )
        return result, timedelta(milliseconds=taken)

    def answer(self, host: str, node: str, visit: int) -> Answer | None:
        """What people say on the n-th visit of this node; None where nobody answers."""
        written = _chosen(self.answers.get(node), host, visit)
        if isinstance(written, Mapping):
            return Answer(written.get("outcome", Outcome.SUCCEEDED), written.get("values", {}))
        return None if written is None else Answer(written)


def _below(written: Mapping[str, Any], node: str) -> dict[str, Any]:
    prefix = node + "/"
    return {name.removeprefix(prefix): each for name, each in written.items() if name.startswith(prefix)}


def _chosen(written: Any, host: str, visit: int) -> Any:
    if _by_host(written):
        written = written["hosts"].get(host)
    if isinstance(written, list):
        return written[min(visit, len(written)) - 1] if written else None
    return written


def _flat(written: Any) -> Iterator[Any]:
    for each in written["hosts"].values() if _by_host(written) else [written]:
        yield from each if isinstance(each, list) else [each]


def _by_host(written: Any) -> bool:
    return isinstance(written, Mapping) and isinstance(written.get("hosts"), Mapping)
