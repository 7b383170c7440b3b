"""Operating a run: pausing, resuming exactly what failed, redirecting single hosts, cancelling for sure."""

import os
import signal
from collections import Counter
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from noc_scheduler.errors import Conflict, Invalid
from noc_scheduler.service.executions import show
from noc_scheduler.service.operating import pausing
from noc_scheduler.service.operating.acting import Act
from noc_scheduler.service.operating.cancel import ask_cancel
from noc_scheduler.service.operating.redirecting import Redirection, redirect
from noc_scheduler.service.operating.resuming import resumable, resume
from noc_scheduler.service.vocabulary import How
from noc_scheduler.store.tables import executions, host_runs, waits
from tests.scheduler.conftest import ANNA, FakeExecutorNode, World

PAST = datetime(2020, 1, 1, tzinfo=UTC)
STEPS = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: steps, title: Steps}
spec:
  nodes:
    begin: {kind: start, next: one}
    one: {kind: task, module: ansible.builtin.ping, next: count}
    count: {kind: set, vars: {seen: "${steps.one.stdout}"}, next: rounds}
    rounds: {kind: loop, items: [a, b], as: letter, next: {again: two, done: three}}
    two: {kind: task, module: ansible.builtin.ping, args: {data: "${vars.seen}${vars.letter}"}, next: rounds}
    three: {kind: task, module: ansible.builtin.ping, next: done}
    done: {kind: end}
"""
TOGETHER = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: together, title: Together}
spec:
  policy: {max_parallel: 2}
  nodes:
    begin: {kind: start, next: shared}
    shared: {kind: task, module: ansible.builtin.ping, scope: once, next: own}
    own: {kind: task, module: ansible.builtin.ping, next: done}
    done: {kind: end}
"""


def begin(world: World, *hosts: str, text: str = STEPS, slots: int = 200) -> tuple[FakeExecutorNode, str]:
    world.presentation.has(*(hosts or ("web1", "web2")))
    node = world.node(slots=slots)
    execution = world.start(text)
    world.drain()
    return node, execution


def act(*hosts: str, reason: str = "because") -> Act:
    return Act(ANNA, reason, hosts)


def answer(world: World, node: FakeExecutorNode, fails: dict[str, str], seen: set[str]) -> None:
    """Finish every attempt handed over so far; `fails` says at which node (or node and item) a host fails."""
    while fresh := [one for one in node.held if one["id"] not in seen]:
        world.beat(slots=200)
        for one in fresh:
            seen.add(one["id"])
            host, at = one["host"]["name"], one["node"]
            bad = fails.get(host) == at
            world.finish(
                one,
                **(
                    {"outcome": "failed", "rc": 1}
                    if bad
                    else {"outcome": "succeeded", "rc": 0, "stdout": host}
                ),
            )


def statuses(world: World, execution: str) -> Counter[str]:
    return Counter({status: count for status, count in world.shown(execution)["counts"].items() if count})


def rows(world: World, table: sa.Table) -> list[sa.Row[Any]]:
    with world.means.database.reading() as connection:
        return list(connection.execute(sa.select(table)))


def test_exactly_the_failed_hosts_go_on_each_from_where_it_failed(world: World) -> None:
    """100 hosts, of which 30 fail at three different nodes; the other 70 hear nothing of the resumption."""
    names = [f"web{number:03}" for number in range(100)]
    fails = {name: ("one", "two", "three")[number % 3] for number, name in enumerate(names[:30])}
    node, execution = begin(world, *names)
    seen: set[str] = set()
    answer(world, node, fails, seen)
    assert statuses(world, execution) == {"succeeded": 70, "failed": 30}
    before = Counter(event.host for event in world.events(execution))
    assert {each["host"]: each["places"][0]["node"] for each in resumable(world.means, execution)} == fails
    resume(world.means, execution, act())
    assert world.shown(execution)["status"] == "running"
    world.drain()
    again = [one for one in node.held if one["id"] not in seen]
    assert {one["host"]["name"]: one["node"] for one in again} == fails
    answer(world, node, {}, seen)
    assert statuses(world, execution) == {"succeeded": 100}
    after = Counter(event.host for event in world.events(execution))
    assert {host for host in names if after[host] != before[host]} == set(fails)
    item = next(one for one in again if one["node"] == "two")
    assert item["arguments"]["map"]["data"]["parts"] == [{"data": item["host"]["name"]}, {"data": "a"}]


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param("as soon as it is asked for", marks=pytest.mark.proof),
        "in the middle",
        pytest.param("before anything is sent", marks=pytest.mark.proof),
    ],
)
def test_the_same_after_a_kill_9_of_everything(world: World, moment: str) -> None:
    names = [f"web{number:03}" for number in range(100)]
    fails = {name: ("one", "two", "three")[number % 3] for number, name in enumerate(names[:30])}
    node, execution = begin(world, *names)
    seen: set[str] = set()
    answer(world, node, fails, seen)
    before = Counter(event.host for event in world.events(execution))
    world.means.database.close()
    killed = os.fork()
    if killed == 0:
        resume_and_die(world, execution, moment)
    assert os.WTERMSIG(os.waitpid(killed, 0)[1]) == signal.SIGKILL
    world.pass_time(20)
    world.beat(slots=200)
    world.drain()
    again = [one for one in node.held if one["id"] not in seen]
    assert {one["host"]["name"]: one["node"] for one in again} == fails
    answer(world, node, {}, seen)
    assert statuses(world, execution) == {"succeeded": 100}
    after = Counter(event.host for event in world.events(execution))
    assert {host for host in names if after[host] != before[host]} == set(fails)


