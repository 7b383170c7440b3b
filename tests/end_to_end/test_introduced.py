"""An executor node that was announced, by the real commands: let in by its token, stopped, and shown as what it is."""

import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from demo.layers import commands
from demo.operator import Operator
from demo.stack import Stack

NAME, PROCESSES = "lis-2", ("introduced-agent", "introduced-executors")
FINGERPRINT = ("noc-executor-node", "fingerprint")


class Machine:
    """A second executor node that takes work in the answers to its heartbeats."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.environment = {
            **stack.layers.environment,
            "NOC_EXECUTOR_NODE_HOME": str(stack.layers.folder / NAME),
            "NOC_EXECUTOR_NODE_NAME": NAME,
            "NOC_EXECUTOR_NODE_PULL": "yes",
        }

    def command(self, *words: str, given: str = "") -> str:
        ended = subprocess.run(
            words,
            env=self.environment,
            cwd=self.stack.layers.folder,
            input=given,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return ended.stdout.strip()

    def standing(self) -> Any:
        return (self.stack.operator.node(NAME) or {}).get("standing")


@pytest.fixture
def machine(stack: Stack) -> Iterator[Machine]:
    made = Machine(stack)
    made.command("noc-executor-node", "setup")
    key = stack.command("noc-scheduler", "key").strip()
    url = stack.layers.scheduler_url
    made.command("noc-executor-node", "pair", "scheduler", "--url", url, "--key", key)
    yield made
    if started := [name for name in PROCESSES if name in stack.supervisor.names]:
        stack.supervisor.stop(*started)
    stack.noc("executor-nodes", "revoke", NAME, "--yes")


def test_one_that_was_announced_works_at_once_and_is_shown_as_stopped_once_it_was(
    stack: Stack, operator: Operator, machine: Machine
) -> None:
    operator.post("/groups", {"name": "announced-only"})
    token = stack.noc("executor-nodes", "introduce", NAME, "--group", "announced-only")
    machine.command("noc-executor-node", "introduce", given=token)
    assert token.strip() not in str(machine.command("noc", "executor-nodes", "introductions"))

    for name in PROCESSES:
        stack.supervisor.start(name, commands()[name.removeprefix("introduced-")], machine.environment)
    stack.wait_for(lambda: (operator.node(NAME) or {}).get("reachable"), "it to be let in and heard of")
    assert machine.standing() == "authorised"
    node = operator.node(NAME) or {}
    assert node["fingerprint"] == machine.command(*FINGERPRINT), "and nobody had to compare it"
    assert node["authorisation"]["groups"] == ["announced-only"]

    stack.noc("executor-nodes", "pause", NAME, "--reason", "lunch")
    assert machine.standing() == "draining"
    stack.noc("executor-nodes", "resume", NAME)
    stack.noc("executor-nodes", "stop", NAME, "--reason", "retired")
    stack.wait_for(lambda: machine.standing() == "suspended", "the executor node to be off")
    assert "suspended" in stack.noc("executor-nodes", "list")
