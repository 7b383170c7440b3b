"""What a task does between its first attempt and its outcome: retries, lost attempts, what is dispatched."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from noc_scheduler.flowchart.happenings import Decided, Elapsed, Reported
from noc_scheduler.flowchart.host_run import Host, Result
from noc_scheduler.flowchart.instructions import AwaitPerson, Dispatch, Finish, WaitUntil
from noc_scheduler.flowchart.kinds.task import MAX_LOSSES, POISON, Retries

from .conftest import Traveller

Travel = Callable[..., Traveller]


def task(fields: str) -> str:
    return f"""
        begin: {{kind: start, next: act}}
        act: {{kind: task, module: ansible.builtin.service, {fields}}}
        done: {{kind: end}}
        bad: {{kind: end, status: failed}}
        """


def test_what_is_dispatched_tells_words_from_data(travel: Travel) -> None:
    host = Host("web1", vars={"port": 8080, "evil": "{{ lookup('pipe', 'id') }}"})
    traveller = travel(
        task(
            """timeout: 90s, become: true, check_mode: true, diff: true, no_log: true, template: true, next: done,
            args: {name: nginx, n: 3, on: true, none: null, port: "${host.vars.port}",
                   text: "a ${host.vars.evil} b", list: ["${host.groups}", ""], "${key}": {}}"""
        ),
        host,
    ).start()
    assert traveller.instructions == (
        Dispatch(
            visit=2,
            attempt=1,
            node="act",
            module="ansible.builtin.service",
            timeout_ms=90_000,
            become=True,
            check_mode=True,
            diff=True,
            no_log=True,
            template=True,
            arguments={
                "map": {
                    "name": {"parts": [{"text": "nginx"}]},
                    "n": {"parts": [{"text": 3}]},
                    "on": {"parts": [{"text": True}]},
                    "none": {"parts": [{"text": None}]},
                    "port": {"parts": [{"data": 8080}]},
                    "text": {
                        "parts": [{"text": "a "}, {"data": "{{ lookup('pipe', 'id') }}"}, {"text": " b"}]
                    },
                    "list": {"list": [{"parts": [{"data": []}]}, {"parts": [{"text": ""}]}]},
                    "${key}": {"map": {}},
                }
            },
        ),
    )


def test_a_task_without_arguments_or_timeout_gets_none_and_five_minutes(travel: Travel) -> None:
    (dispatch,) = travel(task("next: done")).start().instructions
    assert isinstance(dispatch, Dispatch)
    assert (dispatch.arguments, dispatch.timeout_ms) == ({"map": {}}, 300_000)


def test_retries_are_attempts_of_the_same_visit(travel: Travel) -> None:
    traveller = travel(
        task("retries: {max: 2, delay: 10s, backoff: 3}, next: {succeeded: done, failed: bad}")
    )
    traveller.start().report("failed", rc=1)
    (wait,) = traveller.instructions
    assert isinstance(wait, WaitUntil)
    assert wait.at - traveller.now == timedelta(seconds=10)
    assert str(wait.reason) == "pauses 10s before retry 1 of 2, because it ended failed"
    assert traveller.host_run.status == "waiting"
    assert traveller.told("visit.retried")[0]["outcome"] == "failed"
    traveller.wait(10)
    assert [type(each) for each in traveller.instructions] == [Dispatch]
    assert (traveller.visit.number, traveller.visit.attempts) == (2, 2)
    traveller.report("unreachable")
    assert traveller.instructions[0].at - traveller.now == timedelta(seconds=30)
    traveller.wait(30).report("timed_out")
    assert traveller.path == ["begin", "act", "bad"]
    assert traveller.told("visit.finished")[0]["attempts"] == 3


def test_a_retry_without_delay_is_dispatched_at_once(travel: Travel) -> None:
    traveller = travel(task("retries: {max: 1}, next: done")).start().report("failed")
    assert [each.attempt for each in traveller.instructions] == [2]
    assert traveller.report().host_run.status == "succeeded"


def test_the_timer_of_an_earlier_retry_comes_too_early_for_a_later_one(travel: Travel) -> None:
    traveller = travel(task("retries: {max: 2, delay: 10s, backoff: 3}, next: done")).start().report("failed")
    traveller.wait(10).report("failed")
    before = traveller.host_run
    assert traveller.meet(Elapsed(2)).host_run is before
    assert traveller.instructions == ()


def test_a_pause_never_grows_beyond_a_day() -> None:
    assert Retries(max=100, delay_ms=1000, backoff=10).delay(99) == timedelta(days=1)


def test_a_lost_repeatable_attempt_is_made_again_some_times(travel: Travel) -> None:
    traveller = travel(task("rerun: repeatable, next: {succeeded: done, lost: bad}")).start()
    for attempt in range(2, MAX_LOSSES + 2):
        traveller.report("lost")
        assert [each.attempt for each in traveller.instructions] == [attempt]
    traveller.report("lost", message="node b fell silent")
    assert traveller.path == ["begin", "act", "bad"]
    (finished,) = [one for one in traveller.told("visit.finished") if one["node"] == "act"]
    assert (finished["outcome"], finished["code"]) == ("lost", POISON)
    assert finished["message"] == "4 attempts were lost, so it is not tried again: node b fell silent"


@pytest.mark.parametrize("most", [1, 5])
def test_how_many_losses_are_made_good_may_be_said_with_each(travel: Travel, most: int) -> None:
    traveller = travel(task("rerun: repeatable, next: {succeeded: done, failed: bad}")).start()

    def lose() -> None:
        visit = traveller.visit
        traveller.meet(Reported(visit.number, visit.attempts, Result(outcome="lost"), most))

    for attempt in range(2, most + 2):
        lose()
        assert [each.attempt for each in traveller.instructions] == [attempt]
    lose()
    assert traveller.path == ["begin", "act", "bad"]


def test_probes_that_get_lost_too_leave_it_to_a_person(travel: Travel) -> None:
    traveller = travel(task("rerun: probe, next: done")).start()
    for _ in range(MAX_LOSSES + 1):
        traveller.report("lost")
    assert [type(each) for each in traveller.instructions] == [AwaitPerson]


def test_monitoring_is_repeatable_and_an_action_is_not(travel: Travel) -> None:
    looking = travel(task("purpose: monitoring, next: done")).start().report("lost")
    assert [type(each) for each in looking.instructions] == [Dispatch]
    acting = travel(task("purpose: action, next: done")).start().report("lost")
    assert [type(each) for each in acting.instructions] == [AwaitPerson]
    silent = travel(task("next: done")).start().report("lost")
    assert [type(each) for each in silent.instructions] == [AwaitPerson]


def test_a_lost_probe_looks_in_check_mode_and_finds_it_done(travel: Travel) -> None:
    traveller = travel(task("rerun: probe, next: {succeeded: done, changed: bad}")).start().report("lost")
    (dispatch,) = traveller.instructions
    assert isinstance(dispatch, Dispatch)
    assert (dispatch.attempt, dispatch.check_mode) == (2, True)
    traveller.report("succeeded")
    assert traveller.path == ["begin", "act", "done"]
    assert not traveller.host_run.changed


def test_a_lost_probe_that_would_change_something_is_made_again(travel: Travel) -> None:
    traveller = travel(task("rerun: probe, next: {succeeded: bad, changed: done}")).start().report("lost")
    traveller.report("changed")
    (dispatch,) = traveller.instructions
    assert isinstance(dispatch, Dispatch)
    assert (dispatch.attempt, dispatch.check_mode) == (3, False)
    traveller.report("changed")
    assert traveller.path == ["begin", "act", "done"]
    assert traveller.host_run.changed


@pytest.mark.parametrize("outcome", ["failed", "unreachable", "timed_out"])
def test_a_probe_that_cannot_tell_leaves_it_to_a_person(travel: Travel, outcome: str) -> None:
    traveller = travel(task("rerun: probe, retries: {max: 3}, next: done")).start().report("lost")
    traveller.report(outcome)
    assert [type(each) for each in traveller.instructions] == [AwaitPerson]


def test_a_person_decides_what_a_lost_action_was(travel: Travel) -> None:
    traveller = travel(task("next: {succeeded: done, failed: bad}")).start().report("lost")
    assert traveller.told("visit.waiting") == [
        {
            "visit": 2,
            "node": "act",
            "waits_for": "person",
            "until": None,
            "reason": "the attempt was lost, and whether it has changed anything is not known: "
            "a person must decide",
        }
    ]
    nonsense = traveller.host_run
    assert traveller.meet(Decided(2, "marvellous")).host_run is nonsense
    traveller.meet(Decided(2, "succeeded", "looked at it myself"))
    assert traveller.told("visit.finished")[0]["message"] == "looked at it myself"
    assert traveller.instructions == (Finish("succeeded", None),)


def test_nobody_can_decide_a_visit_that_waits_for_something_else(travel: Travel) -> None:
    traveller = travel(task("next: done")).start()
    before = traveller.host_run
    assert traveller.meet(Decided(2, "succeeded")).host_run is before


def test_a_late_report_of_a_lost_attempt_moves_nothing(travel: Travel) -> None:
    traveller = travel(task("purpose: monitoring, next: done")).start().report("lost")
    before = traveller.host_run
    assert traveller.meet(Reported(2, 1, Result())).host_run is before
    assert (traveller.instructions, traveller.events) == ((), ())
