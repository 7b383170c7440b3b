"""What people do to a walk: pausing, passing over a step, moving a host, and resuming what has fallen."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from noc_scheduler.flowchart.happenings import (
    Cancelled,
    Continued,
    Elapsed,
    Happening,
    Moved,
    Paused,
    Reported,
    Resumed,
    Skipped,
    Started,
)
from noc_scheduler.flowchart.host_run import Result
from noc_scheduler.flowchart.instructions import Dispatch, Withdraw
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.flowchart.operating import why_no_move, why_no_skip
from noc_scheduler.flowchart.state import dump, load
from noc_scheduler.flowchart.vocabulary import FINISHED

from .conftest import Traveller
from .flowcharts import expected, flowcharts
from .test_random_walks import Story, begin

Travel = Callable[..., Traveller]

THREE = """
    begin: {kind: start, next: one}
    one: {kind: task, module: ansible.builtin.ping, next: two}
    two: {kind: task, module: ansible.builtin.ping, next: three}
    three: {kind: task, module: ansible.builtin.ping, next: {succeeded: done, failed: tell}}
    tell: {kind: notify, channel: oncall, message: no, next: bad}
    done: {kind: end}
    bad: {kind: end, status: failed}
    """
#: A flowchart of waits alone may be walked for 10,000 steps after each resumption.
LONG_ENOUGH = 150
ROUNDS = """
    begin: {kind: start, next: each}
    each: {kind: loop, items: [a, b, c, d], as: letter, delay: 5s, next: {again: work, done: done}}
    work: {kind: task, module: ansible.builtin.ping, args: {data: "${vars.letter}"}, next: each}
    done: {kind: end}
    """
BRANCHES = """
    begin: {kind: start, next: first}
    first: {kind: task, module: ansible.builtin.ping, next: both}
    both: {kind: fork, branches: [left, right]}
    left: {kind: task, module: ansible.builtin.ping, next: meet}
    right: {kind: task, module: ansible.builtin.ping, next: meet}
    meet: {kind: join, wait_for: all, next: last}
    last: {kind: task, module: ansible.builtin.ping, next: done}
    done: {kind: end}
    """
#: The tasks of the inner fork end well without an arrow, so that its join, and with it the outer one, never fills.
NESTED = """
    begin: {kind: start, next: outer}
    outer: {kind: fork, branches: [side, inner]}
    side: {kind: task, module: ansible.builtin.ping, next: meet}
    inner: {kind: fork, branches: [one, two]}
    one: {kind: task, module: ansible.builtin.ping, next: {failed: inner_meet}}
    two: {kind: task, module: ansible.builtin.ping, next: {failed: inner_meet}}
    inner_meet: {kind: join, wait_for: any, next: meet}
    meet: {kind: join, wait_for: all, next: done}
    done: {kind: end}
    """
LAST = """
    last: {kind: task, module: ansible.builtin.ping, next: meet}
    """


def at(traveller: Traveller, node: str) -> Any:
    (visit,) = (each for each in traveller.host_run.open_visits.values() if each.node == node)
    return visit


def report(traveller: Traveller, node: str, outcome: str = "succeeded") -> Traveller:
    visit = at(traveller, node)
    return traveller.meet(Reported(visit.number, visit.attempts, Result(outcome=outcome)))


def dispatched(traveller: Traveller) -> list[str]:
    return [order.node for order in traveller.instructions if isinstance(order, Dispatch)]


def test_a_host_resumes_at_the_step_that_failed(travel: Travel) -> None:
    traveller = travel(THREE).start().report().report("failed")
    assert traveller.host_run.status == "failed"
    traveller.meet(Resumed("mended"))
    assert (traveller.host_run.status, dispatched(traveller)) == ("running", ["two"])
    traveller.report().report()
    assert traveller.host_run.status == "succeeded"
    assert traveller.path == ["begin", "one", "two", "two", "three", "done"]


def test_a_failed_end_leads_back_to_the_last_step_that_failed(travel: Travel) -> None:
    traveller = travel(THREE).start().report().report().report("unreachable")
    assert traveller.path[-2:] == ["tell", "bad"]
    assert dispatched(traveller.meet(Resumed())) == ["three"]


def test_a_failed_end_without_any_failure_leads_back_to_the_last_work(travel: Travel) -> None:
    nodes = """
        begin: {kind: start, next: look}
        look: {kind: task, purpose: monitoring, module: ansible.builtin.command, next: enough}
        enough:
          kind: decision
          branches: [{when: "steps.look.rc == 0", next: done}]
          otherwise: bad
        done: {kind: end}
        bad: {kind: end, status: failed}
        """
    traveller = travel(nodes).start().report(rc=9)
    assert traveller.host_run.status == "failed"
    assert dispatched(traveller.meet(Resumed())) == ["look"]


def test_a_loop_goes_on_with_the_item_that_failed(travel: Travel) -> None:
    traveller = travel(ROUNDS).start().report().wait(5).report("failed")
    traveller.meet(Resumed())
    assert [order.arguments for order in traveller.instructions if isinstance(order, Dispatch)] == [
        {"map": {"data": {"parts": [{"data": "b"}]}}}
    ]
    traveller.report().wait(5).report().wait(5).report()
    assert traveller.host_run.status == "succeeded"
    assert Counter(traveller.path)["work"] == 5


def test_a_loop_cancelled_in_its_pause_begins_no_round_twice(travel: Travel) -> None:
    traveller = travel(ROUNDS).start().report()
    assert traveller.visit.waits_for == "time"
    traveller.meet(Cancelled("enough")).meet(Resumed())
    traveller.wait(5).report().wait(5).report().wait(5).report()
    assert traveller.host_run.status == "succeeded"
    assert Counter(traveller.path)["work"] == 4


def test_rounds_that_are_used_up_begin_anew(travel: Travel) -> None:
    nodes = """
        begin: {kind: start, next: probing}
        probing: {kind: loop, until: steps.probe is defined and steps.probe.rc == 0, max_iterations: 2,
                  next: {again: probe, done: done}}
        probe: {kind: task, purpose: monitoring, module: ansible.builtin.command, next: {any: probing}}
        done: {kind: end}
        """
    traveller = travel(nodes).start().report("failed", rc=3).report("failed", rc=3)
    assert traveller.host_run.reason.outcome == "exhausted"
    traveller.meet(Resumed()).report("failed", rc=3).report(rc=0)
    assert traveller.host_run.status == "succeeded"


def test_only_the_branch_that_failed_is_walked_again(travel: Travel) -> None:
    traveller = travel(BRANCHES).start().report()
    report(traveller, "left")
    report(traveller, "right", "failed")
    assert traveller.host_run.reason.code == "join.cannot_fill"
    traveller.meet(Resumed())
    assert dispatched(traveller) == ["right"]
    report(traveller, "right")
    assert dispatched(traveller) == ["last"]
    assert traveller.report().host_run.status == "succeeded"
    assert traveller.host_run.fallen == ()
    assert traveller.host_run.forks == {}


def test_a_resumed_walk_does_not_wait_for_a_branch_of_which_nothing_is_left(travel: Travel) -> None:
    traveller = travel(NESTED).start()
    report(traveller, "side")
    report(traveller, "one")
    report(traveller, "two")
    assert traveller.host_run.reason.node == "inner_meet"

    traveller.meet(Resumed("again"))
    assert (traveller.host_run.status, traveller.host_run.reason.node) == ("failed", "meet")
    assert traveller.told("host_run.finished")[-1]["reason"]["code"] == "join.cannot_fill"


def test_a_resumed_walk_begins_the_branches_that_waited_for_room(travel: Travel) -> None:
    limited = NESTED.replace("[side, inner]}", "[side, inner, last], limit: 1}").replace("all", "2")
    traveller = travel(limited + LAST).start()
    report(traveller, "side")
    report(traveller, "one")
    report(traveller, "two")
    assert traveller.host_run.reason.node == "inner_meet"

    traveller.meet(Resumed("again"))
    report(traveller, "last")
    assert traveller.host_run.status == "succeeded"


def test_a_cancelled_walk_resumes_everywhere_it_was(travel: Travel) -> None:
    traveller = travel(BRANCHES).start().report().meet(Cancelled("stop"))
    assert sorted(dispatched(traveller.meet(Resumed()))) == ["left", "right"]
    report(traveller, "right")
    report(traveller, "left")
    assert traveller.report().host_run.status == "succeeded"


def test_a_walk_that_was_cancelled_before_it_began_begins(travel: Travel) -> None:
    traveller = travel(THREE).meet(Cancelled("too early")).meet(Resumed())
    assert dispatched(traveller) == ["one"]


def test_what_has_succeeded_is_not_resumed(travel: Travel) -> None:
    traveller = travel(THREE).start().report().report().report()
    before = traveller.host_run
    assert traveller.meet(Resumed()).host_run is before


def test_a_budget_that_was_used_up_is_whole_again(travel: Travel) -> None:
    nodes = """
        begin: {kind: start, next: look}
        look: {kind: task, purpose: monitoring, module: ansible.builtin.command, max_visits: 2,
               next: {succeeded: done, failed: look}}
        done: {kind: end}
        """
    traveller = travel(nodes).start().report("failed").report("failed")
    assert traveller.host_run.reason.code == "visits.exhausted"
    traveller.meet(Resumed()).report("failed").report()
    assert traveller.host_run.status == "succeeded"


def test_a_person_names_where_to_resume_or_passes_over_what_failed(travel: Travel) -> None:
    failed = travel(THREE).start().report().report("failed").host_run
    token = failed.fallen[0].token
    named = travel(THREE)
    named.host_run = failed
    assert dispatched(named.meet(Resumed("from the start", to={token: "one"}))) == ["one"]
    over = travel(THREE)
    over.host_run = failed
    over.meet(Resumed("done by hand", skip={token: "succeeded"}))
    assert over.told("visit.finished")[0]["status"] == "skipped"
    assert dispatched(over) == ["three"]


def test_a_paused_host_finishes_its_step_and_begins_none(travel: Travel) -> None:
    traveller = travel(THREE).start().meet(Paused("lunch"))
    assert traveller.host_run.status == "running"
    traveller.report()
    assert (dispatched(traveller), traveller.host_run.status) == ([], "waiting")
    assert traveller.host_run.tokens[0].node == "two"
    assert dispatched(traveller.meet(Continued("back"))) == ["two"]
    assert traveller.told("host_run.continued") == [{"reason": "back"}]


def test_a_walk_paused_before_it_began_begins_once_it_may(travel: Travel) -> None:
    traveller = travel(THREE).meet(Paused("not yet"))
    assert traveller.start().events == ()
    traveller.meet(Continued("now"))
    assert traveller.host_run.paused is None
    assert dispatched(traveller.start()) == ["one"]


def test_pausing_twice_or_going_on_without_a_pause_changes_nothing(travel: Travel) -> None:
    traveller = travel(THREE).start()
    before = traveller.host_run
    assert traveller.meet(Continued()).host_run is before
    paused = traveller.meet(Paused("a")).host_run
    assert traveller.meet(Paused("b")).host_run is paused


def test_a_stop_after_the_step_lets_the_step_finish(travel: Travel) -> None:
    traveller = travel(THREE).start().meet(Cancelled("enough", after_step=True))
    assert (traveller.host_run.status, traveller.instructions) == ("running", ())
    traveller.report()
    assert traveller.host_run.status == "cancelled"
    assert traveller.path == ["begin", "one"]
    assert dispatched(traveller.meet(Resumed())) == ["two"]


def test_a_stop_after_the_step_ends_what_only_waits_at_once(travel: Travel) -> None:
    traveller = travel(ROUNDS).start().report()
    assert traveller.meet(Cancelled("enough", after_step=True)).host_run.status == "cancelled"


def test_a_step_under_way_is_passed_over(travel: Travel) -> None:
    traveller = travel(THREE).start()
    traveller.meet(Skipped(1, "one", "succeeded", "known to be fine"))
    assert Withdraw(2, 1) in traveller.instructions
    assert (traveller.told("visit.finished")[0]["status"], dispatched(traveller)) == ("skipped", ["two"])


def test_a_step_that_has_not_begun_is_passed_over_during_a_pause(travel: Travel) -> None:
    traveller = travel(THREE).start().meet(Paused("careful")).report()
    traveller.meet(Skipped(1, "two", "succeeded"))
    assert traveller.host_run.tokens[0].node == "three"
    assert dispatched(traveller.meet(Continued())) == ["three"]


def test_a_host_is_moved_and_a_step_done_again(travel: Travel) -> None:
    traveller = travel(THREE).start().report()
    traveller.meet(Moved(1, "two", "one", "its result was wrong"))
    assert (Withdraw(3, 1) in traveller.instructions, dispatched(traveller)) == (True, ["one"])
    traveller.meet(Moved(1, "one", "one"))
    assert (dispatched(traveller), traveller.path) == (["one"], ["begin", "one", "two", "one", "one"])


def test_a_host_that_has_gone_on_meanwhile_is_not_moved(travel: Travel) -> None:
    traveller = travel(THREE).start().report()
    before = traveller.host_run
    assert traveller.meet(Moved(1, "one", "one")).host_run is before
    assert traveller.meet(Skipped(1, "one")).host_run is before
    assert traveller.meet(Skipped(7, "two")).host_run is before


def test_what_can_not_be_is_refused_in_words(travel: Travel) -> None:
    traveller = travel(BRANCHES).start().report()
    flowchart, tokens = traveller.flowchart, traveller.host_run.tokens
    left = next(token for token in tokens if token.node == "left")
    assert why_no_move(flowchart, left.forks, left.frames, "right") is None
    assert why_no_move(flowchart, left.forks, left.frames, "meet") is None
    assert "outside the fork" in str(why_no_move(flowchart, left.forks, left.frames, "last"))
    assert "branch of 'both'" in str(why_no_move(flowchart, (), (), "left"))
    assert "no node" in str(why_no_move(flowchart, (), (), "nowhere"))
    assert "start" in str(why_no_move(flowchart, (), (), "begin"))
    loop = travel(ROUNDS).flowchart
    assert "move it to 'each'" in str(why_no_move(loop, (), (), "work"))
    assert "can't be passed over" in str(why_no_skip(flowchart, "both", "succeeded"))
    assert "it has succeeded" in str(why_no_skip(flowchart, "first", "marvellous"))


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), flowcharts())
def test_whatever_people_do_a_walk_comes_to_one_end(data: st.DataObject, flowchart: Flowchart) -> None:
    """The log tells of every token after each act (`Story.meet`), and what was stored goes on as if it weren't."""
    draw = data.draw
    story = begin(flowchart)
    ends, acts = 0, 0
    story.meet(Paused("before it began") if draw(st.booleans()) else Continued())
    while True:
        story.host_run = load(json.loads(json.dumps(dump(story.host_run))))
        if story.host_run.status in FINISHED:
            ends += 1
            if story.host_run.status == "succeeded" or acts > 15 or len(story.happened) > LONG_ENOUGH:
                break
            if not story.host_run.fallen and story.host_run.next_visit > 1:
                # Every branch has ended well, and a join waits for one of them: nothing can be put back.
                assert not story.meet(Resumed("again")).events
                break
            acts += 1
            assert story.meet(Resumed("again")).events
            continue
        long = len(story.happened) > LONG_ENOUGH
        happening = Cancelled("long enough") if long else one_of_many(draw, story, acts)
        acts += not isinstance(happening, Reported | Elapsed)
        story.now += 100
        story.meet(happening)
    kinds = Counter(event.type.value for event in story.events)
    assert kinds["host_run.finished"] == ends == kinds["host_run.resumed"] + 1
    begun = [event.data["visit"] for event in story.events if event.type == "visit.started"]
    ended = [event.data["visit"] for event in story.events if event.type == "visit.finished"]
    assert begun == list(range(1, len(begun) + 1))
    assert sorted(ended) == begun


def one_of_many(draw: st.DrawFn, story: Story, acts: int) -> Happening:
    """Something expected, or while there were few of them an act of a person that may or may not fit."""
    host_run, flowchart = story.host_run, story.flowchart
    if host_run.status == "queued":
        return Continued() if host_run.paused else Started()
    if acts > 15 and host_run.paused:
        return Continued("time is up")
    if acts <= 15 and draw(st.integers(0, 3)) == 0:
        token = draw(st.sampled_from(host_run.tokens))
        to = draw(st.sampled_from(sorted(flowchart.nodes)))
        acts_of_people: list[Happening] = [
            Paused("wait"),
            Cancelled("stop"),
            Cancelled("stop after this", after_step=True),
            Skipped(token.id, token.node, draw(st.sampled_from(["succeeded", "failed", "done", "again"]))),
            Moved(token.id, token.node, to),
            Moved(token.id, token.node, token.node),
        ]
        return draw(st.sampled_from(acts_of_people))
    assert host_run.open_visits or host_run.paused, "nothing is left that could move the walk"
    if not host_run.open_visits or (host_run.paused and draw(st.booleans())):
        return Continued("go on")
    return expected(draw, host_run)