def resume_and_die(world: World, execution: str, moment: str) -> None:
    """In a process of its own; it never comes back."""

    def die(*_: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    try:
        resume(world.means, execution, act())
        if moment == "as soon as it is asked for":
            die()
        if moment == "in the middle":
            left = iter(range(60))
            sa.event.listen(
                world.means.database.engine,
                "before_cursor_execute",
                lambda *_: die() if next(left, None) is None else None,
            )
        world.nodes["node-1"].answer = die  # type: ignore[method-assign,assignment]
        world.drain()
    finally:
        os._exit(1)


def test_only_the_hosts_that_are_named_go_on(world: World) -> None:
    node, execution = begin(world, "web1", "web2")
    seen: set[str] = set()
    answer(world, node, {"web1": "one", "web2": "one"}, seen)
    resume(world.means, execution, act("web2"))
    world.drain()
    assert [one["host"]["name"] for one in node.held if one["id"] not in seen] == ["web2"]
    answer(world, node, {}, seen)
    assert statuses(world, execution) == {"succeeded": 1, "failed": 1}
    assert world.shown(execution)["status"] == "failed"


NEVER_FULL = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: never, title: Never full}
spec:
  nodes:
    begin: {kind: start, next: both}
    both: {kind: fork, branches: [left, right]}
    left: {kind: task, module: ansible.builtin.ping, next: {failed: meet}}
    right: {kind: task, module: ansible.builtin.ping, next: {succeeded: meet, failed: meet}}
    meet: {kind: join, wait_for: all, next: done}
    done: {kind: end}
