"""Executions without hosts: one walk that asks, decides, tells and publishes, and touches no host."""

from pathlib import Path
from typing import Any

import pytest

from noc_scheduler.errors import Invalid
from noc_scheduler.service.triggers import intake, schedules
from noc_scheduler.service.triggers.intake import Message
from noc_scheduler.service.triggers.schedules import ScheduleOrder
from noc_scheduler.store.host_runs import NOBODY
from tests.scheduler.conftest import ANNA, World

POLL = Path("playbooks/poll-tickets.yml")
NOBODYS: dict[str, Any] = {"groups": [], "hosts": [], "without_hosts": True}
ASKS = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: collect}
spec:
  policy: {lock: host}
  parameters: {word: {type: string, default: open}}
  nodes:
    begin: {kind: start, next: ask}
    ask: {kind: request, endpoint: tickets, path: "/tickets?state=${params.word}", next: many}
    many:
      kind: decision
      branches: [{when: "steps.ask.rc == 200", next: keep}]
      otherwise: gave_up
    keep: {kind: set, vars: {seen: "${steps.ask.rc}"}, next: tell}
    tell: {kind: notify, channel: oncall, message: "asked: ${vars.seen}", next: hand_on}
    hand_on: {kind: publish, queue: found.tickets, value: "${steps.ask.result.json}", each: true, next: done}
    done: {kind: end}
    gave_up: {kind: end, status: failed}
"""
NEEDS_ONE = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: needs-one}
spec:
  nodes:
    begin: {kind: start, next: look}
    look: {kind: task, purpose: monitoring, module: ansible.builtin.command, next: {any: over}}
    over: {kind: wait, signal: resolved, timeout: 1h, next: {any: tell}}
    tell: {kind: notify, channel: oncall, message: "${host.name} again", next: done}
    done: {kind: end}
"""
CALLS = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: calls}
spec:
  nodes:
    begin: {kind: start, next: call}
    call: {kind: procedure, procedure: collect, next: done}
    done: {kind: end}
"""


def answered(world: World, body: Any) -> None:
    """The executor node's answer to the one request that was made for nobody."""
    (attempt,) = world.nodes["node-1"].held
    assert (attempt["work"], attempt["host"]) == ("request", None)
    world.finish(attempt, outcome="succeeded", rc=200, result={"json": body})


def test_a_procedure_walks_once_and_asks_decides_tells_and_publishes_without_a_host(world: World) -> None:
    world.node()
    execution = world.start(ASKS, target=NOBODYS)
    world.drain()
    answered(world, [{"id": 1}, {"id": 2}])
    shown = world.shown(execution)
    assert shown["status"] == "succeeded"
    assert world.path(execution, NOBODY) == ["begin", "ask", "many", "keep", "tell", "hand_on", "done"]
    (told,) = world.presentation.notifications
    assert (told["host"], told["message"]) == (None, "asked: 200")
    assert world.presentation.observations == []


def test_it_is_asked_whether_the_person_may_run_it_though_there_are_no_hosts(world: World) -> None:
    world.presentation.refusal = ("actor.deactivated", "Anna is deactivated")
    execution = world.start(ASKS, target=NOBODYS)
    world.drain()
    assert world.shown(execution)["status"] == "failed"


def test_steps_that_need_a_host_are_named(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        world.start(NEEDS_ONE, target=NOBODYS)
    assert refused.value.code == "host.needed"
    named = [complaint.path.rpartition("/")[2] for complaint in refused.value.errors]
    assert named == ["look", "tell"]


def test_steps_of_a_procedure_it_calls_are_named_too(world: World) -> None:
    text = CALLS.replace("collect", "needs-one")
    with pytest.raises(Invalid) as refused:
        world.start(text, target=NOBODYS, procedures=[world.order(NEEDS_ONE).procedure])
    assert "needs-one, look" in refused.value.errors[0].message


def test_a_procedure_that_is_called_has_no_host_either(world: World) -> None:
    world.node()
    execution = world.start(CALLS, target=NOBODYS, procedures=[world.order(ASKS).procedure])
    world.drain()
    answered(world, [])
    assert world.shown(execution)["status"] == "succeeded"


def test_nobody_is_never_meant_by_saying_nothing_nor_together_with_somebody(world: World) -> None:
    for target, code in (
        ({"groups": [], "hosts": []}, "target.empty"),
        ({**NOBODYS, "groups": ["web"]}, "target.contradiction"),
    ):
        with pytest.raises(Invalid) as refused:
            world.start(ASKS, target=target)
        assert refused.value.code == code


def test_a_message_wakes_a_schedule_without_hosts_whatever_host_it_names(world: World) -> None:
    world.node()
    order = ScheduleOrder(
        name="tickets",
        trigger={"kind": "webhook", "host": "$.host", "params": {"word": "$.word"}},
        procedure=world.order(ASKS).procedure,
        target=NOBODYS,
        params={},
        actor=ANNA,
        body={},
    )
    schedule = schedules.keep(world.means, order, None)
    intake.take_in(world.means, Message(schedule, "m1", {"host": "nowhere", "word": "new"}))
    world.drain()
    answered(world, [])
    (item,) = intake.items(world.means, str(schedule), "", 10)
    assert (item.status, item.host) == ("started", None)
    assert world.shown(str(item.execution))["params"] == {"word": "new"}
    assert world.shown(str(item.execution))["status"] == "succeeded"


def polled(world: World, tickets: list[dict[str, Any]]) -> None:
    """The shipped procedure asks once more, and the ticket system answers so."""
    execution = world.start(POLL.read_text("utf-8"), target=NOBODYS)
    world.drain()
    asked = [one for one in world.nodes["node-1"].held if one["execution"] == execution]
    world.finish(asked[-1], outcome="succeeded", rc=200, result={"json": tickets})
    while world.drain():
        pass
    assert world.shown(execution)["status"] == "succeeded"


def test_each_thing_an_api_lists_is_work_once_however_often_it_is_asked(world: World) -> None:
    world.node()
    order = ScheduleOrder(
        name="tickets",
        trigger={
            "kind": "queue",
            "queue": "tickets.open",
            "items": "$.tickets",
            "key": ["$.id"],
            "host": "$.host",
        },
        procedure=world.order().procedure,
        target={"groups": ["web"], "hosts": []},
        params={},
        actor=ANNA,
        body={},
    )
    schedule = str(schedules.keep(world.means, order, None))
    first = [{"id": 1, "host": "web1"}, {"id": 2, "host": "web2"}]
    polled(world, first)
    polled(world, [*first, {"id": 3, "host": "web3"}])
    assert [item.said_host for item in intake.items(world.means, schedule, "", 10)] == [
        "web3",
        "web2",
        "web1",
    ]
    for _ in range(3):
        world.pass_time(5 * 24 * 3_600)
        world.beat()
        polled(world, first)
    assert len(intake.items(world.means, schedule, "", 10)) == 2
