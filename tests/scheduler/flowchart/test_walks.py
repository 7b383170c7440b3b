"""The walk itself: what a happening may and may not do, what it says, and that it keeps nothing to itself."""

import json
from collections.abc import Callable
from datetime import timedelta

from noc_scheduler.flowchart.happenings import Cancelled, Elapsed, Reported, Started
from noc_scheduler.flowchart.host_run import Host, Reason, Result
from noc_scheduler.flowchart.instructions import Finish, Notify, WaitUntil, Withdraw
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.state import dump, load

from .conftest import BEGIN, Traveller

Travel = Callable[..., Traveller]

PROBING = """
    begin: {kind: start, next: again}
    again:
      kind: loop
      until: steps.probe is defined and steps.probe.rc == 0
      max_iterations: 5
      delay: 2s
      next: {again: probe, done: tell, exhausted: bad}
    probe: {kind: task, purpose: monitoring, module: ansible.builtin.command, next: {any: again}}
    tell:
      kind: notify
      channel: oncall
      subject: "${host.name}\n is up"
      message: "rc ${steps.probe.rc | default('?')}"
      next: done
    done: {kind: end}
    bad: {kind: end, status: failed}
    """


def test_everything_that_happens_is_told_in_order(travel: Travel) -> None:
    traveller = travel(PROBING).start()
    assert [(each.type.value, each.data.get("node")) for each in traveller.events] == [
        ("host_run.started", None),
        ("visit.started", "begin"),
        ("visit.finished", "begin"),
        ("arrow.taken", "begin"),
        ("visit.started", "again"),
        ("visit.finished", "again"),
        ("arrow.taken", "again"),
        ("visit.started", "probe"),
    ]
    assert traveller.told("arrow.taken")[1] == {
        "visit": 2,
        "node": "again",
        "token": 1,
        "from": "again",
        "outcome": "again",
        "to": "probe",
    }
    assert traveller.told("visit.started")[1] == {
        "visit": 2,
        "node": "again",
        "token": 1,
        "kind": "loop",
        "came_from": "begin",
    }


def test_a_decision_says_why(travel: Travel) -> None:
    traveller = travel(PROBING).start().report("failed", rc=3)
    assert str(traveller.visit.reason) == (
        "until: steps.probe is defined and steps.probe.rc == 0 is false (steps.probe.rc = 3); "
        "pauses 2s before round 2"
    )
    traveller.wait(2).report(rc=0)
    why = next(each["why"] for each in traveller.told("visit.finished") if each["node"] == "again")
    assert why == {
        "sentence": "until: steps.probe is defined and steps.probe.rc == 0 is true (steps.probe.rc = 0)",
        "said": {
            "code": "loop.until",
            "values": {
                "asked": {
                    "code": "condition.holds",
                    "values": {
                        "source": "steps.probe is defined and steps.probe.rc == 0",
                        "seen": {
                            "code": "condition.seen",
                            "values": {
                                "operands": [
                                    {
                                        "code": "operand.is",
                                        "values": {"name": "steps.probe.rc", "value": "0"},
                                    }
                                ]
                            },
                        },
                    },
                }
            },
        },
        "operands": [{"name": "steps.probe.rc", "value": 0, "defined": True}],
    }


def test_a_message_goes_out_and_the_walk_goes_on(travel: Travel) -> None:
    traveller = travel(PROBING).start().report(rc=0)
    assert traveller.instructions == (
        Notify(visit=5, node="tell", channel="oncall", subject="web1 is up", message="rc 0"),
        Finish("succeeded", None),
    )
    assert traveller.told("host_run.finished") == [{"status": "succeeded", "reason": None, "changed": False}]


def test_a_host_run_starts_once(travel: Travel) -> None:
    traveller = travel(PROBING).start()
    before = traveller.host_run
    assert traveller.meet(Started()).host_run is before


def test_nothing_happens_before_the_start_or_after_the_end(travel: Travel) -> None:
    traveller = travel(PROBING)
    for happening in (Reported(1, 1, Result()), Elapsed(1)):
        fresh = traveller.host_run
        assert traveller.meet(happening).host_run is fresh
    traveller.start().report(rc=0)
    for happening in (Started(), Cancelled(), Reported(3, 1, Result()), Elapsed(2)):
        over = traveller.host_run
        assert traveller.meet(happening).host_run is over
        assert (traveller.instructions, traveller.events) == ((), ())


