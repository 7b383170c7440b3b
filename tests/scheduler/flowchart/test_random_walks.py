"""Random sound flowcharts, random results, doubled and late happenings: what must hold on every walk."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from noc_scheduler.flowchart.audit.entries import WALK_ENTRIES
from noc_scheduler.flowchart.audit.ledger import Ledger
from noc_scheduler.flowchart.audit.replay import replay
from noc_scheduler.flowchart.audit.told import Told
from noc_scheduler.flowchart.events import Event
from noc_scheduler.flowchart.happenings import Cancelled, Elapsed, Happening, Started
from noc_scheduler.flowchart.host_run import Host, HostRun
from noc_scheduler.flowchart.instructions import Finish, Instruction
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.flowchart.state import dump, load
from noc_scheduler.flowchart.vocabulary import FINISHED
from noc_scheduler.flowchart.walk import Walked, new_host_run, walk

from .conftest import BEGIN
from .flowcharts import expected, flowcharts, stale

SOMEBODY = {"id": "1", "name": "Anna", "kind": "person"}
HOST = Host("web1", groups=("web",), vars={"number": 5, "list": [1, 2]})
MANY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@dataclass
class Story:
    """A walk with everything that happened to it, when, and what it answered."""

    flowchart: Flowchart
    host_run: HostRun
    now: int = 0
    happened: list[tuple[Happening, int]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    ledger: Ledger = field(init=False)
    instructions: list[Instruction] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ledger = Ledger("web1", self.flowchart)

    def meet(self, happening: Happening) -> Walked:
        walked = walk(self.flowchart, self.host_run, happening, BEGIN + timedelta(seconds=self.now))
        self.happened.append((happening, self.now))
        self.host_run = walked.host_run
        self.events += walked.events
        for event in walked.events:
            told = Told(self.ledger.seq + 1, str(event.type), event.data, SOMEBODY, {"kind": "test"})
            replay(self.ledger, told, WALK_ENTRIES)
        assert self.ledger.findings == []
        assert self.ledger.places == {token.id: token.node for token in walked.host_run.tokens}
        assert self.ledger.open_visits.keys() == walked.host_run.open_visits.keys()
        self.instructions += walked.instructions
        return walked


def begin(flowchart: Flowchart) -> Story:
    return Story(flowchart, new_host_run(HOST, {}, {"id": "x", "number": 1, "procedure": "drawn"}))


def told(draw: st.DrawFn, flowchart: Flowchart) -> Story:
    """Walk to the end, with stale happenings thrown in; some walks are cancelled on the way."""
    story = begin(flowchart)
    story.meet(Started())
    cancelled_at = draw(st.none() | st.integers(0, 30))
    while story.host_run.status not in FINISHED:
        if draw(st.integers(0, 3)) == 0:
            before = story.host_run
            walked = story.meet(stale(draw, before))
            assert walked == Walked(before)
            assert walked.host_run is before
        if len(story.happened) == cancelled_at:
            story.meet(Cancelled("enough"))
            break
        happening = expected(draw, story.host_run)
        if isinstance(happening, Elapsed):
            story.now += 100
        story.host_run = load(json.loads(json.dumps(dump(story.host_run))))
        story.meet(happening)
    return story


@MANY
@given(st.data(), flowcharts())
def test_every_walk_ends_once_and_leaves_nothing_open(data: st.DataObject, flowchart: Flowchart) -> None:
    story = told(data.draw, flowchart)
    kinds = Counter(event.type.value for event in story.events)
    assert kinds["host_run.started"] == kinds["host_run.finished"] == 1
    assert [type(each) for each in story.instructions].count(Finish) == 1
    assert story.events[-1].type == "host_run.finished"
    assert story.host_run.status in ("succeeded", "failed", "cancelled")
    assert (story.host_run.tokens, dict(story.host_run.open_visits)) == ((), {})
    assert (story.host_run.reason is not None) == (story.host_run.status != "succeeded")


@MANY
@given(st.data(), flowcharts())
def test_every_visit_begins_once_and_ends_once(data: st.DataObject, flowchart: Flowchart) -> None:
    story = told(data.draw, flowchart)
    begun = [event.data["visit"] for event in story.events if event.type == "visit.started"]
    ended = [event.data["visit"] for event in story.events if event.type == "visit.finished"]
    assert begun == list(range(1, len(begun) + 1))
    assert sorted(ended) == begun
    budgets = {node.id: node.max_visits for node in flowchart.nodes.values()}
    in_no_loop = set(budgets) - {name for shape in flowchart.loops.values() for name in shape.body}
    assert all(story.host_run.visits.get(name, 0) <= budgets[name] for name in in_no_loop)


@settings(MANY, max_examples=500)
@given(st.data(), flowcharts())
def test_the_log_alone_tells_where_every_token_is(data: st.DataObject, flowchart: Flowchart) -> None:
    """Each happening is replayed as it is told (`Story.meet`): a fork adds, a join removes, nothing else does."""
    story = told(data.draw, flowchart)
    assert story.ledger.over
    assert story.ledger.status == story.host_run.status
    assert story.ledger.tokens == {}
    kept = {entry.instance for each in story.host_run.fallen for entry in each.forks}
    assert set(story.host_run.forks) == kept


@pytest.mark.proof
@settings(MANY, max_examples=10_000)
@given(st.data(), flowcharts())
def test_ten_thousand_flowcharts_walk_to_one_end(data: st.DataObject, flowchart: Flowchart) -> None:
    story = told(data.draw, flowchart)
    assert story.ledger.tokens == {}
    assert [event.type.value for event in story.events].count("host_run.finished") == 1
    again = begin(flowchart)
    for happening, now in story.happened:
        again.now = now
        again.meet(happening)
    assert (again.host_run, again.events) == (story.host_run, story.events)


@MANY
@given(st.data(), flowcharts())
def test_the_same_happenings_give_the_same_walk(data: st.DataObject, flowchart: Flowchart) -> None:
    story = told(data.draw, flowchart)
    for _ in range(10):
        again = begin(flowchart)
        for happening, now in story.happened:
            again.now = now
            again.meet(happening)
        assert again.host_run == story.host_run
        assert again.events == story.events
        assert again.instructions == story.instructions


@MANY
@given(st.data(), flowcharts())
def test_what_happens_after_the_end_changes_nothing(data: st.DataObject, flowchart: Flowchart) -> None:
    story = told(data.draw, flowchart)
    over = story.host_run
    for happening, _ in [*story.happened, (Cancelled(), 0), (stale(data.draw, over), 0)]:
        assert story.meet(happening) == Walked(over)
