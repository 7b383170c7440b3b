"""How many executions of a procedure walk at once, and how much an executor node may be given."""

from datetime import timedelta
from typing import Any

import pytest

from noc_scheduler.errors import Invalid, NotFound
from noc_scheduler.service.executions.turn_rules import Rivals, Standing, judge
from noc_scheduler.service.nodes import executor_nodes
from tests.scheduler.conftest import ANNA, World

LIMITED = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: restart-web, title: Restart}
spec:
  policy: {max_executions: 2}
  nodes:
    begin: {kind: start, next: check}
    check: {kind: task, purpose: monitoring, module: ansible.builtin.ping, next: done}
    done: {kind: end}
"""
CALLER = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: caller, title: Calls a limited one}
spec:
  nodes:
    begin: {kind: start, next: call}
    call: {kind: procedure, procedure: restart-web, next: done}
    done: {kind: end}
"""


@pytest.mark.parametrize(
    ("rivals", "words"),
    [
        (Rivals("p", 2, (), 0), None),
        (Rivals("p", 2, (812,), 0), None),
        (Rivals("p", 2, (812, 815), 0), "waits: 2 of 2 executions of p run (812, 815)"),
        (Rivals("p", 2, (812, 815), 3), "waits: 2 of 2 executions of p run (812, 815); 3 before it"),
        (Rivals("p", 2, (812,), 1), "waits: 1 of 2 executions of p run (812); 1 before it"),
        (Rivals("p", 1, (), 1), "waits: 0 of 1 executions of p run; 1 before it"),
        (Rivals("p", 6, tuple(range(1, 8)), 0), "waits: 7 of 6 executions of p run (1, 2, 3, 4, 5, …)"),
    ],
)
def test_who_waits_among_its_rivals_says_who_they_are(rivals: Rivals, words: str | None) -> None:
    waiting = judge(Standing(rivals=rivals))
    assert (None if waiting is None else str(waiting.reason)) == words


def begin(world: World, times: int, **changes: Any) -> list[str]:
    world.presentation.has("web1")
    if "node-1" not in world.nodes:
        world.node(slots=50)
    executions = [world.start(LIMITED, **changes) for _ in range(times)]
    world.beat(slots=50)
    world.drain()
    return executions


def statuses(world: World, executions: list[str]) -> list[str]:
    return [world.shown(one)["status"] for one in executions]


def end(world: World, execution: str) -> None:
    (attempt,) = [one for one in world.nodes["node-1"].held if one["execution"] == execution]
    world.beat(slots=50)
    world.finish(attempt)


def test_so_many_executions_of_a_procedure_walk_at_once(world: World) -> None:
    executions = begin(world, 4)
    assert statuses(world, executions) == ["running", "running", "queued", "queued"]
    first, second, third, fourth = (world.shown(one) for one in executions)
    words = f"waits: 2 of 2 executions of restart-web run ({first['number']}, {second['number']})"
    assert third["waiting_for"] == words
    assert fourth["waiting_for"] == f"{words}; 1 before it"
    assert "execution.waiting" in world.types(executions[2])

    end(world, executions[1])
    assert statuses(world, executions) == ["running", "succeeded", "running", "queued"]
    world.cancel(executions[0], "not needed")
    assert statuses(world, executions)[3] == "running"


def test_the_urgent_comes_before_who_waits_already(world: World) -> None:
    first, _, patient = begin(world, 3)
    (urgent,) = begin(world, 1, priority=5)
    end(world, first)
    assert statuses(world, [patient, urgent]) == ["queued", "running"]


def test_who_starts_later_does_not_take_the_place_of_who_waits(world: World) -> None:
    first, second, waiting = begin(world, 3)
    world.cancel(first, "no")
    end(world, second)
    assert statuses(world, [waiting, *begin(world, 2)]) == ["running", "running", "queued"]


def test_one_that_is_to_start_later_takes_no_place_before_its_time(world: World) -> None:
    begin(world, 1)
    created = next(event.at for event in world.events())
    later = world.start(LIMITED, start_at=created.replace(year=created.year + 1), priority=5)
    (second,) = begin(world, 1)
    assert statuses(world, [later, second]) == ["queued", "running"]


def test_called_procedures_are_not_counted(world: World) -> None:
    executions = begin(world, 2)
    made = world.order(LIMITED)
    caller = world.start(CALLER, procedures=[made.procedure])
    world.drain()
    assert statuses(world, executions) == ["running", "running"]
    assert world.host(caller, "web1")["calls"][0]["status"] == "running"


def test_what_a_missed_wake_leaves_is_found_by_itself(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("noc_scheduler.service.executions.turns.LOOK_AGAIN", timedelta(minutes=10))
    monkeypatch.setattr("noc_scheduler.store.executions.wake", lambda *_: None)
    executions = begin(world, 3)
    end(world, executions[0])
    assert statuses(world, executions)[2] == "queued"
    world.pass_time(601)
    world.drain()
    assert statuses(world, executions)[2] == "running"


def limit(world: World, most: int | None) -> Any:
    return executor_nodes.set_limit(world.means, str(world.ids["node-1"]), most, ANNA, "it swaps")


def test_an_executor_node_gets_no_more_than_an_administrator_allows(world: World) -> None:
    world.presentation.has("web1", "web2", "web3")
    fake = world.node(slots=4)
    assert limit(world, 2).row.max_parallel == 2
    execution = world.start()
    world.drain()

    assert len(fake.held) == 2
    assert world.host(execution, "web3")["waiting_for"] == (
        "all 2 slots are taken; node-1 may use 2 of its 4"
    )
    changed = next(event for event in world.events() if event.type == "executor_node.limit_changed")
    assert (changed.data["max_parallel"], changed.data["before"]) == (2, None)
    assert (changed.data["reason"], changed.actor["name"]) == ("it swaps", "Anna")

    limit(world, None)
    world.drain()
    assert len(fake.held) == 3


def test_the_limit_also_holds_for_what_a_heartbeat_brings(world: World) -> None:
    fake = world.node(slots=4)
    limit(world, 1)
    fake.mood = "unreachable"
    world.start()
    world.drain()
    world.pass_time(1)
    assert len(world.beat(slots=4).attempts) == 1


def test_a_limit_above_the_slots_is_refused(world: World) -> None:
    world.node(slots=4)
    with pytest.raises(Invalid) as refused:
        limit(world, 5)
    assert [complaint.path for complaint in refused.value.errors] == ["/max_parallel"]
    with pytest.raises(NotFound):
        executor_nodes.set_limit(world.means, "nobody", 1, ANNA, "")
