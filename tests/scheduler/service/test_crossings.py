"""Hosts that wait for each other: gates, and steps that one host runs for the whole execution."""

import pytest

from tests.scheduler.conftest import World

GATE = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: together, title: Together}
spec:
  nodes:
    begin: {kind: start, next: drain}
    drain: {kind: task, purpose: monitoring, module: ansible.builtin.ping, next: together}
    together: {kind: gate, open_when: OPEN, late: LATE, next: {opened: done, missed: alone}}
    alone: {kind: end, status: failed}
    done: {kind: end}
"""
ONCE = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: once, title: Once}
spec:
  nodes:
    begin: {kind: start, next: backup}
    backup: {kind: task, scope: once, module: ansible.builtin.command, args: {argv: [backup]}, next: judge}
    judge: {kind: decision, branches: [{when: "steps.backup.stdout == 'done'", next: done}], otherwise: bad}
    done: {kind: end}
    bad: {kind: end, status: failed}
"""
HOSTS = ("web1", "web2", "web3", "web4", "web5")


def begin(world: World, text: str) -> str:
    world.presentation.has(*HOSTS)
    world.node(slots=50)
    execution = world.start(text)
    world.drain()
    return execution


def gate(open_when: str, late: str = "opened") -> str:
    return GATE.replace("OPEN", open_when).replace("LATE", late)


def end(world: World, *hosts: str, outcome: str = "succeeded") -> None:
    for host in hosts:
        world.finish(world.nodes["node-1"].on(host), outcome=outcome, rc=0)


def statuses(world: World, execution: str) -> dict[str, str]:
    return {host: world.host(execution, host)["status"] for host in HOSTS}


def test_a_gate_opens_for_all_when_enough_have_come(world: World) -> None:
    execution = begin(world, gate("{percent: 80}"))
    end(world, "web1", "web2", "web3")
    waiting = world.host(execution, "web1")
    assert (waiting["status"], waiting["waiting_for"]) == ("waiting", "3 of 4 hosts have come, 1 more must")
    end(world, "web5")
    assert statuses(world, execution) == {
        **dict.fromkeys(("web1", "web2", "web3", "web5"), "succeeded"),
        "web4": "running",
    }
    end(world, "web4")
    assert world.shown(execution)["status"] == "succeeded"


def test_a_gate_that_can_no_longer_fill_is_missed_by_those_that_wait(world: World) -> None:
    execution = begin(world, gate("{percent: 80}"))
    end(world, "web1", "web2", "web3")
    end(world, "web4", outcome="unreachable")
    assert statuses(world, execution)["web1"] == "waiting"
    end(world, "web5", outcome="failed")
    assert set(statuses(world, execution).values()) == {"failed"}
    message = world.host(execution, "web1")["path"][-2]["message"]
    assert message == "3 of 4 hosts have come, and only 3 of 5 can come at all"


def test_who_comes_late_may_miss_it(world: World) -> None:
    execution = begin(world, gate("{count: 2}", late="missed"))
    end(world, "web1", "web2", "web3")
    assert statuses(world, execution)["web2"] == "succeeded"
    assert statuses(world, execution)["web3"] == "failed"


def test_a_gate_opens_some_time_after_the_first(world: World) -> None:
    execution = begin(world, gate("{after: 30s}"))
    end(world, "web1")
    world.pass_time(20)
    end(world, "web2")
    world.tick()
    assert statuses(world, execution)["web1"] == "waiting"
    world.pass_time(11)
    world.tick()
    assert statuses(world, execution)["web1"] == "succeeded"
    world.pass_time(20)
    world.tick()
    assert statuses(world, execution)["web2"] == "succeeded"
    end(world, "web3")
    assert statuses(world, execution)["web3"] == "succeeded"


def test_a_host_that_waits_at_a_gate_can_be_cancelled_with_all_others(world: World) -> None:
    execution = begin(world, gate("{count: 5}"))
    end(world, "web1")
    world.cancel(execution, "enough")
    assert set(statuses(world, execution).values()) == {"cancelled"}


def test_a_gate_nobody_else_ever_comes_to_is_given_up(world: World) -> None:
    execution = begin(world, gate("{count: 5}"))
    end(world, "web1")
    world.pass_time(8 * 24 * 3600)
    world.tick()
    assert world.host(execution, "web1")["status"] == "failed"


def test_one_host_runs_the_step_for_all(world: World) -> None:
    execution = begin(world, ONCE)
    assert [one["host"]["name"] for one in world.nodes["node-1"].held] == ["web1"]
    assert "another host runs this step" in world.host(execution, "web2")["waiting_for"]
    world.finish(world.nodes["node-1"].on("web1"), outcome="succeeded", rc=0, stdout="done")
    assert world.shown(execution)["status"] == "succeeded"
    assert len(world.nodes["node-1"].held) == 1
    assert world.path(execution, "web5") == ["begin", "backup", "judge", "done"]


def test_a_failure_of_the_step_is_everybodys(world: World) -> None:
    execution = begin(world, ONCE)
    world.finish(world.nodes["node-1"].on("web1"), outcome="failed", rc=2, stderr="no space")
    assert set(statuses(world, execution).values()) == {"failed"}
    assert len(world.nodes["node-1"].held) == 1


def test_every_host_that_waits_says_for_whom_and_until_when(world: World) -> None:
    execution = begin(world, ONCE)
    for host in HOSTS[1:]:
        assert world.host(execution, host)["status"] == "waiting"
    assert world.shown(execution)["status"] == "running"


@pytest.mark.parametrize("most", [1, 2])
def test_a_gate_is_not_starved_by_the_most_that_may_walk_at_once(world: World, most: int) -> None:
    text = gate("{count: 4}").replace("  nodes:\n", f"  policy: {{max_parallel: {most}}}\n  nodes:\n", 1)
    execution = begin(world, text)
    for _ in HOSTS:
        walking = [one for one in world.nodes["node-1"].held if one["id"] not in world.seqs]
        end(world, *[one["host"]["name"] for one in walking])
    assert set(statuses(world, execution).values()) == {"succeeded"}


def test_a_host_that_comes_to_a_gate_and_ends_in_the_same_moment_waits_for_nobody(world: World) -> None:
    execution = begin(
        world,
        """
apiVersion: noc/v1
kind: Procedure
metadata: {name: hasty}
spec:
  nodes:
    begin: {kind: start, next: split}
    split: {kind: fork, branches: [together, stop]}
    together: {kind: gate, open_when: {percent: 100}, next: {opened: done, missed: done}}
    stop: {kind: end, terminate: true}
    done: {kind: end}
""",
    )
    assert set(statuses(world, execution).values()) == {"succeeded"}
    with world.means.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT DISTINCT status FROM crossings").scalars().all() == [
            "passed"
        ]
