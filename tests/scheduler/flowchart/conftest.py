"""A walk on the test's own clock: happenings go in one by one, and what comes out is kept."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ruamel.yaml import YAML

from noc_scheduler.flowchart.events import Event
from noc_scheduler.flowchart.happenings import Elapsed, Happening, Reported, Started
from noc_scheduler.flowchart.host_run import Host, HostRun, OpenVisit, Result
from noc_scheduler.flowchart.instructions import Instruction
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.flowchart.rehearsal.verdict import inline_flowchart
from noc_scheduler.flowchart.walk import new_host_run, walk

BEGIN = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@dataclass
class Traveller:
    """One host on its way; `instructions` and `events` are those of the latest happening."""

    flowchart: Flowchart
    host_run: HostRun
    now: datetime = BEGIN
    instructions: tuple[Instruction, ...] = ()
    events: tuple[Event, ...] = ()
    path: list[str] = field(default_factory=list)

    def meet(self, happening: Happening) -> "Traveller":
        walked = walk(self.flowchart, self.host_run, happening, self.now)
        self.host_run, self.instructions, self.events = walked.host_run, walked.instructions, walked.events
        self.path += [event.data["node"] for event in walked.events if event.type == "visit.started"]
        return self

    def start(self) -> "Traveller":
        return self.meet(Started())

    def report(self, outcome: str = "succeeded", **result: Any) -> "Traveller":
        visit = self.visit
        return self.meet(Reported(visit.number, visit.attempts, Result(outcome=outcome, **result)))

    def wait(self, seconds: float) -> "Traveller":
        self.now += timedelta(seconds=seconds)
        return self.meet(Elapsed(self.visit.number))

    @property
    def visit(self) -> OpenVisit:
        (visit,) = self.host_run.open_visits.values()
        return visit

    def told(self, event: str) -> list[dict[str, Any]]:
        return [dict(each.data) for each in self.events if each.type == event]


def flowchart_of(nodes: str, parameters: str = "{}") -> Flowchart:
    """Compiled as a rehearsal would: a test may leave a node out of reach."""
    yaml = YAML(typ="safe")
    spec = {"parameters": yaml.load(parameters), "nodes": yaml.load(nodes)}
    document = {"apiVersion": "noc/v1", "kind": "Procedure", "metadata": {"name": "case"}, "spec": spec}
    return inline_flowchart(document)


@pytest.fixture
def travel() -> Callable[..., Traveller]:
    """Set out on the nodes given as YAML; the host is web1 unless another is given."""

    def set_out(nodes: str, host: Host | None = None, params: dict[str, Any] | None = None) -> Traveller:
        flowchart = flowchart_of(nodes)
        fresh = new_host_run(host or Host("web1"), params or {}, {"id": "x", "number": 7})
        return Traveller(flowchart, fresh)

    return set_out