def test_a_timer_that_rings_too_early_moves_nothing(travel: Travel) -> None:
    traveller = travel(
        "begin: {kind: start, next: rest}\nrest: {kind: wait, for: 5s, next: done}\ndone: {kind: end}"
    )
    traveller.start()
    waits = Sentence(Saying.WAITS_TIME, {"pause_ms": 5_000})
    assert traveller.instructions == (WaitUntil(2, "rest", BEGIN + timedelta(seconds=5), waits),)
    before = traveller.host_run
    assert traveller.wait(4.999).host_run is before
    assert traveller.wait(0.001).host_run.status == "succeeded"


def test_a_deadline_is_a_whole_millisecond_so_that_storing_it_loses_nothing(travel: Travel) -> None:
    traveller = travel(
        "begin: {kind: start, next: rest}\nrest: {kind: wait, for: 5s, next: done}\ndone: {kind: end}"
    )
    traveller.now += timedelta(microseconds=1)
    traveller.start()
    assert traveller.visit.until == BEGIN + timedelta(seconds=5, milliseconds=1)


def test_cancelling_ends_everything_and_withdraws_the_open_attempt(travel: Travel) -> None:
    traveller = travel(PROBING).start().meet(Cancelled("wrong group"))
    reason = Reason("cancelled", "", "wrong group")
    assert traveller.instructions == (Withdraw(3, 1), Finish("cancelled", reason))
    assert traveller.told("visit.finished")[0]["status"] == "cancelled"
    assert traveller.host_run.status == "cancelled"
    assert (traveller.host_run.tokens, dict(traveller.host_run.open_visits)) == ((), {})


def test_cancelling_a_waiting_host_withdraws_nothing(travel: Travel) -> None:
    traveller = travel(PROBING).start().report("failed", rc=3).meet(Cancelled())
    cancelled = Reason.saying("cancelled", "", Sentence(Saying.CANCELLED))
    assert cancelled.message == "cancelled"
    assert traveller.instructions == (Finish("cancelled", cancelled),)


def test_cancelling_before_the_start_leaves_no_visit(travel: Travel) -> None:
    traveller = travel(PROBING).meet(Cancelled("not today"))
    assert [each.type.value for each in traveller.events] == ["host_run.finished"]
    assert traveller.host_run.status == "cancelled"


def test_a_walk_without_a_host_reads_no_host(travel: Travel) -> None:
    traveller = travel(
        """
        begin: {kind: start, next: tell}
        tell: {kind: notify, channel: log, message: "${host.name | default('nobody')}", next: done}
        done: {kind: end}
        """
    )
    traveller.host_run = load({**dump(traveller.host_run), "host": None})
    assert [each.message for each in traveller.start().instructions if isinstance(each, Notify)] == ["nobody"]


def test_every_state_survives_being_stored(travel: Travel) -> None:
    host = Host("web1", "192.0.2.1", ("web",), ("edge",), {"disks": ["a", "b"]})
    traveller = travel(
        """
        begin: {kind: start, next: each}
        each: {kind: loop, items: host.vars.disks, as: disk, delay: 1s, next: {again: act, done: done}}
        act: {kind: task, rerun: probe, retries: {max: 1, delay: 5s}, module: ping, next: {any: each}}
        done: {kind: end}
        """,
        host,
    )
    states = [
        traveller.host_run,
        traveller.start().host_run,
        traveller.report("failed", facts={"a": [1]}).host_run,
    ]
    states += [
        traveller.wait(5).host_run,
        traveller.report("lost").host_run,
        traveller.report("failed").host_run,
    ]
    for state in states:
        through_json = json.loads(json.dumps(dump(state)))
        assert load(through_json) == state
        assert dump(load(through_json)) == through_json


def test_a_stored_walk_goes_on_as_if_it_had_not_been_stored(travel: Travel) -> None:
    straight, stored = travel(PROBING).start(), travel(PROBING).start()
    for move in (
        lambda each: each.report("failed", rc=3),
        lambda each: each.wait(2),
        lambda each: each.report(rc=0),
    ):
        stored.host_run = load(json.loads(json.dumps(dump(stored.host_run))))
        assert move(stored).host_run == move(straight).host_run
        assert stored.events == straight.events


def test_the_host_run_that_went_in_is_not_touched(travel: Travel) -> None:
    traveller = travel(PROBING).start()
    before, kept = traveller.host_run, json.dumps(dump(traveller.host_run))
    traveller.report("failed", rc=3)
    assert json.dumps(dump(before)) == kept
