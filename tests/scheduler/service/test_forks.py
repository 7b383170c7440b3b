"""Forks in an execution: branches under way at the same time, one that fails, and the arrows they have taken."""

from typing import Any
from uuid import UUID

from noc_scheduler.flowchart.host_run import Result
from noc_scheduler.service.attempts.report import Report
from noc_scheduler.service.executions import show

TWO_LOOKS = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: two-looks}
spec:
  nodes:
    begin: {kind: start, next: split}
    split: {kind: fork, branches: [disk, memory]}
    disk: {kind: task, purpose: monitoring, module: ansible.builtin.command, next: meet}
    memory: {kind: task, purpose: monitoring, module: ansible.builtin.command, next: meet}
    meet: {kind: join, next: keep}
    keep: {kind: set, vars: {seen: "${steps.disk.stdout} ${steps.memory.stdout}"}, next: done}
    done: {kind: end}
"""


def arrows(world: Any, execution: str) -> dict[tuple[str, str], int]:
    told = show.matrix(world.means, execution)["arrows"]
    return {(each["from"], each["to"]): each["count"] for each in told}


def test_both_branches_of_a_host_are_handed_over_at_once_and_one_that_fails_ends_the_other(
    world: Any,
) -> None:
    world.presentation.has("web1", "web2")
    fake = world.node()
    execution = world.start(TWO_LOOKS)
    world.drain()
    held = [(one["host"]["name"], one["node"]) for one in fake.held]
    assert sorted(held) == [("web1", "disk"), ("web1", "memory"), ("web2", "disk"), ("web2", "memory")]

    world.finish(fake.on("web1", "memory"), stdout="half full")
    assert world.host(execution, "web1")["status"] == "running"
    world.finish(fake.on("web1", "disk"), stdout="nearly full")
    world.finish(fake.on("web2", "disk"), outcome="failed", rc=1)
    world.drain()

    assert world.host(execution, "web1")["status"] == "succeeded"
    assert world.path(execution, "web1") == ["begin", "split", "disk", "memory", "meet", "keep", "done"]
    failed = world.host(execution, "web2")
    assert (failed["status"], failed["reason"]["code"]) == ("failed", "join.cannot_fill")
    assert failed["reason"]["message"].startswith("'meet' waits for 2 branches of 'split', which began 2")
    assert arrows(world, execution) == {
        ("begin", "split"): 2,
        ("split", "disk"): 2,
        ("split", "memory"): 2,
        ("disk", "meet"): 1,
        ("memory", "meet"): 1,
        ("meet", "keep"): 1,
        ("keep", "done"): 1,
    }


def test_a_report_behind_one_that_ends_its_walk_is_told_as_one_that_nobody_waited_for(world: Any) -> None:
    """Both branches of a host are reported in one batch, and the first of them ends everything."""
    world.presentation.has("web1")
    fake = world.node()
    execution = world.start(TWO_LOOKS)
    world.drain()
    disk, memory = fake.on("web1", "disk"), fake.on("web1", "memory")
    said = [Report(UUID(disk["id"]), 1, 1, None, Result(outcome="failed", rc=1))]
    said.append(Report(UUID(memory["id"]), 1, 1, None, Result()))

    assert [one.status for one in world.report(said)] == ["applied", "applied"]
    assert world.shown(execution)["status"] == "failed"
    told = [event for event in world.events(execution) if event.type.startswith("attempt.")]
    assert [event.type for event in told[2:]] == ["attempt.withdrawn", "attempt.ended_after_withdrawal"]
    assert (told[-1].data["node"], told[-1].data["outcome"]) == ("memory", "succeeded")
