"""F41, F42, F43: branches that never come, a procedure that changes during a run, a cancel that races with success."""

from collections import Counter
from itertools import cycle
from typing import Any

import pytest

from noc_scheduler.service.operating import cancel
from noc_scheduler.service.operating.acting import Act
from tests.scheduler.conftest import ANNA

FORKED = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: forked}
spec:
  nodes:
    begin: {kind: start, next: split}
    split: {kind: fork, branches: [one, two, three]}
    one: {kind: task, purpose: monitoring, module: ansible.builtin.command, next: meet}
    two: {kind: task, purpose: monitoring, module: ansible.builtin.command, next: meet}
    three: {kind: task, purpose: monitoring, module: ansible.builtin.command, next: meet}
    meet: {kind: join, wait_for: WAIT_FOR, next: after}
    after: {kind: task, purpose: monitoring, module: ansible.builtin.command, next: done}
    done: {kind: end}
"""
BRANCHES = ("one", "two", "three")
#: Every way in which a branch can die instead of arriving.
DEATHS = ("failed", "unreachable", "timed_out", "cancelled", "something nobody knows")
EACH_DIES = list(zip(DEATHS, cycle(BRANCHES), strict=False))
CHAIN = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: chain}
spec:
  nodes:
    begin: {kind: start, next: one}
    one: {kind: task, purpose: monitoring, module: ansible.builtin.command, next: two}
    two: {kind: task, purpose: action, rerun: once, module: ansible.builtin.command, next: three}
    three: {kind: task, purpose: monitoring, module: ansible.builtin.command, next: done}
    done: {kind: end}
"""
STEPS = ("one", "two", "three")


def forked(world: Any, wait_for: str) -> tuple[Any, str]:
    """A host whose three branches are all under way."""
    world.presentation.has("web1")
    fake = world.node()
    execution = world.start(FORKED.replace("WAIT_FOR", wait_for))
    world.drain()
    return fake, execution


def ended_once(world: Any, execution: str) -> None:
    """Every visit has ended once, the walk has, and the execution has."""
    told = world.events(execution)
    kinds = Counter(event.type for event in told)
    assert kinds["host_run.finished"] == kinds["execution.finished"] == 1
    begun = sorted(event.data["visit"] for event in told if event.type == "visit.started")
    ended = sorted(event.data["visit"] for event in told if event.type == "visit.finished")
    assert begun == ended


@pytest.mark.parametrize(("death", "last"), EACH_DIES)
def test_f41_a_join_for_all_never_waits_for_a_branch_that_died(world: Any, death: str, last: str) -> None:
    fake, execution = forked(world, "all")
    for branch in BRANCHES:
        if branch != last:
            world.finish(fake.on("web1", branch))
    assert world.host(execution, "web1")["status"] == "running"
    world.finish(fake.on("web1", last), outcome=death, rc=1)

    host = world.host(execution, "web1")
    assert (host["status"], host["reason"]["code"]) == ("failed", "join.cannot_fill")
    assert "after" not in world.path(execution, "web1")
    ended_once(world, execution)


@pytest.mark.parametrize(("death", "first"), EACH_DIES)
def test_f41_a_join_for_two_opens_without_the_branch_that_died(world: Any, death: str, first: str) -> None:
    fake, execution = forked(world, "2")
    world.finish(fake.on("web1", first), outcome=death, rc=1)
    assert world.host(execution, "web1")["status"] == "running"
    for branch in BRANCHES:
        if branch != first:
            world.finish(fake.on("web1", branch))
    world.finish(fake.on("web1", "after"))

    assert world.shown(execution)["status"] == "succeeded"
    assert world.path(execution, "web1").count("meet") == 1
    ended_once(world, execution)


@pytest.mark.parametrize("arrived", [0, 1, 2])
def test_f41_a_cancel_ends_a_join_that_still_waits(world: Any, arrived: int) -> None:
    fake, execution = forked(world, "all")
    for branch in BRANCHES[:arrived]:
        world.finish(fake.on("web1", branch))
    world.cancel(execution, "enough")

    assert world.shown(execution)["status"] == "cancelled"
    ended_once(world, execution)
    for branch in BRANCHES[arrived:]:
        attempt = fake.on("web1", branch)
        assert world.say(attempt, outcome="cancelled").status == "late"
    assert world.shown(execution)["status"] == "cancelled"


def test_f42_a_procedure_that_changes_during_a_run_changes_nothing_for_those_on_their_way(world: Any) -> None:
    world.presentation.has("web1")
    fake = world.node()
    before = world.start(CHAIN)
    world.drain()
    world.finish(fake.on("web1", "one"))
    changed = CHAIN.replace("next: three}", "next: done}").replace(
        "    three: {kind: task, purpose: monitoring, module: ansible.builtin.command, next: done}\n", ""
    )
    after = world.start(changed)
    world.drain()
    held = {one["execution"]: one for one in fake.held if one["node"] == "one"}
    world.finish(held[after])
    while open_ones := [one for one in fake.held if one["id"] not in world.seqs]:
        world.finish(open_ones[0])

    assert world.path(before, "web1") == ["begin", "one", "two", "three", "done"]
    assert world.path(after, "web1") == ["begin", "one", "two", "done"]
    assert world.shown(before)["procedure"]["digest"] != world.shown(after)["procedure"]["digest"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("first", ["cancel", "success"])
@pytest.mark.parametrize("seen", ["committed", "only asked"])
def test_f43_a_cancel_that_races_with_success_leaves_one_end(
    world: Any, step: str, first: str, seen: str
) -> None:
    """`only asked`: the wish is stored, and no process has carried it out when the report comes."""
    world.presentation.has("web1")
    fake = world.node()
    execution = world.start(CHAIN)
    world.drain()
    for earlier in STEPS[: STEPS.index(step)]:
        world.finish(fake.on("web1", earlier))
    attempt = fake.on("web1", step)
    assert world.say(attempt).status == "applied"

    if first == "cancel":
        cancel.ask_cancel(world.means, execution, Act(ANNA, "enough"))
        if seen == "committed":
            world.drain()
        judged = world.say(attempt, outcome="succeeded", rc=0)
        assert judged.status == ("late" if seen == "committed" else "applied")
    else:
        assert world.say(attempt, outcome="succeeded", rc=0).status == "applied"
        if seen == "committed":
            world.drain()
        if step != STEPS[-1]:
            cancel.ask_cancel(world.means, execution, Act(ANNA, "enough"))
    world.drain()

    over = step == STEPS[-1] and not (first == "cancel" and seen == "committed")
    assert world.shown(execution)["status"] == ("succeeded" if over else "cancelled")
    ended_once(world, execution)
    told = [event for event in world.events(execution) if event.type == "visit.finished"]
    assert Counter(event.data["node"] for event in told)[step] == 1
