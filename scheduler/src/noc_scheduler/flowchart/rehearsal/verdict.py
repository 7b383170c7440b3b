"""The verdict: everything in which a rehearsal went otherwise than expected, in sentences."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from noc_scheduler.flowchart.compiling import compile_document
from noc_scheduler.flowchart.durations import in_words, milliseconds
from noc_scheduler.flowchart.errors import FlowchartError, RehearsalError
from noc_scheduler.flowchart.findings import Notebook, errors_in
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.flowchart.rehearsal.document import Rehearsal
from noc_scheduler.flowchart.rehearsal.stage import Walk, overall, perform
from noc_scheduler.flowchart.state import dump_reason


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a rehearsal: it holds where there are no `differences`."""

    walks: Mapping[str, Walk]
    differences: tuple[str, ...]


def inline_flowchart(procedure: Mapping[str, Any]) -> Flowchart:
    """The flowchart of a procedure written inside a rehearsal, findings or not. Raises RehearsalError."""
    notebook = Notebook()
    flowchart = compile_document(procedure, notebook).flowchart
    if flowchart is None:
        told = "; ".join(finding.message for finding in errors_in(notebook.findings))
        raise RehearsalError(f"there is no flowchart to walk: {told or 'no start'}")
    return flowchart


def rehearse(
    flowchart: Flowchart, rehearsal: Rehearsal, library: Mapping[str, Flowchart] = MappingProxyType({})
) -> Verdict:
    """Perform the rehearsal and compare what `expect` names. Raises RehearsalError where it can't be run."""
    try:
        walks = perform(flowchart, rehearsal, library)
    except RehearsalError:
        raise
    except FlowchartError as error:
        raise RehearsalError(error.message, error.code) from error
    return Verdict(walks, tuple(_differences(walks, rehearsal.expect)))


def _differences(walks: Mapping[str, Walk], expect: Mapping[str, Any]) -> Iterator[str]:
    status = overall(walks).value
    if expect.get("status", status) != status:
        yield f"status: expected {expect['status']}, was {status}"
    for name, expected in expect.get("hosts", {}).items():
        if name not in walks:
            yield f"{name}: there is no such host"
            continue
        for difference in _of_host(walks[name], expected):
            yield f"{name}: {difference}"


def _of_host(walk: Walk, expected: Mapping[str, Any]) -> Iterator[str]:
    for name, wanted in expected.items():
        match name:
            case "path":
                if wanted != walk.path:
                    yield _paths(wanted, walk.path)
            case "visited":
                if Counter(wanted) != Counter(walk.path):
                    yield f"visited: expected {_list(sorted(wanted))}, were {_list(sorted(walk.path))}"
            case "took":
                took = None if walk.took is None else round(walk.took.total_seconds() * 1000)
                if took != milliseconds(wanted):
                    yield f"took: expected {wanted}, was {'no end' if took is None else in_words(took)}"
            case "reason":
                yield from _reasons(wanted, walk)
            case _:
                found = _facts(walk)[name]
                if wanted != found:
                    yield f"{name}: expected {wanted}, was {found}{_why(walk)}"


def _facts(walk: Walk) -> dict[str, Any]:
    return {
        "status": walk.status.value,
        "changed": walk.host_run.changed,
        "messages": walk.messages,
        "published": walk.published,
    }


def _why(walk: Walk) -> str:
    reason = walk.host_run.reason
    if reason is not None:
        return f" ({reason.node} ended {reason.outcome}: {reason.message})"
    waits = [visit.reason for visit in walk.host_run.open_visits.values() if visit.reason]
    return f" ({'; '.join(map(str, waits))})" if waits else ""


def _reasons(wanted: Mapping[str, Any], walk: Walk) -> Iterator[str]:
    found = dump_reason(walk.host_run.reason) if walk.host_run.reason is not None else {}
    for name, value in wanted.items():
        if found.get(name) != value:
            yield f"reason.{name}: expected {value}, was {found.get(name)}"


def _paths(wanted: list[str], found: list[str]) -> str:
    pairs = zip([*wanted, "(end)"], [*found, "(end)"], strict=False)
    place = next((number for number, (one, other) in enumerate(pairs) if one != other), 0)
    return (
        f"path differs at visit {place + 1}\n"
        f"    expected {_marked(wanted, place)}\n"
        f"    walked   {_marked(found, place)}"
    )


def _marked(path: list[str], place: int) -> str:
    shown = [f"[{name}]" if number == place else name for number, name in enumerate(path)]
    return _list(shown if place < len(path) else [*shown, "[end]"])


def _list(names: list[str]) -> str:
    return ", ".join(names) or "nothing"
