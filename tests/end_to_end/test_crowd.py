"""Fifty hosts, three tasks each: every host ends once, no event is missing, the screen stays readable."""

from collections import defaultdict
from collections.abc import Callable

import pytest

from demo.operator import OVER, Operator
from demo.stack import Stack

WALK_DEADLINE = 540.0
THREE_TASKS = """\
apiVersion: noc/v1
kind: Procedure
metadata: {name: three-tasks, title: Three tasks for everybody}
spec:
  nodes:
    begin: {kind: start, next: ping}
    ping:
      {kind: task, purpose: monitoring, module: ansible.builtin.ping, timeout: 60s, next: ask}
    ask:
      kind: task
      purpose: monitoring
      module: ansible.builtin.command
      args: {argv: [systemctl, is-active, nginx]}
      timeout: 60s
      next: note
    note:
      kind: task
      purpose: action
      rerun: repeatable
      module: ansible.builtin.copy
      args: {content: "${host.name} is ${steps.ask.stdout}", dest: ~/note.txt, mode: "0600"}
      timeout: 60s
      next: done
    done: {kind: end}
"""


@pytest.mark.proof
@pytest.mark.timeout(900)
def test_fifty_hosts(stack: Stack, operator: Operator, apply: Callable[[str], None]) -> None:
    apply(THREE_TASKS)
    watched = stack.run(["noc", "run", "three-tasks", "--group", "crowd", "--watch"], timeout=WALK_DEADLINE)
    assert watched.returncode == 0, watched.stdout + watched.stderr

    execution = operator.newest("three-tasks")
    assert execution["counts"] == {"succeeded": 50}
    hosts = operator.hosts(execution["id"])
    assert len({host["name"] for host in hosts}) == len(hosts) == 50
    assert {host["status"] for host in hosts} == {"succeeded"}

    events = operator.events(execution["id"])
    by_host_run = defaultdict(list)
    for event in events:
        if event["host_run"]:
            by_host_run[event["host_run"]].append(event)
    assert len(by_host_run) == 50
    for of_host in by_host_run.values():
        assert [event["seq"] for event in of_host] == list(range(1, len(of_host) + 1))
        finished = [event["data"]["status"] for event in of_host if event["type"] == "host_run.finished"]
        assert len(finished) == 1
        assert finished[0] in OVER

    assert_readable(watched.stdout)


def assert_readable(text: str) -> None:
    """No terminal: plain lines, bounded in number and length, that end with matrix and sentence."""
    lines = text.splitlines()
    assert len(lines) <= 50 * 8, f"{len(lines)} lines"
    assert max(len(line) for line in lines) <= 200
    assert "\x1b[" not in text
    assert "50 of 50 hosts ok" in " ".join(lines[-5:])
    for number in range(1, 51):
        assert any(f"host{number:02}" in line for line in lines)
