"""What went wrong in an execution is told by the step that did not go well, wherever the walk ended then."""

from typing import Any

from noc_scheduler.service import feed
from noc_scheduler.service.executions.failing import last_line, what_failed
from tests.scheduler.conftest import World

TWO_STEPS = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: two, title: Two}
spec:
  nodes:
    begin: {kind: start, next: one}
    one:
      {kind: task, purpose: monitoring, module: ansible.builtin.ping, next: {any: two, failed: no}}
    two:
      {kind: task, purpose: monitoring, module: ansible.builtin.ping, next: {any: done, failed: no}}
    done: {kind: end}
    no: {kind: end, status: failed}
"""

AT_ONCE = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: atonce}
spec:
  nodes:
    begin: {kind: start, next: again}
    again:
      {kind: loop, until: "host.name == 'b'", max_iterations: 1, next: {again: rest, done: done, exhausted: no}}
    rest: {kind: wait, for: 1s, next: count}
    count: {kind: publish, queue: counted, value: 1, next: again}
    done: {kind: end}
    no: {kind: end, status: failed}
"""


def test_hosts_that_share_an_end_are_told_apart_by_the_step_that_failed(world: World) -> None:
    world.presentation.has("a", "b", "c", "d")
    world.node()
    execution = world.start(TWO_STEPS)
    world.drain()
    for host in ("a", "b"):
        world.finish(_held(world, host), outcome="failed", rc=1, stderr=f"no way\n{host} is broken\n\n")
    for host in ("c", "d"):
        world.finish(_held(world, host), outcome="succeeded", rc=0)
    world.drain()
    world.finish(_held(world, "c"), outcome="failed", rc=2, stderr="disk full")
    world.finish(_held(world, "d"), outcome="succeeded", rc=0)
    world.drain()

    assert _brief(what_failed(world.means, execution)) == [
        ("failed", "one", ["a", "b"], "a is broken"),
        ("failed", "two", ["c"], "disk full"),
    ]


def test_steps_that_begin_and_end_at_once_say_what_they_have_to_say(world: World) -> None:
    world.presentation.has("a")
    execution = world.start(AT_ONCE)
    world.drain()
    world.pass_time(1)
    world.tick()
    world.drain()

    assert world.shown(execution)["status"] == "failed"
    path = world.host(execution, "a")["path"]
    assert [one["node"] for one in path] == ["begin", "again", "rest", "count", "again", "no"]
    (said,) = [one for one in path if one["outcome"] == "exhausted"]
    assert said["message_said"] is not None
    assert said["message"]


def test_the_last_line_is_the_last_with_anything_in_it() -> None:
    assert last_line("a\n b \n\n", "x", "y") == "b"
    assert last_line(" \n", "out", "message") == "message"
    assert last_line(None, None, None) == ""
    assert len(last_line("x" * 10_000, None, None)) == 500


def test_the_feed_of_some_types_passes_by_all_others(world: World) -> None:
    world.presentation.has("a")
    world.node()
    execution = world.start(TWO_STEPS)
    world.drain()
    types = ["execution.finished"]
    before = feed.read_feed(world.means, None, None, 10, types)
    assert before["items"] == []
    world.finish(_held(world, "a"), outcome="failed", rc=1)
    world.drain()

    told = feed.read_feed(world.means, before["next"], None, 10, types)

    assert [(str(row.execution), row.type) for row in told["items"]] == [(execution, "execution.finished")]
    again = feed.read_feed(world.means, told["next"], None, 10, types)
    assert (again["items"], again["next"]) == ([], told["next"])


def _held(world: World, host: str) -> dict[str, Any]:
    return world.nodes["node-1"].on(host)


def _brief(groups: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(group["word"], group["step"], group["names"], group["line"]) for group in groups]