"""


def test_a_walk_that_fails_again_as_soon_as_it_is_resumed_ends_its_execution(world: World) -> None:
    """The left branch has ended well without coming to the join, which no resumption changes."""
    node, execution = begin(world, "web1", text=NEVER_FULL)
    world.finish(next(one for one in node.held if one["node"] == "left"))
    assert world.shown(execution)["status"] == "failed"
    resume(world.means, execution, act())
    assert world.shown(execution)["status"] == "running"
    world.drain()
    assert world.shown(execution)["status"] == "failed"


def test_what_can_not_be_resumed_is_refused(world: World) -> None:
    node, execution = begin(world, "web1")
    with pytest.raises(Conflict):
        resume(world.means, execution, act())
    with pytest.raises(Invalid) as refused:
        resume(world.means, execution, act("web9"))
    assert refused.value.errors[0].path == "/hosts/0"
    answer(world, node, {}, set())
    with pytest.raises(Conflict):
        resume(world.means, execution, act())


def test_a_resumption_keeps_to_the_policy_and_runs_a_failed_shared_step_once_more(world: World) -> None:
    node, execution = begin(world, "web1", "web2", "web3", "web4", text=TOGETHER)
    seen: set[str] = set()
    answer(world, node, {"web1": "shared"}, seen)
    assert statuses(world, execution) == {"failed": 4}
    resume(world.means, execution, act())
    world.drain()
    assert [one["node"] for one in node.held if one["id"] not in seen] == ["shared"]
    walking = [row.name for row in rows(world, host_runs) if row.status in ("running", "waiting")]
    assert len(walking) == 4  # those that wait for the shared step don't count
    (shared,) = [one for one in node.held if one["id"] not in seen]
    seen.add(shared["id"])
    world.finish(shared)
    answer(world, node, {}, seen)
    assert statuses(world, execution) == {"succeeded": 4}


def test_hosts_that_wait_for_room_are_resumed_when_there_is_some(world: World) -> None:
    text = STEPS.replace("spec:", "spec:\n  policy: {max_parallel: 1}")
    node, execution = begin(world, "web1", "web2", "web3", text=text)
    seen: set[str] = set()
    answer(world, node, {"web1": "three", "web2": "three", "web3": "three"}, seen)
    resume(world.means, execution, act())
    world.drain()
    assert len([one for one in node.held if one["id"] not in seen]) == 1
    assert {row.act for row in rows(world, waits)} == {"resume"}
    answer(world, node, {}, seen)
    assert statuses(world, execution) == {"succeeded": 3}
    assert rows(world, waits) == []


def test_hosts_that_wait_for_room_keep_no_other_execution_waiting(world: World) -> None:
    """More of them than are taken up at once, and of the older execution."""
    crowd = [f"db{number:02}" for number in range(60)]
    text = STEPS.replace("spec:", "spec:\n  policy: {max_parallel: 1}")
    node, first = begin(world, *crowd, text=text)
    seen: set[str] = set()
    answer(world, node, dict.fromkeys(crowd, "one"), seen)
    world.presentation.has("web1", "web2")
    second = world.start(STEPS)
    world.drain()
    answer(world, node, {"web1": "one", "web2": "one"}, seen)
    resume(world.means, first, act())
    resume(world.means, second, act())
    world.drain()
    again = [one["host"]["name"] for one in node.held if one["id"] not in seen]
    assert sorted(again) == ["db00", "web1", "web2"]


def test_a_host_that_waited_for_room_too_long_still_goes_where_it_was_sent(world: World) -> None:
    text = STEPS.replace("spec:", "spec:\n  policy: {max_parallel: 1}")
    node, execution = begin(world, "web1", "web2", text=text)
    seen: set[str] = set()
    answer(world, node, {"web1": "one", "web2": "one"}, seen)
    resume(world.means, execution, act("web1"))
    redirect(world.means, execution, "web2", Redirection(to="three"), ANNA, "the rest is not needed")
    world.drain()
    (held,) = (one for one in node.held if one["id"] not in seen)
    assert (held["host"]["name"], held["node"]) == ("web1", "one")
    with world.means.database.writing() as connection:
        connection.execute(sa.update(waits).where(waits.c.act == "resume").values(deadline=PAST))
    world.tick()
    assert {one["host"]["name"]: one["node"] for one in node.held if one["id"] not in seen} == {
        "web1": "one",
        "web2": "three",
    }
    assert "resume" not in {row.act for row in rows(world, waits)}


def test_a_host_that_is_over_is_paused_no_more(world: World) -> None:
    _, execution = begin(world, "web1")
    pausing.pause(world.means, execution, act())
    world.drain()
    assert world.host(execution, "web1")["paused"] == "because"
    world.cancel(execution, "stop")
    host = world.host(execution, "web1")
    assert (host["status"], host["paused"]) == ("cancelled", None)


def test_a_paused_execution_finishes_its_steps_and_begins_none(world: World) -> None:
    node, execution = begin(world, "web1", "web2")
    pausing.pause(world.means, execution, act(reason="change freeze"))
    world.drain()
    assert world.shown(execution)["paused"]["reason"] == "change freeze"
    for one in list(node.held):
        world.finish(one)
    assert len(node.held) == 2
    host = world.host(execution, "web1")
    assert (host["status"], host["paused"]) == ("waiting", "change freeze")
    assert host["waiting_for"] == "paused by Anna: change freeze; let it go on or cancel it"
    pausing.go_on(world.means, execution, act())
    world.drain()
    assert [one["node"] for one in node.held[2:]] == ["two", "two"]
    assert world.shown(execution)["paused"] is None
    assert [row.act for row in rows(world, waits)] == []
    told = [event for event in world.events(execution) if event.type == "host_run.paused"]
    assert (told[0].actor["name"], told[0].data["reason"]) == ("Anna", "change freeze")


def test_a_walk_tells_who_did_what_to_it_and_why(world: World) -> None:
    _, execution = begin(world, "web1")
    pausing.pause(world.means, execution, act("web1", reason="lunch"))
    assert "paused by Anna: lunch" in world.host(execution, "web1")["waiting_for"]
    pausing.go_on(world.means, execution, act("web1", reason=""))
    redirect(world.means, execution, "web1", Redirection(to="three"), ANNA, "enough")
    redirect(world.means, execution, "web1", Redirection(outcome="succeeded"), ANNA, "by hand")
    done = [
        (one["type"], one["actor"]["name"], one["reason"]) for one in world.host(execution, "web1")["acts"]
    ]
    assert done == [
        ("host_run.paused", "Anna", "lunch"),
        ("host_run.continued", "Anna", ""),
        ("token.moved", "Anna", "enough"),
        ("visit.finished", "Anna", "by hand"),
    ]


def test_what_is_being_cancelled_no_longer_waits_to_be_let_go_on(world: World) -> None:
    _, execution = begin(world, "web1")
    pausing.pause(world.means, execution, act())
    world.drain()
    ask_cancel(world.means, execution, act(reason="wrong group"))
    assert "let it go on" not in world.shown(execution)["sentence"]
    world.drain()
    (last,) = [one for one in world.host(execution, "web1")["acts"] if one["type"] == "host_run.finished"]
    assert (last["actor"]["name"], last["reason"]) == ("Anna", "wrong group")


def test_single_hosts_pause_while_the_others_go_on(world: World) -> None:
    node, execution = begin(world, "web1", "web2")
    pausing.pause(world.means, execution, act("web2"))
    seen: set[str] = set()
    answer(world, node, {}, seen)
    assert statuses(world, execution) == {"succeeded": 1, "waiting": 1}
    with pytest.raises(Conflict):
        pausing.go_on(world.means, execution, act("web1"))
    pausing.go_on(world.means, execution, act())
    world.drain()
    answer(world, node, {}, seen)
    assert world.shown(execution)["status"] == "succeeded"


def test_a_pause_that_everybody_forgot_ends_the_execution(world: World) -> None:
    node, execution = begin(world, "web1")
    pausing.pause(world.means, execution, act())
    world.drain()
    world.finish(node.held[0])
    world.pass_time(8 * 24 * 3600)
    world.tick()
    assert world.shown(execution)["status"] == "cancelled"
    assert rows(world, waits) == []


def test_what_is_not_paused_can_not_go_on(world: World) -> None:
    _, execution = begin(world, "web1")
    with pytest.raises(Conflict):
        pausing.go_on(world.means, execution, act())


def test_a_stop_after_the_step_lets_each_host_finish_its_step(world: World) -> None:
    node, execution = begin(world, "web1", "web2")
    ask_cancel(world.means, execution, act(), How.AFTER_STEP)
    world.drain()
    assert statuses(world, execution) == {"running": 2}
    world.finish(node.held[0])
    world.finish(node.held[1])
    assert world.shown(execution)["status"] == "cancelled"
    assert node.withdrawn == []
    assert world.shown(execution)["cancel"]["how"] == "after_step"


def test_stopping_now_after_all_withdraws_the_step(world: World) -> None:
    node, execution = begin(world, "web1")
    ask_cancel(world.means, execution, act(), How.AFTER_STEP)
    world.drain()
    ask_cancel(world.means, execution, act(reason="now!"), How.NOW)
    world.drain()
    assert (world.shown(execution)["status"], len(node.withdrawn)) == ("cancelled", 1)


def test_a_cancellation_says_what_may_still_run(world: World) -> None:
    node, execution = begin(world, "web1", "web2")
    attempts = list(node.held)
    world.say(attempts[0])
    world.cancel(execution, "wrong group")
    said = world.shown(execution)["cancel"]
    assert (said["withdrawn"], said["confirmed"], len(said["may_still_run"])) == (2, 0, 2)
    assert said["may_still_run"][0]["why"] == "executor node node-1 has not said that it has ended"
    assert world.say(attempts[0], outcome="cancelled").status == "late"
    said = world.shown(execution)["cancel"]
    assert (said["confirmed"], [each["host"] for each in said["may_still_run"]]) == (1, ["web2"])


def test_single_hosts_are_cancelled(world: World) -> None:
    node, execution = begin(world, "web1", "web2")
    ask_cancel(world.means, execution, act("web1"))
    answer(world, node, {}, {one["id"] for one in node.held if one["host"]["name"] == "web1"})
    assert statuses(world, execution) == {"succeeded": 1, "cancelled": 1}


def test_cancelled_hosts_resume_where_they_were(world: World) -> None:
    node, execution = begin(world, "web1")
    world.finish(node.held[0])
    world.cancel(execution, "stop")
    resume(world.means, execution, act())
    world.drain()
    assert node.held[-1]["node"] == "two"
    assert world.shown(execution)["cancel"] is None


def test_a_walk_that_can_not_be_walked_is_closed_by_force(world: World) -> None:
    node, execution = begin(world, "web1", "web2")
    with world.means.database.writing() as connection:
        broken = sa.update(host_runs).where(host_runs.c.name == "web1").values(state={"nothing": "known"})
        connection.execute(broken)
    world.cancel(execution, "stop")
    assert statuses(world, execution) == {"running": 1, "cancelled": 1}
    ask_cancel(world.means, execution, act(reason="enough"), How.FORCE)
    world.drain()
    assert world.shown(execution)["status"] == "cancelled"
    told = [event for event in world.events(execution) if event.data.get("forced")]
    assert [(event.type, event.host) for event in told] == [
        ("visit.finished", "web1"),
        ("host_run.finished", "web1"),
    ]
    assert {each["id"] for each in node.withdrawn} == {one["id"] for one in node.held}
    assert rows(world, waits) == []


def test_closing_by_force_ends_what_was_called(world: World) -> None:
    calling = STEPS.replace(
        "{kind: task, module: ansible.builtin.ping, next: count}",
        "{kind: procedure, procedure: steps, next: count}",
    )
    text = calling.replace("name: steps", "name: caller").replace("${steps.one.stdout}", "x")
    called = world.order(STEPS).procedure
    world.presentation.has("web1")
    world.node()
    execution = world.start(text, procedures=[called])
    world.drain()
    with world.means.database.writing() as connection:
        caller = sa.update(host_runs).where(host_runs.c.execution == UUID(execution))
        connection.execute(caller.values(state={"nothing": "known"}))
    ask_cancel(world.means, execution, act(), How.FORCE)
    world.drain()
    with world.means.database.reading() as connection:
        assert set(connection.scalars(sa.select(executions.c.status))) == {"cancelled"}


def test_a_step_under_way_is_skipped(world: World) -> None:
    node, execution = begin(world, "web1")
    redirect(world.means, execution, "web1", Redirection(outcome="succeeded"), ANNA, "done by hand")
    world.drain()
    path = world.host(execution, "web1")["path"]
    assert [(visit["node"], visit["status"]) for visit in path[1:2]] == [("one", "skipped")]
    assert [one["node"] for one in node.held] == ["one", "two"]
    assert len(node.withdrawn) == 1


def test_a_step_is_done_again_and_a_host_moved(world: World) -> None:
    node, execution = begin(world, "web1")
    redirect(world.means, execution, "web1", Redirection(), ANNA, "not sure")
    world.drain()
    redirect(world.means, execution, "web1", Redirection(to="three"), ANNA, "skip the loop")
    world.drain()
    assert [one["node"] for one in node.held] == ["one", "one", "three"]
    world.finish(node.held[-1])
    assert world.path(execution, "web1") == ["begin", "one", "one", "three", "done"]


def test_a_host_that_failed_is_skipped_over_or_moved(world: World) -> None:
    node, execution = begin(world, "web1", "web2")
    seen: set[str] = set()
    answer(world, node, {"web1": "one", "web2": "one"}, seen)
    redirect(world.means, execution, "web1", Redirection(outcome="succeeded"), ANNA, "mended by hand")
    redirect(world.means, execution, "web2", Redirection(to="three"), ANNA, "the rest is not needed")
    world.drain()
    assert {one["host"]["name"]: one["node"] for one in node.held if one["id"] not in seen} == {
        "web1": "two",
        "web2": "three",
    }


@pytest.mark.parametrize(
    ("what", "error"),
    [
        (Redirection(to="nowhere"), Invalid),
        (Redirection(to="two"), Invalid),
        (Redirection(at="three"), Conflict),
        (Redirection(outcome="marvellous"), Invalid),
    ],
)
def test_an_impossible_redirection_changes_nothing(
    world: World, what: Redirection, error: type[Exception]
) -> None:
    _, execution = begin(world, "web1")
    before = len(world.events(execution))
    with pytest.raises(error):
        redirect(world.means, execution, "web1", what, ANNA, "why not")
    assert len(world.events(execution)) == before


def test_acts_survive_that_whoever_took_them_dies(world: World) -> None:
    """The wish is a row: whoever drains next does it, as after a crash between asking and doing."""
    node, execution = begin(world, "web1", "web2")
    seen: set[str] = set()
    answer(world, node, {"web1": "three"}, seen)
    resume(world.means, execution, act())
    assert [row.resume["reason"] for row in rows(world, host_runs) if row.resume] == ["because"]
    assert show.execution(world.means, execution)["status"] == "running"
    world.drain()
    assert [row.resume for row in rows(world, host_runs)] == [None, None]
    answer(world, node, {}, seen)
    assert statuses(world, execution) == {"succeeded": 2}
